import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumPath, launch } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

/** The promise is that another tab has the stream in under a second. */
const TAKEOVER_MILLIS = 1_000;

describe.skipIf(!chromiumPath)('tabs of one browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stub: StubServer;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stub = await new StubServer().listen();
    context = await browser.newContext({ locale: 'en' });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((one) => one.close()));
    await stub.close();
  });

  async function tab(within: BrowserContext = context): Promise<Page> {
    const page = await within.newPage();
    await page.goto(`http://127.0.0.1:${stub.port}/pages/center.html`);
    await page.waitForSelector('notification-center[data-state="live"]');
    return page;
  }

  const badge = (page: Page): Promise<string | null> => page.getByTestId('badge').textContent({ timeout: 5_000 });
  const shown = async (page: Page): Promise<string[]> => {
    const bell = page.getByTestId('bell');
    if ((await bell.getAttribute('aria-expanded')) === 'false') {
      await bell.evaluate((button: HTMLElement) => button.click());
    }
    await page.getByTestId('feed').waitFor();
    return page.getByTestId('notification').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.id!));
  };

  test('share one connection, and each shows everything', async () => {
    stub.create();
    const tabs = [await tab(), await tab(), await tab(), await tab(), await tab()];
    expect(stub.streams.size).toBe(1);
    stub.create();
    for (const page of tabs) {
      await eventually(async () => expect(await badge(page)).toBe('2'));
      expect(await shown(page)).toEqual(['2', '1']);
    }
    expect(stub.seen.filter(({ path }) => path === '/stream').length).toBe(1);
  });

  test('are taken over in under a second when the leading one closes, without loss or repetition', async () => {
    const tabs = [await tab(), await tab(), await tab()];
    stub.create();
    await eventually(async () => expect(await badge(tabs[2]!)).toBe('1'));
    const closedAt = Date.now();
    await tabs[0]!.close();
    stub.create();
    await eventually(() => expect(stub.streams.size).toBe(1));
    expect(Date.now() - closedAt).toBeLessThan(TAKEOVER_MILLIS);
    stub.create();
    for (const page of tabs.slice(1)) {
      await eventually(async () => expect(await badge(page)).toBe('3'));
      expect(await shown(page)).toEqual(['3', '2', '1']);
    }
    expect(stub.seen.filter(({ path }) => path === '/stream').at(-1)!.query.get('lastEventId')).toBe(stub.cursorAt(1));
  });

  test('take a recalled notification back and show another text, in each of them', async () => {
    [1, 2, 3].forEach(() => stub.create());
    const tabs = [await tab(), await tab(), await tab()];
    stub.recall(2);
    stub.update(3, { title: 'Moved to Studio B' });
    for (const page of tabs) {
      await eventually(async () => expect(await badge(page)).toBe('2'));
      expect(await shown(page)).toEqual(['3', '1']);
      await page.locator('article[data-id="3"]').getByText('Moved to Studio B').waitFor();
    }
    const late = await tab();
    expect(await shown(late)).toEqual(['3', '1']);
    expect(await badge(late)).toBe('2');
  });

  test('are taken over when the leading one crashes', async () => {
    const first = await tab();
    const second = await tab();
    const session = await context.newCDPSession(first);
    void session.send('Page.crash').catch(() => undefined);
    await eventually(() => expect(stub.seen.filter(({ path }) => path === '/stream').length).toBe(2));
    stub.create();
    await eventually(async () => expect(await badge(second)).toBe('1'));
  });

  test('show the same badge after reading in one, and so does another browser', async () => {
    [1, 2, 3].forEach(() => stub.create());
    const pages = [await tab(), await tab(), await tab(await browser.newContext())];
    const [first] = pages;
    await shown(first!);
    await first!.locator('article[data-id="2"]').getByTestId('mark-read').click();
    for (const page of pages) {
      await eventually(async () => expect(await badge(page)).toBe('2'));
    }
    await first!.getByTestId('mark-all-read').click();
    for (const page of pages) {
      await page.getByTestId('badge').waitFor({ state: 'detached' });
    }
  });

  test('and other devices fall silent when a toast was seen on one of them, which keeps it', async () => {
    const quick = await browser.newContext();
    const slow = await browser.newContext();
    await quick.addInitScript(() => (Math.random = () => 0));
    await slow.addInitScript(() => (Math.random = () => 0.999));
    const [phone, desk] = [await tab(quick), await tab(slow)];
    stub.create();
    const toasts = [phone, desk].map((page) => page.getByTestId('toast'));
    await Promise.all(toasts.map((toast) => toast.waitFor()));
    await toasts[1]!.waitFor({ state: 'detached' });
    expect(await toasts[0]!.count()).toBe(1);
    expect(stub.seen.filter(({ path }) => path === '/seen').map(({ body }) => body)).toEqual([{ through: 1 }]);
    expect(await badge(desk)).toBe('1');
  });

  test('show no toast of what was seen before it came', async () => {
    const page = await tab();
    stub.streamFault = 503;
    stub.cutAll();
    stub.create({ title: 'Seen elsewhere' });
    stub.inbox().see(1);
    stub.create({ title: 'News' });
    stub.streamFault = undefined;
    await page.getByTestId('toast').getByText('News').waitFor();
    expect(await page.getByTestId('toast').count()).toBe(1);
    expect(await badge(page)).toBe('2');
  });

  const signIn = (user: string): Promise<void> =>
    context.addCookies([{ name: 'session', value: `${user}@21`, domain: '127.0.0.1', path: '/' }]);
  const text = (page: Page): Promise<string> =>
    page.evaluate(() => document.querySelector('notification-center')!.shadowRoot!.textContent);

  test('of the next user show nothing of the one before, whose tab still leads', async () => {
    await signIn('26');
    stub.create({ title: 'For Ada', users: ['26'] });
    stub.create({ title: 'For Bob', users: ['27'] });
    const first = await tab();
    expect(await shown(first)).toEqual(['1']);
    await signIn('27');
    const second = await tab();
    stub.create({ title: 'Later for Ada', users: ['26'] });
    stub.create({ title: 'Later for Bob', users: ['27'] });
    for (const page of [second, first]) {
      await eventually(async () => expect(await shown(page)).toEqual(['4', '2']));
      expect(await badge(page)).toBe('2');
      expect(await text(page)).not.toContain('Ada');
    }
    expect(stub.streams.size).toBe(1);
    expect([...stub.streams][0]!.inbox.user).toBe('27');
  });

  test('are under a name of the next user, also after a reload', async () => {
    await signIn('26');
    const page = await tab();
    stub.create({ title: 'For Ada', users: ['26'] });
    await eventually(() => expect(stub.acknowledged.size).toBe(1));
    await signIn('27');
    await page.reload();
    await page.waitForSelector('notification-center[data-state="live"]');
    stub.create({ title: 'For Bob', users: ['27'] });
    await eventually(() => expect([...stub.acknowledged.keys()].map((id) => id.split('-')[0])).toEqual(['26', '27']));
    expect(stub.streams.size).toBe(1);
    expect(await text(page)).not.toContain('Ada');
  });

  test('whose stream was cut go on as the next user, and with nothing of the one before', async () => {
    await signIn('26');
    stub.create({ title: 'For Ada', users: ['26'] });
    const page = await tab();
    expect(await shown(page)).toEqual(['1']);
    await signIn('27');
    stub.create({ title: 'For Bob', users: ['27'] });
    stub.cutAll();
    await eventually(async () => expect(await shown(page)).toEqual(['2']));
    expect(await text(page)).not.toContain('Ada');
  });

  test('act as nobody else after somebody else has signed in without a page of ours, and go on as that user', async () => {
    await signIn('26');
    stub.create({ title: 'For all', users: undefined });
    stub.create({ title: 'For Ada', users: ['26'] });
    const page = await tab();
    expect(await shown(page)).toEqual(['2', '1']);
    await signIn('27');
    await page.locator('article[data-id="1"]').getByTestId('mark-read').click();
    await eventually(async () => expect(await shown(page)).toEqual(['1']));
    expect(stub.inbox('27', '21').unread().unread).toBe(1);
    expect(stub.inbox('26', '21').unread().unread).toBe(2);
    expect(await text(page)).not.toContain('Ada');
    await page.locator('article[data-id="1"]').getByTestId('mark-read').click();
    await eventually(() => expect(stub.inbox('27', '21').unread().unread).toBe(0));
    expect(stub.streams.size).toBe(1);
  });

  async function tabOf(token: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${stub.port}/pages/token.html#${token}`);
    await page.waitForSelector('notification-center[data-state="live"]');
    return page;
  }

  test('share a connection if their tokens are one user\'s, and nothing if they are not', async () => {
    stub.cookieless = true;
    stub.create({ title: 'For Ada', users: ['26'] });
    stub.create({ title: 'For Bob', users: ['27'] });
    const adas = [await tabOf('26@21'), await tabOf('26@21#another')];
    const bobs = await tabOf('27@21');
    expect(stub.streams.size).toBe(2);
    stub.create({ title: 'Later for Ada', users: ['26'] });
    stub.create({ title: 'Later for Bob', users: ['27'] });
    for (const page of adas) {
      await eventually(async () => expect(await shown(page)).toEqual(['3', '1']));
      expect(await text(page)).not.toContain('Bob');
    }
    await eventually(async () => expect(await shown(bobs)).toEqual(['4', '2']));
    expect(await text(bobs)).not.toContain('Ada');
  });

  test('with a token of the next user show nothing of the one before', async () => {
    stub.cookieless = true;
    stub.create({ title: 'For Ada', users: ['26'] });
    stub.create({ title: 'For Bob', users: ['27'] });
    const [ada, page] = [await tabOf('26@21'), await tabOf('27@21')];
    expect(await shown(page)).toEqual(['2']);
    await page.evaluate(() => (location.hash = '26@21'));
    stub.cutAll();
    await eventually(async () => expect(await shown(page)).toEqual(['1']));
    await eventually(() => expect(stub.streams.size).toBe(1));
    await page.evaluate(() => (location.hash = ''));
    await ada.evaluate(() => (location.hash = ''));
    stub.cutAll();
    await page.waitForSelector('notification-center[data-state="signed-out"]');
    expect(await text(page)).not.toMatch(/Ada|Bob/);
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/2[67]/);
  });

  test('work by themselves where there are no locks', async () => {
    await context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
    const tabs = [await tab(), await tab()];
    expect(stub.streams.size).toBe(2);
    stub.create();
    for (const page of tabs) {
      await eventually(async () => expect(await badge(page)).toBe('1'));
    }
  });

  test('resume as the same client after a reload', async () => {
    const page = await tab();
    stub.create();
    await eventually(() => expect([...stub.acknowledged.values()]).toEqual([stub.cursorAt(1)]));
    const [clientId] = stub.acknowledged.keys();
    await page.reload();
    await page.waitForSelector('notification-center[data-state="live"]');
    expect(stub.seen.filter(({ path }) => path === '/stream').at(-1)!.query.get('clientId')).toBe(clientId);
    expect(await badge(page)).toBe('1');
    expect(await page.getByTestId('toast').count()).toBe(0);
  });

  test('come back from the back/forward cache with what was missed', async () => {
    const page = await tab();
    await page.goto(`http://127.0.0.1:${stub.port}/carillon/logo.svg`);
    await eventually(() => expect(stub.streams.size).toBe(0));
    stub.create();
    await page.goBack();
    await eventually(async () => expect(await badge(page)).toBe('1'));
    expect(stub.streams.size).toBe(1);
  });

  test('resume when the network is back', async () => {
    const page = await tab();
    await context.setOffline(true);
    stub.cutAll();
    await page.waitForSelector('notification-center[data-state="offline"]');
    stub.create();
    await context.setOffline(false);
    await eventually(async () => expect(await badge(page)).toBe('1'));
    await page.waitForSelector('notification-center[data-state="live"]');
  });
});
