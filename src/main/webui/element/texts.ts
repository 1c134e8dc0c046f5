import type { ConnectionState } from '@carillon/client';

export interface Texts {
  notifications: string;
  /** The bell's name for screen readers. */
  bell(unread: number): string;
  /** The same where the badge counts what was not seen yet. */
  bellUnseen(unseen: number): string;
  connection: Record<ConnectionState, string>;
  connectionHelp: Record<ConnectionState, string>;
  all: string;
  unread: string;
  show: string;
  type: string;
  allTypes: string;
  markAllRead: string;
  markRead(title: string): string;
  markUnread(title: string): string;
  archive(title: string): string;
  open: string;
  newOne(title: string): string;
  dismiss: string;
  empty: string;
  emptyHelp: string;
  emptyFilter: string;
  loading: string;
  loadMore: string;
  loadFailed: string;
  changeFailed: string;
  tryAgain: string;
  close: string;
  signIn: string;
  settings: string;
  /** Above the switches of the types. */
  shownTypes: string;
  quietHours: string;
  quietHelp: string;
  quietFrom: string;
  quietTo: string;
  changedElsewhere: string;
  /** The button for push messages. */
  push: string;
  /** The same where the browser's settings forbid them. */
  pushDenied: string;
  /** The name of a type, as users read it. */
  typeName(type: string): string;
}

const ENGLISH: Texts = {
  notifications: 'Notifications',
  bell: (unread) => (unread ? `Notifications, ${unread} unread` : 'Notifications, none unread'),
  bellUnseen: (unseen) => (unseen ? `Notifications, ${unseen} new` : 'Notifications, none new'),
  connection: {
    connecting: 'Connecting',
    'catching-up': 'Catching up',
    live: 'Live',
    offline: 'Offline',
    'signed-out': 'Signed out',
  },
  connectionHelp: {
    connecting: 'Connecting to the server.',
    'catching-up': 'Receiving what was missed.',
    live: 'New notifications appear at once.',
    offline: 'No live connection. New notifications appear later.',
    'signed-out': 'Sign in again to receive notifications.',
  },
  all: 'All',
  unread: 'Unread',
  show: 'Show',
  type: 'Type',
  allTypes: 'All types',
  markAllRead: 'Mark all read',
  markRead: (title) => `Mark as read: ${title}`,
  markUnread: (title) => `Mark as unread: ${title}`,
  archive: (title) => `Archive: ${title}`,
  open: 'Open',
  newOne: (title) => `New notification: ${title}`,
  dismiss: 'Dismiss',
  empty: 'All quiet',
  emptyHelp: 'New notifications ring here.',
  emptyFilter: 'Nothing matches this filter.',
  loading: 'Loading…',
  loadMore: 'Load more',
  loadFailed: 'Notifications could not be loaded.',
  changeFailed: 'The change could not be saved.',
  tryAgain: 'Try again',
  close: 'Close',
  signIn: 'Sign in',
  settings: 'Settings',
  shownTypes: 'Show me',
  quietHours: 'Quiet hours',
  quietHelp: 'No pop-ups and no sound at night',
  quietFrom: 'From',
  quietTo: 'To',
  changedElsewhere: 'Changed on another device meanwhile. Please look again.',
  push: 'Notify me on this device when the page is closed',
  pushDenied: 'Your browser forbids this page to notify you',
  typeName: (type) => type,
};

const FRENCH: Texts = {
  notifications: 'Notifications',
  bell: (unread) => {
    const plural = new Intl.PluralRules('fr').select(unread) === 'one' ? '' : 's';
    return unread ? `Notifications, ${unread} non lue${plural}` : 'Notifications, aucune non lue';
  },
  bellUnseen: (unseen) => {
    const plural = new Intl.PluralRules('fr').select(unseen) === 'one' ? '' : 's';
    return unseen ? `Notifications, ${unseen} nouvelle${plural}` : 'Notifications, aucune nouvelle';
  },
  connection: {
    connecting: 'Connexion',
    'catching-up': 'Rattrapage',
    live: 'En direct',
    offline: 'Hors ligne',
    'signed-out': 'Déconnecté',
  },
  connectionHelp: {
    connecting: 'Connexion au serveur en cours.',
    'catching-up': 'Réception des notifications manquées.',
    live: 'Les nouvelles notifications apparaissent aussitôt.',
    offline: 'Pas de connexion en direct. Les nouvelles notifications apparaîtront plus tard.',
    'signed-out': 'Reconnectez-vous pour recevoir les notifications.',
  },
  all: 'Toutes',
  unread: 'Non lues',
  show: 'Afficher',
  type: 'Type',
  allTypes: 'Tous les types',
  markAllRead: 'Tout marquer lu',
  markRead: (title) => `Marquer comme lue : ${title}`,
  markUnread: (title) => `Marquer comme non lue : ${title}`,
  archive: (title) => `Archiver : ${title}`,
  open: 'Ouvrir',
  newOne: (title) => `Nouvelle notification : ${title}`,
  dismiss: 'Fermer',
  empty: 'Tout est calme',
  emptyHelp: 'Les nouvelles notifications sonneront ici.',
  emptyFilter: 'Rien ne correspond à ce filtre.',
  loading: 'Chargement…',
  loadMore: 'Afficher plus',
  loadFailed: 'Impossible de charger les notifications.',
  changeFailed: "La modification n'a pas été enregistrée.",
  tryAgain: 'Réessayer',
  close: 'Fermer',
  signIn: 'Se connecter',
  settings: 'Paramètres',
  shownTypes: 'Afficher',
  quietHours: 'Heures calmes',
  quietHelp: 'Ni fenêtre ni son la nuit',
  quietFrom: 'De',
  quietTo: 'À',
  changedElsewhere: 'Modifié entre-temps sur un autre appareil. Veuillez vérifier.',
  push: 'Me prévenir sur cet appareil quand la page est fermée',
  pushDenied: 'Votre navigateur interdit à cette page de vous prévenir',
  typeName: (type) => type,
};

const BUILT_IN: Record<string, Texts> = { en: ENGLISH, fr: FRENCH };
const added = new Map<string, Partial<Texts>>();

/** Texts of another language, or others of this one, for all elements of the page. A missing one is English. */
export function addTexts(language: string, texts: Partial<Texts>): void {
  added.set(language.toLowerCase(), texts);
}

/** @param own texts of one element, before all others */
export function textsFor(locale: string, own: Partial<Texts> = {}): Texts {
  const full = locale.toLowerCase();
  const language = full.split('-')[0]!;
  return { ...(BUILT_IN[language] ?? ENGLISH), ...added.get(language), ...added.get(full), ...own };
}

/** A text of unknown direction within another one. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

/** The wish if it is a language tag, else the browser's language: `Intl` throws for anything else. */
export function usableLocale(wish: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(wish || [])[0] ?? navigator.language;
  } catch {
    return navigator.language;
  }
}
