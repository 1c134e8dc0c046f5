// Builds the package for back ends, of which no pod serves anything. It holds nothing of others.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const webui = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export async function buildNode() {
  const outdir = join(webui, 'node', 'dist');
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: webui,
    entryPoints: ['node/index.ts', 'node/express.ts', 'node/sql.ts', 'node/trpc.ts'],
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    splitting: true,
    packages: 'external',
    logLevel: 'warning',
    tsconfigRaw: {},
  });
  execFileSync(process.execPath, [
    join(webui, 'node_modules/typescript/bin/tsc'),
    ...['--project', join(webui, 'node/tsconfig.json'), '--noEmit', 'false', '--declaration', '--emitDeclarationOnly'],
    ...['--rootDir', join(webui, 'node'), '--outDir', outdir],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildNode();
}
