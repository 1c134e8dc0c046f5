import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: '@carillon/client/inbox', replacement: source('client/inbox.ts') },
      { find: '@carillon/client/push', replacement: source('client/push.ts') },
      { find: '@carillon/client', replacement: source('client/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // The machine may be shared; the time is for what goes wrong, not for what goes right.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One file at a time: the browser tests look at how fast tabs follow each other.
    fileParallelism: false,
  },
});
