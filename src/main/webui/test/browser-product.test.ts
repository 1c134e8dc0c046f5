import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { NotificationCenter } from '../element/notification-center.js';
import { chromiumPath, launch, screenshot, violations } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

const ARABIC = 'فشل النسخ الاحتياطي (2).';
const HEBREW = 'הגיבוי נכשל!';
const LATIN = 'Backup failed (2).';
const DAY = 86_400_000;

/** An inbox that only shows notifications is not what people expect. */
describe.skipIf(!chromiumPath)('<notification-center> as a product', () => {
  let browser: Browser;
  let stub: StubServer;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stub = await new StubServer().listen();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await stub.close();
  });

  async function context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return browser.newContext({ locale: 'en', timezoneId: 'Asia/Tokyo', ...options });
  }

  /** The element is given what `prepare` says before it is in the page. */
  async function open(
    prepare: string = '',
    options: BrowserContextOptions = {},
    within?: BrowserContext,
  ): Promise<Page> {
    const page = await (within ?? (await context(options))).newPage();
    await page.goto(`http://127.0.0.1:${stub.port}/pages/empty.html`);
    await page.evaluate((code) => {
      const center = document.createElement('notification-center');
      new Function('center', code)(center);
      document.querySelector('header')!.append(center);
    }, prepare);
    await page.waitForSelector('[data-testid="notification-center"][data-state="live"]');
    return page;
  }

  const toggle = (page: Page): Promise<void> => page.getByTestId('bell').click();
  const article = (page: Page, id: number): ReturnType<Page['locator']> => page.locator(`article[data-id="${id}"]`);

  test.each([
    ['en', 'ltr'],
    ['ar', 'rtl'],
  ])('writes each text in its own direction, in a page in %s', async (lang, dir) => {
    [ARABIC, HEBREW, LATIN].forEach((text) => stub.create({ title: text, message: text }));
    const page = await open(`document.documentElement.lang = '${lang}'; document.documentElement.dir = '${dir}'`);
    await toggle(page);
    await page.getByTestId('feed').waitFor();
    for (const [id, text, direction] of [[1, ARABIC, 'rtl'], [2, HEBREW, 'rtl'], [3, LATIN, 'ltr']] as const) {
      for (const tag of ['h3', 'p']) {
        const shown = article(page, id).locator(tag);
        expect(await shown.textContent()).toContain(text);
        expect(await shown.evaluate((element) => getComputedStyle(element).direction)).toBe(direction);
      }
    }
    stub.create({ title: ARABIC, message: ARABIC });
    await page.keyboard.press('Escape');
    stub.create({ title: ARABIC, message: LATIN });
    const toast = page.getByTestId('toast').last();
    expect(await toast.locator('strong').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    expect(await toast.locator('p').evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
  });

  test('lays out a right-to-left page without anything over anything', async () => {
    stub.create({ title: HEBREW, message: HEBREW, actionUrl: '/x' });
    const page = await open(`document.documentElement.lang = 'he'; document.documentElement.dir = 'rtl'`);
    await toggle(page);
    await article(page, 1).waitFor();
    const row = (await article(page, 1).boundingBox())!;
    const title = (await article(page, 1).locator('h3').boundingBox())!;
    const tools = (await article(page, 1).locator('.tools').boundingBox())!;
    // The mark of an unread one has its own room on the right, the tools are on the left.
    expect(row.x + row.width - (title.x + title.width)).toBeGreaterThanOrEqual(24);
    expect(tools.x + tools.width).toBeLessThanOrEqual(title.x);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'rtl');
  });

  test('speaks any language that the page gives, and names types as users read them', async () => {
    stub.create({ type: 'payment.failed', title: 'Rechnung' });
    const page = await open(`
      document.documentElement.lang = 'de-AT';
      return import('/carillon/notification-center.js').then(({ addTexts }) =>
        addTexts('de', {
          notifications: 'Mitteilungen',
          markAllRead: 'Alle gelesen',
          bell: (unread) => unread + ' ungelesen',
          typeName: (type) => ({ 'payment.failed': 'Zahlung' })[type] ?? type,
        }));`);
    await page.evaluate(() => ((document.querySelector('notification-center') as NotificationCenter).texts = { all: 'Jede' }));
    await page.getByRole('button', { name: '1 ungelesen' }).click();
    await page.getByRole('dialog', { name: 'Mitteilungen' }).waitFor();
    expect(await page.getByTestId('mark-all-read').textContent()).toContain('Alle gelesen');
    expect(await page.getByTestId('filter-all').textContent()).toContain('Jede');
    expect(await article(page, 1).locator('.kind').textContent()).toBe('Zahlung');
    expect(await page.getByTestId('filter-type').locator('option').allTextContents()).toContain('Zahlung');
    // A text without a translation is English, and times follow the language.
    expect(await page.getByTestId('filter-unread').textContent()).toContain('Unread');
    expect(await page.getByTestId('day').allTextContents()).toEqual(['Heute']);
  });

  test('shows a picture for a type, or an element of the page', async () => {
    stub.create({ type: 'a' });
    stub.create({ type: 'b' });
    stub.create({ type: 'c' });
    const page = await open(`
      const badge = Object.assign(document.createElement('b'), { textContent: 'B' });
      center.icon = ({ type }) => ({ a: '/carillon/logo.svg', b: badge })[type];`);
    await toggle(page);
    await article(page, 1).waitFor();
    expect(await article(page, 1).locator('.icon img').getAttribute('src')).toBe('/carillon/logo.svg');
    expect(await article(page, 2).locator('.icon b').textContent()).toBe('B');
    expect(await article(page, 3).locator('.icon').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'icons');
  });

  test('groups by the days of the user\'s clock', async () => {
    const at = (time: number): string => new Date(time).toISOString();
    const today = await (await (await context()).newPage()).evaluate(() => new Date().setHours(0, 0, 0, 0));
    [today - 40 * DAY, today - DAY, today - 1, today, today + 1].forEach((time) => stub.create({ createdAt: at(time) }));
    const page = await open();
    await toggle(page);
    await page.getByTestId('feed').waitFor();
    const rows = await page.getByTestId('feed').evaluate((feed) =>
      [...feed.children].map((row) => (row as HTMLElement).dataset.id ?? row.textContent),
    );
    expect(rows.slice(0, 6)).toEqual(['Today', '5', '4', 'Yesterday', '3', '2']);
    expect(rows[6]).toMatch(/^\w+day, \w+ \d+/);
    expect(rows[7]).toBe('1');
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'days');
  });

  test('is one stop for Tab in the list, and closes when Tab leaves it', async () => {
    [1, 2, 3].forEach(() => stub.create({ actionUrl: '/x' }));
    const page = await open();
    await page.evaluate(() => document.querySelector('main')!.insertAdjacentHTML('beforeend', '<button>After</button>'));
    await toggle(page);
    await article(page, 3).waitFor();
    await article(page, 3).focus();
    const stops: string[] = [];
    for (let press = 0; press < 10; press++) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate(() => {
          const inside = document.querySelector('notification-center')!.shadowRoot!.activeElement as HTMLElement | null;
          return inside ? `${inside.dataset.testid}` : document.activeElement!.textContent!;
        }),
      );
      if (stops.at(-1) === 'After') {
        break;
      }
    }
    expect(stops).toEqual(['action', 'mark-read', 'archive', 'After']);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('opens and reads a notification by a click on its row, or by Enter', async () => {
    stub.create({ actionUrl: '#there' });
    stub.create({ actionUrl: null });
    const page = await open();
    await toggle(page);
    await article(page, 2).locator('p').click();
    await eventually(() => expect(stub.inbox().unread().unread).toBe(1));
    await article(page, 1).focus();
    await page.keyboard.press('Enter');
    await eventually(() => expect(stub.inbox().unread().unread).toBe(0));
    expect(page.url()).toMatch(/#there$/);
  });

  test('says at once that nobody is signed in, and where to', async () => {
    stub.create({ title: 'Before' });
    const page = await open(`center.signInUrl = '/login?next=/inbox'`);
    await toggle(page);
    await article(page, 1).waitFor();
    stub.signedOut = true;
    stub.cutAll();
    const notice = page.getByTestId('signed-out');
    await notice.waitFor();
    expect(await notice.getByTestId('sign-in').getAttribute('href')).toBe(`http://127.0.0.1:${stub.port}/login?next=/inbox`);
    expect(await page.getByTestId('loading').count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/26/);
  });

  test('counts in the title, also after a router has changed it, and on the icon', async () => {
    stub.create();
    const page = await open(`
      document.head.insertAdjacentHTML('beforeend', '<link rel="icon" href="/carillon/logo.svg">');
      document.title = 'Studio';
      center.badge = 'title favicon';`);
    await eventually(async () => expect(await page.title()).toBe('(1) Studio'));
    stub.create();
    await eventually(async () => expect(await page.title()).toBe('(2) Studio'));
    await page.evaluate(() => (document.title = 'Sessions'));
    await eventually(async () => expect(await page.title()).toBe('(2) Sessions'));
    const icons = (): Promise<string[]> =>
      page.locator('link[rel="icon"]').evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href.slice(0, 10)));
    await eventually(async () => expect(await icons()).toEqual(['data:image']));
    await toggle(page);
    await page.getByTestId('mark-all-read').click();
    await eventually(async () => expect(await page.title()).toBe('Sessions'));
    await eventually(async () => expect(await icons()).toEqual(['http://127']));
  });

  test('is heard once, whatever tabs there are, and not if the page does not want it', async () => {
    const one = await context();
    await one.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, {
        heard,
        Audio: function (address: string) {
          return { play: () => Promise.resolve(heard.push(address)) };
        },
      });
    });
    const pages: Page[] = [];
    for (let tab = 0; tab < 3; tab++) {
      pages.push(await open(`center.sound = '/ding.mp3'`, {}, one));
    }
    const heard = async (): Promise<string[]> =>
      (await Promise.all(pages.map((page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard)))).flat();
    stub.create();
    for (const page of pages) {
      await page.getByTestId('badge').getByText('1').waitFor();
    }
    await eventually(async () => expect(await heard()).toEqual(['/ding.mp3']));
    for (const page of pages) {
      await page.evaluate(() => addEventListener('carillon-notification', (event) => event.preventDefault()));
    }
    stub.create();
    for (const page of pages) {
      await page.getByTestId('badge').getByText('2').waitFor();
    }
    expect(await heard()).toEqual(['/ding.mp3']);
    expect(await pages[0]!.getByTestId('toast').count()).toBe(1);
  });

  test('has 300 entries, and touches only what changes when another comes', async () => {
    // The newest is of this moment, as the next one is: between them no day may begin in Tokyo.
    const now = Date.now();
    for (let created = 0; created < 300; created++) {
      stub.create({ createdAt: new Date(now - (299 - created) * 600_000).toISOString() });
    }
    const page = await open(`center.pageSize = 100`);
    await toggle(page);
    for (const id of [201, 101, 1]) {
      await article(page, id).scrollIntoViewIfNeeded();
      await article(page, Math.max(1, id - 1)).waitFor({ state: 'attached' });
    }
    expect(await page.getByTestId('notification').count()).toBe(300);
    // Rows out of sight are skipped by the browser.
    const visible = await page.getByTestId('notification').evaluateAll(
      (rows) => rows.filter((row) => row.querySelector('h3')!.checkVisibility({ contentVisibilityAuto: true })).length,
    );
    expect(visible).toBeLessThan(60);
    await page.getByTestId('feed').evaluate((feed) => {
      const rows: string[] = [];
      new MutationObserver((all) =>
        all.forEach(({ type, addedNodes, removedNodes }) =>
          [...addedNodes, ...removedNodes].forEach((node) => type === 'childList' && node instanceof HTMLElement && node.parentElement === feed && rows.push(node.dataset.id ?? 'day')),
        ),
      ).observe(feed, { childList: true });
      Object.assign(window, { rows });
    });
    stub.create({ createdAt: new Date(now).toISOString() });
    await article(page, 301).waitFor({ state: 'attached' });
    expect(await page.evaluate(() => (window as unknown as { rows: string[] }).rows)).toEqual(['301']);
    const times = await framesOfAScroll(page);
    const at = (part: number): string => times[Math.floor(part * (times.length - 1))]!.toFixed(1);
    console.log(`301 entries, ${times.length} frames of a scroll: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`);
    expect(times.length).toBeGreaterThan(100);
  });

  /** Milliseconds from frame to frame while the list goes from its beginning to its end, 100 pixels a frame; sorted. */
  const framesOfAScroll = (page: Page): Promise<number[]> =>
    page.getByTestId('feed').evaluate(async (feed) => {
      const parents = (node: Element | null): Element[] => (node ? [node, ...parents(node.parentElement)] : []);
      const scroller = parents(feed).find((node) => node.scrollHeight > node.clientHeight + 1_000)!;
      const nextFrame = (): Promise<number> => new Promise((drawn) => requestAnimationFrame(drawn));
      scroller.scrollTop = 0;
      const times: number[] = [];
      let last = await nextFrame();
      for (let end = -1; scroller.scrollTop !== end; ) {
        end = scroller.scrollTop;
        scroller.scrollTop += 100;
        const now = await nextFrame();
        times.push(now - last);
        last = now;
      }
      return times.sort((one, other) => one - other);
    });

  test('covers a phone of 360 pixels, and can be closed there', async () => {
    [1, 2, 3].forEach(() => stub.create({ actionUrl: '/x' }));
    const page = await open('', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    await toggle(page);
    const panel = (await page.getByTestId('panel').boundingBox())!;
    expect(panel.width).toBeGreaterThan(340);
    expect(panel.x).toBeGreaterThanOrEqual(0);
    expect(panel.x + panel.width).toBeLessThanOrEqual(360);
    const button = (await article(page, 3).getByTestId('archive').boundingBox())!;
    expect(Math.min(button.width, button.height)).toBeGreaterThanOrEqual(40);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'phone');
    await page.getByTestId('close').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('keeps its marks where colors are forced', async () => {
    stub.create();
    stub.create();
    stub.inbox().mark([1], true);
    const page = await open('', { forcedColors: 'active' });
    await toggle(page);
    await article(page, 2).waitFor();
    const [dot, ground] = await article(page, 2).evaluate((row) => [
      getComputedStyle(row, '::before').backgroundColor,
      getComputedStyle(row).backgroundColor,
    ]);
    expect(dot).not.toBe(ground);
    const pressed = (name: string): Promise<string> =>
      page.getByTestId(name).evaluate((button) => getComputedStyle(button).backgroundColor);
    expect(await pressed('filter-all')).not.toBe(await pressed('filter-unread'));
    await screenshot(page, 'forced-colors');
  });

  test.each(['display: flex', 'display: inline-block', 'display: grid; justify-items: start', 'float: left'])(
    'is as wide as a list in a parent with %s',
    async (style) => {
      stub.create();
      const page = await open(`center.inline = true; document.querySelector('header').style.cssText = '${style}'`);
      await article(page, 1).waitFor();
      expect((await page.getByTestId('panel').boundingBox())!.width).toBeGreaterThanOrEqual(250);
    },
  );

  const STRICT = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'";
  test.each([
    ['a strict policy', STRICT],
    ['Trusted Types', `${STRICT}; require-trusted-types-for 'script'`],
    ["Trusted Types with the page's own list", `${STRICT}; require-trusted-types-for 'script'; trusted-types app`],
    ['Trusted Types without any policy', `${STRICT}; require-trusted-types-for 'script'; trusted-types 'none'`],
  ])('works under %s', async (_, policy) => {
    stub.pageHeaders = { 'Content-Security-Policy': policy };
    stub.create({ title: 'Under a policy', actionUrl: '/x' });
    const page = await (await context()).newPage();
    const violated: string[] = [];
    page.on('console', (message) => /policy|trusted|violat/i.test(message.text()) && violated.push(message.text()));
    await page.goto(`http://127.0.0.1:${stub.port}/pages/strict.html`);
    await page.waitForSelector('[data-testid="notification-center"][data-state="live"]');
    await toggle(page);
    await article(page, 1).waitFor();
    expect(await article(page, 1).evaluate((row) => getComputedStyle(row).display)).toBe('grid');
    stub.create({ title: 'Live under a policy' });
    await page.getByTestId('notification').getByText('Live under a policy').waitFor();
    expect(violated).toEqual([]);
  });
});
