import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumPath, launch, screenshot, settled, violations } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

describe.skipIf(!chromiumPath)('<notification-center>', () => {
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

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en', ...options });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${stub.port}/pages/center.html`);
    await page.waitForSelector('[data-testid="notification-center"][data-state="live"]');
    return page;
  }

  const create = (count: number, given = {}): void => {
    for (let created = 0; created < count; created++) {
      stub.create(given);
    }
  };

  test('shows a notification without reload, and nothing is polled', async () => {
    create(2);
    const page = await open();
    expect(await page.getByTestId('badge').textContent()).toBe('2');
    stub.create({ title: 'Nouvelle session réservée', message: 'Studio A' });
    await page.getByTestId('toast').getByText('Nouvelle session réservée').waitFor();
    expect(await page.getByRole('button', { name: 'Notifications, 3 unread' }).count()).toBe(1);
    expect(await page.getByTestId('announcement').textContent()).toBe('New notification: \u2068Nouvelle session réservée\u2069');
    await screenshot(page, 'toast');
    expect(stub.requests().filter((request) => request.startsWith('GET'))).toEqual([]);
  });

  test('counts what was not seen yet, until the list is opened, and it stays unread', async () => {
    create(2);
    const page = await open();
    await page.evaluate(() => {
      const heard: number[] = [];
      Object.assign(window, { heard });
      document.addEventListener('carillon-unseen', (event) => heard.push((event as CustomEvent<number>).detail));
      document.querySelector('notification-center')!.setAttribute('count', 'unseen');
    });
    await page.getByRole('button', { name: 'Notifications, 2 new' }).click();
    await page.getByTestId('feed').waitFor();
    await page.getByTestId('badge').waitFor({ state: 'detached' });
    await eventually(() => expect(stub.inbox().unread()).toMatchObject({ unread: 2, unseen: 0, seenThrough: 2 }));
    expect(await page.locator('article.unread').count()).toBe(2);
    stub.create();
    await eventually(() => expect(stub.inbox().unread()).toMatchObject({ unread: 3, unseen: 0, seenThrough: 3 }));
    await page.getByTestId('close').click();
    stub.create();
    await page.getByTestId('badge').getByText('1').waitFor();
    expect(await page.evaluate(() => (window as unknown as { heard: number[] }).heard.at(-1))).toBe(1);
    await page.evaluate(() => document.querySelector('notification-center')!.setAttribute('count', 'unread'));
    await page.getByTestId('badge').getByText('4').waitFor();
  });

  test('has not been seen where it is a part of the page below the window', async () => {
    const page = await open();
    await page.evaluate(() => {
      const center = document.querySelector('notification-center')!;
      center.toggleAttribute('inline', true);
      document.querySelector('main')!.append(center);
      document.querySelector('main')!.style.paddingTop = '3000px';
    });
    await page.waitForSelector('notification-center[data-state="live"]');
    stub.create();
    await page.locator('article[data-id="1"]').waitFor({ state: 'attached' });
    expect(stub.inbox().unread().unseen).toBe(1);
    await page.locator('notification-center').scrollIntoViewIfNeeded();
    await eventually(() => expect(stub.inbox().unread().unseen).toBe(0));
  });

  test('takes a recalled notification off the screen, and replaces an updated one', async () => {
    const page = await open();
    stub.create({ title: 'Studio A' });
    await page.getByTestId('toast').getByText('Studio A').waitFor();
    stub.update(1, { title: 'Studio B' });
    await page.getByTestId('toast').getByText('Studio B').waitFor();
    expect(await page.getByTestId('announcement').textContent()).toBe('');
    stub.recall(1);
    await page.getByTestId('toast').waitFor({ state: 'detached' });
    expect(await page.getByTestId('badge').count()).toBe(0);
    await page.getByTestId('bell').click();
    expect(await page.locator('article').count()).toBe(0);
    const text = await page.locator('notification-center').evaluate((center) => center.shadowRoot!.textContent);
    expect(text).not.toContain('Studio');
  });

  test('has switches for types, and obeys them at once', async () => {
    stub.inbox().obey({ defaults: [{ type: 'ad.*', label: 'Offers' }, { type: 'alarm', required: true }] });
    create(1, { type: 'ad.summer', title: 'Buy' });
    create(1, { type: 'news', title: 'Read' });
    const page = await open();
    await page.evaluate(() => document.querySelector('notification-center')!.toggleAttribute('preferences', true));
    await page.getByTestId('bell').click();
    await page.getByText('Buy').waitFor();
    await page.getByTestId('open-settings').click();
    const offers = page.getByRole('switch', { name: 'Offers' });
    expect(await offers.isChecked()).toBe(true);
    expect(await page.getByRole('switch', { name: 'alarm' }).isDisabled()).toBe(true);
    expect(await page.getByRole('switch', { name: 'ad.summer' }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'settings');
    await offers.click();
    await eventually(() => expect(stub.inbox().preferences.types).toEqual([{ type: 'ad.*', inApp: false }]));
    await page.getByTestId('open-settings').click();
    await page.getByText('Buy').waitFor({ state: 'detached' });
    expect(await page.locator('article').count()).toBe(1);
    stub.create({ type: 'ad.winter' });
    stub.create({ type: 'news' });
    await page.getByRole('button', { name: 'Notifications, 2 unread' }).waitFor();
    expect(await page.locator('article').count()).toBe(2);
  });

  test('says that another device was faster, and shows what holds', async () => {
    create(1, { type: 'news' });
    const page = await open();
    await page.evaluate(() => document.querySelector('notification-center')!.toggleAttribute('preferences', true));
    await page.getByTestId('bell').click();
    await page.getByTestId('open-settings').click();
    await page.getByRole('switch', { name: 'news' }).waitFor();
    stub.inbox().obey({ types: [{ type: 'other', inApp: false }] });
    await page.getByRole('switch', { name: 'news' }).click();
    await page.getByTestId('settings-problem').waitFor();
    expect(await page.getByRole('switch', { name: 'news' }).isChecked()).toBe(true);
    expect(await page.getByRole('switch', { name: 'other' }).isChecked()).toBe(false);
  });

  test('shows no toast in quiet hours, but the list and the badge', async () => {
    const page = await open();
    await page.evaluate(() => document.querySelector('notification-center')!.toggleAttribute('preferences', true));
    await page.getByTestId('bell').click();
    await page.getByTestId('open-settings').click();
    await page.getByTestId('quiet-switch').click();
    await page.getByTestId('quiet-from').fill('21:30');
    const zone = await page.getByTestId('quiet-zone').textContent();
    await eventually(() =>
      expect(stub.inbox().preferences.quietHours).toEqual({ from: '21:30', to: '07:00', timeZone: zone }),
    );
    await page.getByTestId('close').click();
    const [now, end] = [Date.now(), Date.now() + 3_000];
    const period = { start: new Date(now - 1_000).toISOString(), end: new Date(end).toISOString() };
    stub.inbox().obey({ quietPeriods: [period] });
    const loaded = page.waitForResponse((answer) => answer.url().endsWith('/api/preferences') && answer.request().method() === 'GET');
    stub.tellPreferences(stub.inbox());
    await (await loaded).finished();
    // The page has taken what came before this question.
    await page.evaluate(() => new Promise((taken) => setTimeout(taken, 100)));
    stub.create({ title: 'At night' });
    await page.getByTestId('badge').waitFor();
    const toasts = await page.getByTestId('toast').count();
    if (Date.now() < end) {
      expect(toasts).toBe(0);
    }
    await page.getByTestId('toast').getByText('At night').waitFor();
    expect(Date.now()).toBeGreaterThanOrEqual(end);
  });

  test('never makes HTML of a text nor a link of a script', async () => {
    create(1, { title: '<img src=x onerror="document.title=1">', message: '<b>bold</b>', actionUrl: 'javascript:alert(1)' });
    create(1, { title: 'With a link', actionUrl: '/sessions/123' });
    const page = await open();
    await page.getByTestId('bell').click();
    const article = page.locator('article[data-id="1"]');
    expect(await article.locator('h3').textContent()).toContain('<img src=x onerror="document.title=1">');
    expect(await article.locator('img, b, a').count()).toBe(0);
    const link = page.locator('article[data-id="2"]').getByTestId('action');
    expect(await link.getAttribute('href')).toBe(`http://127.0.0.1:${stub.port}/sessions/123`);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  });

  test('can be used with the keyboard alone', async () => {
    create(3);
    const page = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const element = document.querySelector('notification-center')!.shadowRoot!.activeElement as HTMLElement;
        return element.dataset.id ?? element.dataset.testid ?? element.id;
      });
    expect(await focused()).toBe('panel');
    await page.locator('article[data-id="3"]').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('2');
    await page.keyboard.press('End');
    expect(await focused()).toBe('1');
    await page.keyboard.press('Home');
    expect(await focused()).toBe('3');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('mark-read');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('article[data-id="3"]').waitFor({ state: 'detached' });
    expect(await focused()).toBe('2');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toBe('bell');
  });

  test('reads, archives, filters and loads more while scrolling', async () => {
    create(2, { type: 'payment.failed' });
    create(60);
    const page = await open();
    await page.getByTestId('bell').click();
    await page.locator('article[data-id="43"]').waitFor();
    expect(await page.getByTestId('notification').count()).toBeGreaterThanOrEqual(20);
    await page.locator('article[data-id="62"]').getByTestId('mark-read').click();
    await page.getByTestId('badge').getByText('61').waitFor();
    for (const id of [43, 23, 3]) {
      await page.locator(`article[data-id="${id}"]`).scrollIntoViewIfNeeded();
      await page.locator(`article[data-id="${id - 2}"]`).waitFor({ state: 'attached' });
    }
    await page.getByTestId('filter-type').selectOption('payment.failed');
    await page.locator('article[data-id="62"]').waitFor({ state: 'detached' });
    // The list is empty until the answer comes.
    await page.locator('article[data-id="1"]').waitFor();
    expect(await page.getByTestId('notification').count()).toBe(2);
    await page.getByTestId('filter-type').selectOption('');
    await page.getByTestId('filter-unread').click();
    await page.locator('article[data-id="61"]').waitFor();
    expect(await page.locator('article[data-id="62"]').count()).toBe(0);
    await page.getByTestId('mark-all-read').click();
    await page.getByTestId('badge').waitFor({ state: 'detached' });
    expect(stub.inbox().unread().unread).toBe(0);
  });

  test('says when it is offline or signed out, and comes back', async () => {
    create(1);
    const page = await open();
    await page.getByTestId('bell').click();
    stub.signedOut = true;
    stub.cutAll();
    await page.getByTestId('trouble').getByText('Sign in again').waitFor();
    expect(await page.getByTestId('notification').count()).toBe(0);
    expect(await page.getByTestId('badge').count()).toBe(0);
    const left = await page.evaluate(() => document.querySelector('notification-center')!.shadowRoot!.innerHTML);
    expect(left).not.toMatch(/Title 1|Message 1/);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'signed-out');
    stub.signedOut = false;
    stub.create({ title: 'While signed out' });
    await page.getByTestId('retry').click();
    await page.getByTestId('notification').getByText('While signed out').waitFor();
    await page.getByTestId('trouble').waitFor({ state: 'detached' });
  });

  test('has an empty state, and an error state that can be left', async () => {
    stub.snapshots = false;
    stub.routeFault = 500;
    const page = await open();
    await page.getByTestId('bell').click();
    await page.getByTestId('error').waitFor();
    expect(await violations(page)).toEqual([]);
    stub.routeFault = undefined;
    await page.getByTestId('retry-load').click();
    await page.getByTestId('empty').waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'empty');
  });

  test.each([
    ['light', 'en'],
    ['dark', 'fr'],
  ] as const)('has no axe-core violations: %s, %s', async (colorScheme, locale) => {
    create(3, { actionUrl: '/sessions/123' });
    stub.inbox().mark([2], true);
    const page = await open({ colorScheme, locale });
    await page.evaluate((lang) => (document.documentElement.lang = lang), locale);
    expect(await violations(page)).toEqual([]);
    stub.create({ title: 'Another', actionUrl: '/x' });
    await page.getByTestId('toast').waitFor();
    await settled(page);
    expect(await violations(page)).toEqual([]);
    await page.getByTestId('bell').click();
    await page.getByTestId('feed').waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, `open-${colorScheme}-${locale}`);
  });

  test.each([
    ['a phone', { width: 320, height: 568 }],
    ['200 % zoom', { width: 640, height: 360 }],
  ])('fits %s', async (name, viewport) => {
    create(5, { message: 'averylongwordwithoutanyspaceinit'.repeat(8), type: 'a.very.long.type.name'.repeat(3) });
    const page = await open({ viewport });
    await page.getByTestId('bell').click();
    await page.getByTestId('feed').waitFor();
    const panel = (await page.getByTestId('panel').boundingBox())!;
    expect(panel.x).toBeGreaterThanOrEqual(0);
    expect(panel.x + panel.width).toBeLessThanOrEqual(viewport.width);
    expect(panel.y + panel.height).toBeLessThanOrEqual(viewport.height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    const scroll = page.locator('.scroll');
    expect(await scroll.evaluate((list) => list.scrollWidth <= list.clientWidth)).toBe(true);
    await screenshot(page, `fits-${name.replace(/\W+/g, '-')}`);
  });

  test('keeps still for a user who wants less motion', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    stub.create();
    await page.getByTestId('toast').waitFor();
    const running = await page.evaluate(() => document.querySelector('notification-center')!.shadowRoot!.getAnimations().length);
    expect(running).toBe(0);
  });

  test('tells the page about links, which may follow them by itself', async () => {
    create(1, { actionUrl: '/sessions/123' });
    const page = await open();
    await page.evaluate(() =>
      document.addEventListener('carillon-action', (event) => {
        event.preventDefault();
        document.title = (event as CustomEvent<{ actionUrl: string }>).detail.actionUrl;
      }),
    );
    await page.getByTestId('bell').click();
    await page.getByTestId('action').click();
    expect(await page.title()).toBe('/sessions/123');
    await eventually(() => expect(stub.inbox().unread().unread).toBe(0));
  });
});
