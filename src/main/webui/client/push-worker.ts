// Shows push messages while no page of the site does. A page's own worker may import this file.

import { idOf, registered, remember } from './push-memory.js';

/** The types of workers are at odds with those of pages, which the other files have. */
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(query: { type: 'window'; includeUncontrolled: true }): Promise<Tab[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly location: Location;
  readonly navigator: Navigator;
  addEventListener(type: 'push', listener: (event: PushReceived) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void;
  addEventListener(type: 'pushsubscriptionchange', listener: (event: Changed) => void): void;
}

interface Tab {
  readonly url: string;
  readonly focused: boolean;
  postMessage(message: unknown, transfer: Transferable[]): void;
  focus(): Promise<unknown>;
}

interface Waits {
  waitUntil(until: Promise<unknown>): void;
}

interface PushReceived extends Waits {
  readonly data: { json(): unknown } | null;
}

interface Clicked extends Waits {
  readonly notification: Notification;
}

/** Browsers leave out either. */
interface Changed extends Waits {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

interface Message {
  notification?: { title: string; body: string; navigate: string; tag: string; timestamp: number; data: { id: number } };
  /** The id of a notification that was seen elsewhere. */
  withdraw?: number;
  app_badge?: number;
}

interface Kept {
  id: number;
  navigate: string;
}

/** For a tab that is not busy, ten times what it needs. */
const ANSWER_MILLIS = 300;
const ROUTES = '/api/push';
const JSON_BODY = { 'Content-Type': 'application/json' };
const LAST_PART = /\/[^/]*\/?$/;

const worker = globalThis as unknown as Worker;

worker.addEventListener('push', (event) => event.waitUntil(receive(event.data)));
worker.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)));
// Where that fails, the page does it when it is opened next.
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event).catch(() => undefined)));

async function receive(data: PushReceived['data']): Promise<void> {
  const { notification, withdraw, app_badge } = (data?.json() ?? {}) as Message;
  const badged = badge(app_badge);
  if (withdraw !== undefined) {
    for (const shown of await worker.registration.getNotifications()) {
      if (kept(shown)?.id === withdraw) {
        shown.close();
      }
    }
  } else if (notification && !(await isShownByTab(notification))) {
    await show(notification);
  }
  await badged;
}

async function show({ title, body, tag, timestamp, data, navigate }: NonNullable<Message['notification']>): Promise<void> {
  const [shown] = await worker.registration.getNotifications({ tag });
  // A push service may turn two messages around.
  if (!shown || (kept(shown)?.id ?? 0) <= data.id) {
    const options = { body, tag, timestamp, renotify: kept(shown)?.id !== data.id, data: { ...data, navigate } };
    await worker.registration.showNotification(title, options);
  }
}

function kept(shown: Notification | undefined): Kept | undefined {
  return shown?.data as Kept | undefined;
}

/** The number on the icon of an installed page. */
async function badge(count: number | undefined): Promise<void> {
  if (count !== undefined) {
    await worker.navigator.setAppBadge?.(count).catch(() => undefined);
  }
}

/** Whether the user looks at a tab that shows it. */
async function isShownByTab(notification: NonNullable<Message['notification']>): Promise<boolean> {
  const focused = (await tabs()).filter((tab) => tab.focused);
  return (await Promise.all(focused.map((tab) => ask(tab, notification)))).includes(true);
}

async function ask(tab: Tab, carillon: NonNullable<Message['notification']>): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<boolean>((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), ANSWER_MILLIS);
  });
  tab.postMessage({ carillon }, [port2]);
  return answer.finally(() => port1.close());
}

function tabs(): Promise<Tab[]> {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

async function open(shown: Notification): Promise<void> {
  shown.close();
  const { id, navigate } = kept(shown)!;
  const url = new URL(navigate, worker.location.href);
  const target = url.origin === worker.location.origin ? url.href : worker.location.origin;
  const tab = (await tabs()).find((one) => one.url === target);
  await Promise.all([tab ? tab.focus() : worker.clients.openWindow(target), markRead(id)]);
}

/** Where the browser's cookie signs in; elsewhere the page does it. */
async function markRead(id: number): Promise<void> {
  await fetch(`${routes().replace(LAST_PART, '/notifications')}/${id}`, {
    method: 'PATCH',
    headers: JSON_BODY,
    body: '{"isRead":true}',
    credentials: 'include',
  }).catch(() => undefined);
}

function routes(): string {
  return new URL(new URL(worker.location.href).searchParams.get('push') ?? ROUTES, worker.location.href).href;
}

/** The browser has another subscription, or needs one: the pods push to that from now on, also what waits for the one before. */
async function renew({ oldSubscription, newSubscription }: Changed): Promise<void> {
  const known = await registered(routes());
  const publicKey = known?.publicKey ?? oldSubscription?.options.applicationServerKey;
  const replaces = known?.id ?? (oldSubscription && (await idOf(oldSubscription.endpoint)));
  if (!publicKey || !replaces) {
    return;
  }
  const subscription =
    newSubscription ??
    (await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
  const page = known?.page ?? `${worker.location.origin}/`;
  const { ok } = await fetch(`${routes()}/subscriptions`, {
    method: 'PUT',
    headers: JSON_BODY,
    body: JSON.stringify({ ...subscription.toJSON(), page, replaces }),
    credentials: 'include',
  });
  if (ok && known) {
    await remember(routes(), { ...known, id: await idOf(subscription.endpoint) });
  }
}
