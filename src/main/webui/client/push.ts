import { Access, type SignIn } from './access.js';
import { CarillonError } from './error.js';
import { forget, idOf, registered, remember } from './push-memory.js';

/** Web Push: notifications on this device while the page is closed. A file of its own, for pages that want it. */
export interface PushOptions extends SignIn {
  /** Where the routes are; `/api/push` by default. */
  url?: string;
  /** The worker that shows messages, of the page's own origin; `/carillon/push-worker.js` by default. */
  worker?: string;
  /** The address that a notification opens which names nothing of this site; this page by default. */
  page?: string;
}

/**
 * `unsupported`: this browser cannot. `off`: these pods do not push. `denied`: the user has forbidden it to this site, and only
 * the browser's settings change that. `disabled` and `enabled`: as the user has chosen, for this browser.
 */
export type PushState = 'unsupported' | 'off' | 'denied' | 'disabled' | 'enabled';

/** A notification as the worker would show it. */
export interface PushedNotification {
  title: string;
  body: string;
  navigate: string;
  tag: string;
  data: { id: number; type: string };
}

const ROUTES = '/api/push';
const WORKER = '/carillon/push-worker.js';
const JSON_BODY = { 'Content-Type': 'application/json' };

/**
 * The state of this browser, for the user who is signed in. It asks the user nothing and renews what is enabled, so call it on
 * each page load. It ends the subscription of another user.
 */
export async function pushState(options: PushOptions = {}): Promise<PushState> {
  const site = new Site(options);
  const known = await site.known();
  if (typeof known === 'string') {
    return known;
  }
  const subscription = await site.subscription();
  const before = await site.before();
  if (!subscription && !before) {
    return 'disabled';
  }
  if (Notification.permission === 'granted') {
    if (subscription && (await site.has(subscription))) {
      await site.renew(subscription, known.publicKey, before);
      return 'enabled';
    }
    // The browser may have another subscription than the pods know, or none any more.
    if (before && (await site.replace(before, known.publicKey))) {
      return 'enabled';
    }
  }
  await site.end();
  return 'disabled';
}

/** Asks the user, so call it when a button was pressed, and at no other time. */
export async function enablePush(options: PushOptions = {}): Promise<PushState> {
  const site = new Site(options);
  if (!isSupported()) {
    return 'unsupported';
  }
  // Before anything else: some browsers ask only while the press is fresh.
  const permission = await Notification.requestPermission();
  const known = await site.known();
  if (typeof known === 'string') {
    return known;
  }
  if (permission !== 'granted') {
    return 'disabled';
  }
  await site.subscribe(known.publicKey);
  return 'enabled';
}

/** Also when the user signs out, before the session ends. */
export async function disablePush(options: PushOptions = {}): Promise<void> {
  if (!isSupported()) {
    return;
  }
  const site = new Site(options);
  const subscription = await site.subscription();
  const id = subscription ? await idOf(subscription.endpoint) : await site.before();
  if (id !== undefined) {
    try {
      await site.remove(id);
    } finally {
      await site.end();
      (await (await site.registration())?.getNotifications())?.forEach((shown) => shown.close());
      await navigator.clearAppBadge?.().catch(() => undefined);
    }
  }
}

/**
 * Answers the worker when a message comes while the user looks at this page.
 *
 * @param shows whether the page shows it, so that the worker need not
 * @return ends it
 */
export function answerPush(shows: (notification: PushedNotification) => boolean): () => void {
  const { serviceWorker } = navigator;
  const listening = new AbortController();
  serviceWorker?.addEventListener(
    'message',
    ({ data, ports }: MessageEvent<{ carillon?: PushedNotification } | undefined>) => {
      if (data?.carillon && document.hasFocus() && shows(data.carillon)) {
        ports[0]?.postMessage(true);
      }
    },
    { signal: listening.signal },
  );
  // Messages wait for this where the worker does not control the page.
  serviceWorker?.startMessages();
  return () => listening.abort();
}

function isSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
}

/** The worker of this site, and the routes. */
class Site {
  readonly #url: string;
  readonly #worker: string;
  readonly #access: Access;

  constructor(private readonly options: PushOptions) {
    this.#url = options.url ?? ROUTES;
    this.#worker = options.worker ?? WORKER;
    this.#access = new Access(options);
  }

  async known(): Promise<PushState | { publicKey: string }> {
    if (!isSupported()) {
      return 'unsupported';
    }
    if (Notification.permission === 'denied') {
      return 'denied';
    }
    const { publicKey } = await this.#ask<{ publicKey?: string }>('GET', '');
    return publicKey ? { publicKey } : 'off';
  }

  registration(): Promise<ServiceWorkerRegistration | undefined> {
    return navigator.serviceWorker.getRegistration(this.#worker);
  }

  async subscription(): Promise<PushSubscription | null | undefined> {
    return (await this.registration())?.pushManager.getSubscription();
  }

  /** The id that the pods know this browser by. */
  async before(): Promise<string | undefined> {
    return (await registered(this.#routes))?.id;
  }

  /** Whether the user who is signed in has enabled it here. */
  async has({ endpoint }: PushSubscription): Promise<boolean> {
    const id = await idOf(endpoint);
    const { subscriptions } = await this.#ask<{ subscriptions: { id: string }[] }>('GET', '/subscriptions');
    return subscriptions.some((one) => one.id === id);
  }

  async renew({ endpoint, options }: PushSubscription, publicKey: string, before: string | undefined): Promise<void> {
    const stays = before === (await idOf(endpoint)) && base64url(options.applicationServerKey) === publicKey;
    if (stays || !(await this.subscribe(publicKey, before))) {
      // It remembers that of another user.
      await this.subscribe(publicKey);
    }
  }

  /** Whether the subscription that the pods know was that of the user who is signed in: then there is another one in its place. */
  async replace(before: string, publicKey: string): Promise<boolean> {
    const subscription = await this.subscription();
    if (subscription && (await idOf(subscription.endpoint)) === before) {
      // Its push service has ended it.
      await subscription.unsubscribe();
    }
    return this.subscribe(publicKey, before);
  }

  /**
   * @param before the id of the subscription that this one takes the place of
   * @return false if the user has none of that id
   */
  async subscribe(publicKey: string, before?: string): Promise<boolean> {
    const script = this.#script();
    const known = await this.registration();
    // A page whose policy forbids it to name scripts by text registers the worker by itself.
    const isKnown = [known?.active, known?.waiting, known?.installing].some((one) => one?.scriptURL === script);
    const registration = await active(isKnown ? known! : await navigator.serviceWorker.register(script));
    const present = await registration.pushManager.getSubscription();
    if (present && base64url(present.options.applicationServerKey) !== publicKey) {
      // The pods have other keys by now.
      await present.unsubscribe();
    }
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    const page = this.options.page ?? location.href.split('#')[0]!;
    const id = await idOf(subscription.endpoint);
    const browser = { id, page: new URL(page, location.href).href, publicKey };
    const replaces = before !== undefined && { replaces: before };
    try {
      await this.#ask('PUT', '/subscriptions', { ...subscription.toJSON(), page: browser.page, ...replaces });
    } catch (error) {
      if (replaces && error instanceof CarillonError && error.status === 404) {
        return false;
      }
      throw error;
    }
    await remember(this.#routes, browser);
    return true;
  }

  /** For this browser. */
  async end(): Promise<void> {
    await forget(this.#routes);
    await (await this.subscription())?.unsubscribe();
  }

  async remove(id: string): Promise<void> {
    await this.#ask('DELETE', `/subscriptions/${id}`);
  }

  get #routes(): string {
    return new URL(this.#url, location.href).href;
  }

  /** The worker marks as read what is opened, and has to know where. */
  #script(): string {
    const script = new URL(this.#worker, location.href);
    if (this.#url !== ROUTES) {
      script.searchParams.set('push', this.#url);
    }
    return script.href;
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = { method, ...(body !== undefined && { headers: JSON_BODY, body: JSON.stringify(body) }) };
    const response = await this.#access.request(this.#url + path, init, false);
    if (!response.ok && !(method === 'DELETE' && response.status === 404)) {
      throw new CarillonError(response.status, `${method} ${path || '/'} was answered ${response.status}`);
    }
    return (response.ok && response.status !== 204 ? await response.json() : undefined) as T;
  }
}

function base64url(key: ArrayBuffer | null): string | undefined {
  return key ? btoa(String.fromCharCode(...new Uint8Array(key))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined;
}

/** Only a worker that is active can subscribe. The page need not be in its scope. */
async function active(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!registration.active && worker) {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (worker.state === 'activated') {
          resolve();
        } else if (worker.state === 'redundant') {
          reject(new Error('The worker of push messages could not be started'));
        }
      };
      worker.addEventListener('statechange', look);
      look();
    });
  }
  return registration;
}
