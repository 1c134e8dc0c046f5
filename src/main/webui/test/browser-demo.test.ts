import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { chromiumPath, launch, screenshot, settled, violations } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

describe.skipIf(!chromiumPath)('the demo page', () => {
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
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1440, height: 960 }, ...options });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${stub.port}/demo/`);
    await page.waitForURL('http://demo.localhost:*/demo/');
    await eventually(() => expect(stub.streams.size).toBe(3));
    return page;
  }

  const panel = (page: Page, number: number): FrameLocator =>
    page.locator(`.user[data-number="${number}"]`).frameLocator('iframe');
  const titles = (page: Page, number: number): Promise<string[]> =>
    panel(page, number).locator('article h3').allInnerTexts();

  const arrival = (page: Page, number: number, title: string): Promise<void> =>
    panel(page, number).locator('article h3', { hasText: title }).waitFor();

  async function ring(page: Page, to: 'One user' | 'Several' | 'Everybody', title: string): Promise<void> {
    await page.getByRole('radio', { name: to }).check({ force: true });
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.getByTestId('ring').click();
    await page.getByTestId('result').getByText('Created').waitFor();
  }

  test('signs each panel in as another user and shows each its own notifications', async () => {
    const page = await open();
    await ring(page, 'One user', 'For 26');
    await arrival(page, 1, 'For 26');
    await ring(page, 'Everybody', 'For 21');
    await arrival(page, 2, 'For 21');
    await arrival(page, 1, 'For 21');
    expect((await titles(page, 1)).length).toBe(2);
    expect((await titles(page, 2)).length).toBe(1);
    expect((await titles(page, 3)).length).toBe(0);
  });

  test('shows how a stream survives its pod', async () => {
    const page = await open();
    const pod = panel(page, 1).getByTestId('pod');
    await pod.getByText(/pod-\d/).waitFor();
    const before = await pod.textContent();
    await panel(page, 1).getByTestId('kill').click();
    await ring(page, 'One user', 'While its pod is down');
    await arrival(page, 1, 'While its pod is down');
    await eventually(async () => expect(await pod.textContent()).toMatch(/pod-\d/));
    expect(await pod.textContent()).not.toBe(before);
    await panel(page, 1).getByTestId('cut').click();
    await panel(page, 1).getByTestId('log').getByText('connection cut').waitFor();
    await eventually(async () => expect(await pod.textContent()).toMatch(/pod-\d/));
    expect((await titles(page, 1)).length).toBe(1);
  });

  test.each(['light', 'dark'] as const)('is accessible and looks like a product: %s', async (colorScheme) => {
    const page = await open({ colorScheme });
    const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    const users = undefined;
    stub.create({ users, title: 'Maintenance tonight', message: 'Studios are closed from 23:00 to 23:30.', type: 'system', createdAt: minutesAgo(180) });
    stub.create({ title: 'Payment failed', message: 'Invoice 2025-118 could not be charged.', type: 'payment.failed', actionUrl: '/invoices/118', createdAt: minutesAgo(42) });
    stub.create({ users: ['27'], title: 'Mix ready', message: '“Night Bus” is ready to listen to.', type: 'mix_ready', actionUrl: '/mixes/9', createdAt: minutesAgo(12) });
    stub.create({ users: ['30'], organization: '22', title: 'Welcome', message: 'Nobody in organization 21 sees this.', type: 'system' });
    await ring(page, 'One user', 'Nouvelle session réservée');
    await arrival(page, 1, 'Nouvelle session réservée');
    await panel(page, 1).locator('article[data-id="1"]').getByTestId('mark-read').click();
    await arrival(page, 3, 'Welcome');
    await eventually(async () => expect(await page.getByTestId('pods').textContent()).toContain('1 stream'));
    await settled(page);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, `demo-${colorScheme}`);
  });

  test('works on a phone', async () => {
    const page = await open({ viewport: { width: 360, height: 740 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await screenshot(page, 'demo-phone');
  });

  test('switches to dark in all panels', async () => {
    const page = await open({ colorScheme: 'light' });
    await page.getByTestId('theme').click();
    await panel(page, 2).locator('html[data-theme="dark"]').waitFor();
  });
});
