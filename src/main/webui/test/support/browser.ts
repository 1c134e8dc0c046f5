import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import axe from 'axe-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SCREENSHOTS = fileURLToPath(new URL('../../../../../target/webui-screenshots', import.meta.url));

/** Where Chromium is. Without one the browser tests are skipped, and say so; in CI that is an error. */
export const chromiumPath = [process.env.CARILLON_CHROMIUM, ...CANDIDATES].find(isExecutable);

if (!chromiumPath) {
  const reason = 'No Chromium (set CARILLON_CHROMIUM, or apt-get install chromium)';
  if (process.env.CI === 'true') {
    throw new Error(reason);
  }
  console.log(`SKIPPED: browser tests. ${reason}`);
}

function isExecutable(path: string | undefined): boolean {
  try {
    accessSync(path!, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  });
}

/** Violations that axe-core finds in the page, a line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Half-transparent texts of a running animation have no contrast yet. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
}

/** Kept under target/ to be looked at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
