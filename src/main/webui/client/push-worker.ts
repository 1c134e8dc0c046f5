// Shows push messages while no page of the site does. A page's own worker may import this file.

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
const LAST_PART = /\/[^/]*\/?$/;

const worker = globalThis as unknown as Worker;

worker.addEventListener('push', (event) => event.waitUntil(receive(event.data)));
worker.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)));

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
  const push = new URL(worker.location.href).searchParams.get('push') ?? '/api/push';
  await fetch(`${push.replace(LAST_PART, '/notifications')}/${id}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: '{"isRead":true}',
    credentials: 'include',
  }).catch(() => undefined);
}

export {};
