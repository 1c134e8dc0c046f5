import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Browser, BrowserContext, CDPSession, Page, Worker } from 'playwright-core';
import { chromiumPath, launch, screenshot, violations } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

const KEY = 'BIqco_QLNMgSF0szVtOO4jcvC6wYLR-HmXOR44ISILhb-eZewTpZawZ2odzYcZ8yJVhg_XKDRMJ8ZCFu4f2fWGQ';
const ENDPOINT = 'https://push.example.net/wpush/v2/abc';
const OTHER = 'https://push.example.net/wpush/v2/other';

/** A notification on the screen. */
interface Shown {
  title: string;
  body: string;
  tag: string;
  id: number;
}

interface WorkerScope {
  registration: ServiceWorkerRegistration;
  clients: { openWindow: unknown };
  opened: string[];
  badges: number[];
}

/**
 * Messages come by DevTools, as no push service can be reached here. So the browser's own subscription is replaced: everything
 * behind it, the worker, notifications and permissions, is Chromium's.
 */
describe.skipIf(!chromiumPath)('Web Push', () => {
  let browser: Browser;
  let stub: StubServer;
  let context: BrowserContext;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stub = await new StubServer().listen();
    stub.pushKey = KEY;
    context = await browser.newContext({ locale: 'en' });
    await context.addInitScript(replaceSubscription, ENDPOINT);
  });
  afterEach(async () => {
    await context.close();
    await stub.close();
  });

  const origin = (): string => `http://127.0.0.1:${stub.port}`;

  async function open(granted = true, path = '/pages/center.html'): Promise<Page> {
    await (granted ? context.grantPermissions(['notifications'], { origin: origin() }) : context.clearPermissions());
    const page = await context.newPage();
    await page.goto(origin() + path);
    await page.waitForSelector('[data-testid="notification-center"][data-state="live"]');
    await page.evaluate(() => document.querySelector('notification-center')!.toggleAttribute('push', true));
    await page.getByTestId('bell').click();
    return page;
  }

  /** Delivers as the browser does when its push service has a message. */
  async function pusher(page: Page): Promise<(message: unknown) => Promise<void>> {
    const session: CDPSession = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const one = registrations.find(({ isDeleted }) => !isDeleted);
        if (one) {
          resolve(one.registrationId);
        }
      }),
    );
    await session.send('ServiceWorker.enable');
    const registrationId = await registered;
    return async (message) => {
      await session.send('ServiceWorker.deliverPushMessage', {
        origin: origin(),
        registrationId,
        data: JSON.stringify(message),
      });
    };
  }

  const message = (id: number, more: object = {}): object => ({
    web_push: 8030,
    notification: {
      title: `Title ${id}`,
      body: 'Body',
      navigate: `${origin()}/pages/empty.html`,
      tag: `carillon-${id}`,
      timestamp: 1766811521000,
      data: { id, type: 'test' },
      ...more,
    },
    app_badge: id,
  });

  async function worker(): Promise<Worker> {
    return context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
  }

  async function shown(): Promise<Shown[]> {
    return (await worker()).evaluate(async () => {
      const { registration } = globalThis as unknown as WorkerScope;
      const all = await registration.getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, id: (data as { id: number }).id }));
    });
  }

  /** A page that shows nothing of notifications, and can deliver messages. */
  async function elsewhere(): Promise<(message: unknown) => Promise<void>> {
    const page = await context.newPage();
    await page.goto(`${origin()}/pages/empty.html`);
    return pusher(page);
  }

  /**
   * Chromium forgets a notification that is asked for in the moment in which it is shown. So this asks once a second, and delivers
   * again, as a push service may.
   */
  async function shows(ids: number[], push: (message: unknown) => Promise<void>, ...messages: object[]): Promise<void> {
    const check = async (): Promise<void> => {
      try {
        expect((await shown()).map(({ id }) => id).sort()).toEqual(ids);
      } catch (error) {
        for (const one of messages) {
          await push(one);
        }
        throw error;
      }
    };
    await vi.waitFor(check, { timeout: 30_000, interval: 1_000 });
  }

  /** A page that is closing may answer for a moment. */
  async function close(page: Page): Promise<void> {
    await page.close();
    await eventually(async () => {
      const urls = await (await worker()).evaluate(async () => {
        const { clients } = globalThis as unknown as { clients: { matchAll(query: object): Promise<{ url: string }[]> } };
        return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).map(({ url }) => url);
      });
      expect(urls).toEqual([`${origin()}/pages/empty.html`]);
    });
  }

  const browsers = (): { endpoint: string; page?: string; replaces?: string }[] => stub.inbox().browsers;

  /** The page with the button, which the user has pressed. */
  async function enable(): Promise<Page> {
    const page = await open();
    await page.getByTestId('push').click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    return page;
  }

  async function startAgain(page: Page): Promise<void> {
    await page.reload();
    await page.waitForSelector('[data-testid="notification-center"][data-state="live"]');
    await page.evaluate(() => document.querySelector('notification-center')!.toggleAttribute('push', true));
    await page.getByTestId('bell').click();
  }

  test('asks nobody before the button is pressed, and tells the pods after it', async () => {
    const page = await open();
    const asked = await page.evaluate(() => (globalThis as unknown as { asked: number }).asked);
    const button = page.getByTestId('push');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    expect(asked).toBe(0);
    expect(browsers()).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'push');

    await button.click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    expect(await page.evaluate(() => (globalThis as unknown as { asked: number }).asked)).toBe(1);
    expect(browsers()).toMatchObject([{ endpoint: ENDPOINT, page: `${origin()}/pages/center.html` }]);

    await button.click();
    await page.locator('[data-testid="push"][aria-pressed="false"]').waitFor();
    expect(browsers()).toEqual([]);
  });

  test('has no button where the pods do not push', async () => {
    stub.pushKey = undefined;
    const page = await open();
    await eventually(() => expect(stub.seen.some(({ path }) => path === '/api/push')).toBe(true));
    await page.getByTestId('feed').or(page.locator('.notice')).first().waitFor();
    expect(await page.getByTestId('push').count()).toBe(0);
  });

  test('shows a message while no tab shows it, and takes it back when it was seen elsewhere', async () => {
    const page = await open();
    await page.getByTestId('push').click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    const push = await elsewhere();
    await close(page);

    await shows([7, 8], push, message(7), message(8, { tag: 'order' }));
    expect(await shown()).toContainEqual({ title: 'Title 7', body: 'Body', tag: 'carillon-7', id: 7 });

    await shows([7, 9], push, message(7), message(9, { tag: 'order' }));
    // Late, and older than what is on the screen; and the withdrawal of what has been replaced.
    const late = [message(8, { tag: 'order' }), { withdraw: 8, app_badge: 2 }, { withdraw: 7, app_badge: 1 }];
    await shows([9], push, message(9, { tag: 'order' }), ...late);
  });

  test('is silent while the user looks at a tab that shows notifications', async () => {
    const page = await open();
    await page.getByTestId('push').click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    const push = await elsewhere();

    await push(message(7));
    await eventually(() => page.evaluate(() => (globalThis as unknown as { told: number[] }).told.includes(7) || Promise.reject()));
    await close(page);
    await shows([8], push, message(8));
  });

  test('opens the address of a notification, and marks it as read', async () => {
    stub.create();
    const page = await open();
    await page.getByTestId('push').click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    const push = await elsewhere();
    await close(page);
    await shows([1], push, message(1, { navigate: `${origin()}/pages/strict.html` }));

    // Only a press of the user's may open a window, so this one only writes down which.
    const opened = await (await worker()).evaluate(async () => {
      const scope = globalThis as unknown as WorkerScope;
      const urls: string[] = [];
      scope.clients.openWindow = (url: string) => Promise.resolve(urls.push(url));
      const [notification] = await scope.registration.getNotifications();
      const Clicked = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent;
      dispatchEvent(new Clicked('notificationclick', { notification }));
      while (!urls.length) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return urls;
    });
    expect(opened).toEqual([`${origin()}/pages/strict.html`]);
    await eventually(() => expect(stub.inbox().unread().unread).toBe(0));
    expect(await shown()).toEqual([]);
  });

  test('ends what another user has enabled in this browser', async () => {
    const page = await open();
    await page.getByTestId('push').click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    await page.close();

    stub.signedInAs = '27';
    const hers = await open();
    await hers.locator('[data-testid="push"][aria-pressed="false"]').waitFor();
    expect(await hers.evaluate(() => localStorage.getItem('subscribed'))).toBeNull();
  });

  test.each(['gives', 'leaves to the worker'])('a browser that %s the new subscription is pushed to there, without a page', async (how) => {
    const page = await enable();
    await elsewhere();
    await close(page);

    // Only a push service makes a browser send this event.
    await (await worker()).evaluate(
      ([endpoint, given]) => {
        const scope = globalThis as unknown as { registration: ServiceWorkerRegistration };
        const subscription = { endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }) };
        Object.assign(Object.getPrototypeOf(scope.registration.pushManager), { subscribe: () => Promise.resolve(subscription) });
        const event = new Event('pushsubscriptionchange');
        dispatchEvent(Object.assign(event, { waitUntil: () => undefined, newSubscription: given ? subscription : null }));
      },
      [OTHER, how === 'gives'] as const,
    );

    await eventually(() =>
      expect(browsers()).toMatchObject([
        { endpoint: OTHER, page: `${origin()}/pages/center.html`, replaces: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
      ]),
    );
  });

  test.each(['has changed', 'has lost', 'has kept'])('a subscription that the browser %s while no page was open goes on', async (how) => {
    const page = await enable();
    if (how !== 'has changed') {
      stub.inbox().goneBrowsers = stub.inbox().browsers.splice(0);
    }
    await page.evaluate(
      ([endpoint, has]) => {
        localStorage.setItem(has === 'has changed' ? 'endpoint' : 'next', endpoint);
        if (has === 'has lost') {
          localStorage.removeItem('subscribed');
        }
      },
      [OTHER, how] as const,
    );

    await startAgain(page);
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    expect(browsers()).toMatchObject([{ endpoint: OTHER, replaces: expect.stringMatching(/^[0-9a-f]{32}$/) as string }]);
    const told = stub.seen.filter(({ method }) => method === 'PUT').length;

    await startAgain(page);
    await eventually(() => expect(stub.seen.filter(({ method }) => method === 'PUT').length).toBe(told + 1));
    expect(browsers()).toHaveLength(1);
    expect(browsers()[0]!.replaces).toBeUndefined();
  });

  test('renews what is enabled with each page load, also when the pods have another key', async () => {
    const page = await open();
    await page.getByTestId('push').click();
    await page.locator('[data-testid="push"][aria-pressed="true"]').waitFor();
    const before = stub.seen.filter(({ method }) => method === 'PUT').length;
    stub.pushKey = `B${KEY.slice(1)}`.replace('qco', 'qcp');

    await page.reload();
    await page.waitForSelector('[data-testid="notification-center"][data-state="live"]');
    await page.evaluate(() => document.querySelector('notification-center')!.toggleAttribute('push', true));
    await eventually(() => expect(stub.seen.filter(({ method }) => method === 'PUT').length).toBe(before + 1));
    expect(await page.evaluate(() => localStorage.getItem('subscribed'))).toBe(stub.pushKey);
  });
});

/** In each page. Subscriptions are kept in the page's storage, with the key that they were made for. A new one may have a new address. */
function replaceSubscription(first: string): void {
  const state = Object.assign(globalThis, { asked: 0, told: [] as number[] });
  const ask = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = () => {
    state.asked++;
    return ask();
  };
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ carillon?: { data: { id: number } } }>) => {
    if (data.carillon) {
      state.told.push(data.carillon.data.id);
    }
  });
  const bytes = (key: string): ArrayBuffer =>
    Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0)).buffer;
  const current = (): object | null => {
    const key = localStorage.getItem('subscribed');
    const endpoint = localStorage.getItem('endpoint') ?? first;
    return key === null
      ? null
      : {
          endpoint,
          options: { applicationServerKey: bytes(key) },
          toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }),
          unsubscribe: () => Promise.resolve(localStorage.removeItem('subscribed')),
        };
  };
  Object.assign(PushManager.prototype, {
    getSubscription: () => Promise.resolve(current()),
    subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
      const before = localStorage.getItem('subscribed');
      if (before !== null && before !== applicationServerKey) {
        return Promise.reject(new DOMException('another key', 'InvalidStateError'));
      }
      if (before === null) {
        localStorage.setItem('endpoint', localStorage.getItem('next') ?? first);
      }
      localStorage.setItem('subscribed', applicationServerKey);
      return Promise.resolve(current());
    },
  });
}
