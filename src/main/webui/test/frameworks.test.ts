import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { chromiumPath, launch } from './support/browser.js';
import { StubServer } from './stub/server.js';

const WEBUI = fileURLToPath(new URL('..', import.meta.url));

const svelte: Plugin = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' }).js.code,
    }));
  },
};

/** The element in a page of each framework, with what the framework's documentation asks for and nothing else. */
describe.skipIf(!chromiumPath)('the element', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test.each(['vue-app.js', 'svelte-app.js', 'angular-app.js'])('is at home in %s', async (app) => {
    const stub = await new StubServer().listen();
    const { outputFiles } = await build({
      absWorkingDir: WEBUI,
      entryPoints: [`test/pages/${app}`],
      bundle: true,
      write: false,
      format: 'esm',
      conditions: ['browser', 'svelte'],
      define: {
        'process.env.NODE_ENV': '"production"',
        __VUE_OPTIONS_API__: 'true',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      },
      plugins: [svelte],
    });
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    stub.create({ type: 'invoice' });
    await page.goto(`http://127.0.0.1:${stub.port}/pages/framework.html`);
    await page.addScriptTag({ content: outputFiles[0]!.text, type: 'module' });
    await page.getByText('1 unread, last: none').waitFor();
    stub.create({ title: 'From the stream' });
    await page.getByText('2 unread, last: From the stream').waitFor();
    await page.getByTestId('bell').click();
    await page.locator('article[data-id="1"] .icon img').waitFor();
    expect(await page.locator('article[data-id="2"] .icon').count()).toBe(0);
    await page.getByTestId('mark-all-read').click();
    await page.getByText('0 unread').waitFor();
    expect(errors).toEqual([]);
    expect(stub.streams.size).toBe(1);
    await page.close();
    await stub.close();
  });
});
