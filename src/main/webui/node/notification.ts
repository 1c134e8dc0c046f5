/** A notification as it was committed. */
export interface Notification {
  id: number;
  type: string;
  title: string;
  message: string;
  actionUrl: string | null;
  isRead: boolean;
  createdAt: string;
  /** In the user's own lists, and true only: it was on a screen. */
  isSeen?: boolean;
  data?: Record<string, unknown>;
  expiresAt?: string;
  collapseKey?: string;
  /** Beside a collapse key only: it is for everybody. */
  audience?: 'organization';
  updatedAt?: string;
}

/** All of a notification that an update replaces. A field that is left out is gone. */
export type Text = Pick<Content, 'title' | 'message' | 'actionUrl' | 'data'>;

/** A recall or an update. */
export interface Change {
  /** Its own id in the log. */
  id: number;
  notificationId: number;
  createdAt: string;
}

/** The recipient: one user, several, or everybody in the organization. Exactly one is given. */
export type Recipient =
  | { userId: string | number; userIds?: never; audience?: never }
  | { userIds: (string | number)[]; userId?: never; audience?: never }
  | { audience: 'organization'; userId?: never; userIds?: never };

/** When a notification is handed over if it was not seen, from when it is shown on; or never. */
export type Handover = { afterSeconds: number; never?: never } | { never: true; afterSeconds?: never };

/** The content of a notification. */
export interface Content {
  /** 1 to 64 of `A-Z a-z 0-9 _ . : -`. */
  type: string;
  /** Up to 256 characters. */
  title: string;
  /** Up to 16,384 characters. */
  message: string;
  /** An absolute path of the site, or an http(s) address. */
  actionUrl?: string | null;
  /** Passed on to the pages; up to 16 KiB as JSON. */
  data?: Record<string, unknown> | null;
  /** When it leaves lists and counts. */
  expiresAt?: string | Date | null;
  /** Takes the place of an older unread one with the same key and recipient. */
  collapseKey?: string | null;
  /** When it is handed over if it was not seen, in place of the rules. */
  handover?: Handover | null;
}

export type NewNotification = Content & Recipient;

/** A notification to be shown later. */
export type LaterNotification = NewNotification & {
  /** Not before this time, by the clock of Carillon's database. */
  deliverAt: string | Date;
};

/** The answer about one notification that is stored and not shown yet. */
export interface Scheduled {
  /** To cancel it. The notification gets an id of its own when it is shown. */
  scheduledId: string;
  deliverAt: string;
}

/** A notification that is not shown yet. */
export type ScheduledNotification = Scheduled &
  Omit<Notification, 'id' | 'actionUrl' | 'isRead' | 'createdAt'> & {
    actionUrl?: string;
    handover?: Handover;
    /** The recipient; or `audience` for everybody. */
    userId?: string;
    audience?: 'organization';
  };

export interface ScheduledPage {
  scheduled: ScheduledNotification[];
  /** For the next page; null on the last one. */
  nextAfter: string | null;
}

/** A notification as its sender sees it. */
export type SentNotification = Omit<Notification, 'actionUrl' | 'isRead'> & {
  actionUrl?: string;
  /** The recipient; or `audience` for everybody. */
  userId?: string;
  audience?: 'organization';
  /** The user who has created it, or `key:` and the id of the API key. */
  sender?: string;
};

export interface SentPage {
  notifications: SentNotification[];
  /** `before` of the next page; null on the last one. */
  nextBefore: number | null;
}

/** The fields that Carillon knows and that are given. An application's row may have more, such as its own id. */
export function content(given: Text & Partial<Content>): Record<string, unknown> {
  const { type, title, message, actionUrl, data, expiresAt, collapseKey, handover } = given;
  const fields = {
    type,
    title,
    message,
    actionUrl,
    data,
    expiresAt: expiresAt instanceof Date ? expiresAt.toISOString() : expiresAt,
    collapseKey,
    handover,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

/** The setting of an organization for types. A medium that is left out is on. */
export interface TypeDefault {
  /** A type, a beginning of types with `*` at its end, or `*`. */
  type: string;
  /** For users, in place of the type. */
  label?: string;
  /** `false` mutes it for users who have said nothing of it. */
  inApp?: boolean;
  push?: boolean;
  webhook?: boolean;
  /** Users cannot change it. */
  required?: boolean;
}

export interface DefaultPreferences {
  /** 0 if nothing was ever set. */
  version: number;
  types: TypeDefault[];
}
