import { readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const RESOURCES = fileURLToPath(new URL('../../../resources/META-INF/resources', import.meta.url));
const LOCAL = fileURLToPath(new URL('../../../../embedded/resources/dev/carillon/embedded', import.meta.url));
const PAGES = fileURLToPath(new URL('../pages', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** The built files, as a pod and the local cluster serve them, and the pages of the browser tests. */
export function answerFile(path: string, response: ServerResponse, headers: Record<string, string>): void {
  const name = normalize(path.endsWith('/') ? `${path}index.html` : path);
  const file = join(rootOf(name), name);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'text/plain', ...headers });
  response.end(readFileSync(file));
}

function rootOf(name: string): string {
  if (name.startsWith('/pages/')) {
    return join(PAGES, '..');
  }
  return name.startsWith('/demo/') ? LOCAL : RESOURCES;
}
