import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page, Request } from 'playwright-core';
import { chromiumPath, launch } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

const WEBUI = fileURLToPath(new URL('..', import.meta.url));

describe.skipIf(!chromiumPath)('React', () => {
  let browser: Browser;
  let stub: StubServer;
  let page: Page;
  let script: string;

  beforeAll(async () => {
    stub = await new StubServer().listen();
    browser = await launch();
    page = await browser.newPage();
    stub.create();
    const { outputFiles } = await build({
      absWorkingDir: WEBUI,
      entryPoints: ['test/pages/react-app.tsx'],
      tsconfig: 'tsconfig.json',
      bundle: true,
      write: false,
      format: 'iife',
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    script = outputFiles[0]!.text;
    await page.goto(`http://127.0.0.1:${stub.port}/pages/react.html`);
    await page.addScriptTag({ content: script });
  });
  afterAll(async () => {
    await browser.close();
    await stub.close();
  });

  test('renders what useNotifications() gives, in strict mode, over one connection', async () => {
    await page.getByText('1 unread, live').waitFor();
    stub.create({ title: 'From the stream' });
    await page.getByRole('listitem').getByText('From the stream').waitFor();
    await page.getByRole('button', { name: 'Read all' }).click();
    await page.getByText('0 unread, live').waitFor();
    expect(stub.streams.size).toBe(1);
  });

  test('wraps the element, with events as properties', async () => {
    const center = page.getByTestId('notification-center');
    await center.getByTestId('bell').waitFor();
    stub.create({ title: 'Another', actionUrl: '/sessions/5', type: 'invoice' });
    await page.getByText('last: Another').waitFor();
    await center.getByTestId('bell').click();
    await center.locator('article').first().locator('.icon img').waitFor();
    expect(await center.getByTestId('mark-all-read').textContent()).toContain('Read them');
    expect(await page.title()).toBe('(1) React');
    await center.locator('article').first().getByTestId('action').click();
    await page.getByText('routed to /sessions/5').waitFor();
    await eventually(() => expect(stub.inbox().unread().unread).toBe(0));
  });

  test('tells what a sender does with a notification later', async () => {
    await page.getByText(/unread, live/).waitFor();
    const id = stub.create({ title: 'At ten' });
    await page.getByText('last: At ten').waitFor();
    stub.update(id, { title: 'At eleven' });
    await page.getByText('last: now At eleven').waitFor();
    stub.recall(id);
    await page.getByText(`last: ${id} is taken back`).waitFor();
  });

  test('signs in hook and element by token, whatever function each rendering gives', async () => {
    stub.create({ title: 'For Bob', users: ['27'] });
    stub.cookieless = true;
    const bobs = await browser.newPage();
    await bobs.goto(`http://127.0.0.1:${stub.port}/pages/react.html#27@21`);
    const asked: Request[] = [];
    bobs.on('request', (request) => asked.push(request));
    await bobs.addScriptTag({ content: script });
    await bobs.getByText('1 unread, live').waitFor();
    stub.create({ title: 'Later for Bob', users: ['27'] });
    await bobs.getByText('last: Later for Bob').waitFor();
    const api = asked.filter((request) => request.url().includes('/api/'));
    expect(api.filter((request) => request.url().includes('/stream')).length).toBe(1);
    expect(new Set(api.map((request) => request.headers().authorization))).toEqual(new Set(['Bearer 27@21']));
  });
});
