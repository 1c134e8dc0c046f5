// Builds what the pods serve (committed, so that Maven needs no node) and what npm packages hold (not committed).
// With --check nothing is written: the committed files must be what the sources give.
// bundled.json names what these files hold of others, for the list of components.
import { build } from 'esbuild';
import { requireNoPolicy, withoutPolicy } from './lit.mjs';
import { buildNode } from './node.mjs';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const webui = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const resources = resolve(webui, '../resources/META-INF');
const local = resolve(webui, '../../embedded/resources/dev/carillon/embedded');
const check = process.argv.includes('--check');

/** The promise of the client's size, over the wire. */
const MAX_CLIENT_GZIP_BYTES = 7 * 1024;

/** What a pod serves to everybody, the console, which it serves to operators only, and what is the local cluster's alone. */
const PARTS = {
  'resources/carillon': join(resources, 'resources/carillon'),
  console: join(resources, 'console'),
  demo: join(local, 'demo'),
};

const BUNDLED = join(webui, 'bundled.json');

/** Package name → the file that is served for it. */
const SERVED = {
  '@carillon/client': 'client.js',
  '@carillon/client/inbox': 'inbox.js',
  '@carillon/client/push': 'push.js',
  '@carillon/notification-center': 'notification-center.js',
};

const ENTRIES = {
  'client/index.ts': 'client.js',
  'client/inbox.ts': 'inbox.js',
  'client/push.ts': 'push.js',
  'client/push-worker.ts': 'push-worker.js',
  'element/index.ts': 'notification-center.js',
  'react/index.ts': 'react.js',
};

const options = {
  absWorkingDir: webui,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
  legalComments: 'none',
  // Paths in tsconfig are for the type checker; here a package's name decides what is bundled.
  tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', useDefineForClassFields: true } },
};

/** Our packages are files beside each other; React is the page's own. */
const served = (folder) => ({
  name: 'served',
  setup({ onResolve }) {
    onResolve({ filter: /^@carillon\// }, ({ path }) => ({ path: folder + SERVED[path], external: true }));
    onResolve({ filter: /^react(\/|$)/ }, ({ path }) => ({ path, external: true }));
  },
});

/** The directories of others' packages that are in what is built. */
const others = new Set();

async function bundle({ plugins = [], ...settings }) {
  const { metafile } = await build({ ...options, metafile: true, plugins: [...plugins, withoutPolicy(webui)], ...settings });
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found && bytesInOutput > 0) {
        others.add(found[1]);
      }
    }
  }
}

/** As lines of JSON: name, version and licence of each. */
async function bundled() {
  const packages = await Promise.all(
    [...others].map(async (path) => JSON.parse(await readFile(join(webui, path, 'package.json'), 'utf8'))),
  );
  const list = packages.map(({ name, version, license }) => ({ name, version, license }));
  list.sort((left, right) => (left.name < right.name ? -1 : 1));
  return JSON.stringify(list, null, 2) + '\n';
}

async function buildServed(root) {
  const carillon = join(root, 'resources/carillon');
  await mkdir(carillon, { recursive: true });
  for (const [entry, file] of Object.entries(ENTRIES)) {
    await bundle({ entryPoints: [entry], outfile: join(carillon, file), minify: true, plugins: [served('./')] });
  }
  await cp(join(webui, 'style/logo.svg'), join(carillon, 'logo.svg'));
  await buildPages('demo', ['demo', 'panel'], join(root, 'demo'));
  await buildPages('console', ['console'], join(root, 'console'));
}

async function buildPages(folder, pages, outdir) {
  const plugins = [served('/carillon/')];
  for (const page of pages) {
    await bundle({ entryPoints: [`${folder}/${page}.ts`], outfile: join(outdir, `${page}.js`), minify: true, plugins });
    await bundle({ entryPoints: [`${folder}/${page}.css`], outfile: join(outdir, `${page}.css`) });
  }
  for (const file of (await readdir(join(webui, folder))).filter((name) => name.endsWith('.html'))) {
    await cp(join(webui, folder, file), join(outdir, file));
  }
}

async function buildPackages() {
  const types = join(webui, 'target', 'types');
  execFileSync(process.execPath, [
    join(webui, 'node_modules/typescript/bin/tsc'),
    ...['--project', join(webui, 'tsconfig.json'), '--noEmit', 'false', '--declaration', '--emitDeclarationOnly'],
    ...['--rootDir', webui, '--outDir', types],
  ]);
  for (const name of ['client', 'element', 'react']) {
    const entryPoints = Object.keys(ENTRIES).filter((entry) => entry.startsWith(`${name}/`));
    const outdir = join(webui, name, 'dist');
    await rm(outdir, { recursive: true, force: true });
    // Hooks run in browsers, which frameworks that render on a server have to be told.
    const banner = name === 'react' ? { js: "'use client';" } : {};
    await build({ ...options, entryPoints, outdir, banner, packages: 'external' });
    await cp(join(types, name), outdir, { recursive: true });
  }
  await buildNode();
}

async function files(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The files that differ between two folders, in either direction. */
async function differences(left, right) {
  const names = new Set([...(await files(left)), ...(await files(right))]);
  const read = (root, name) => readFile(join(root, name)).catch(() => Buffer.of());
  const differ = async (name) => !(await read(left, name)).equals(await read(right, name));
  const found = [];
  for (const name of [...names].sort()) {
    if (await differ(name)) {
      found.push(name);
    }
  }
  return found;
}

async function printSizes(root) {
  for (const name of (await readdir(join(root, 'resources/carillon'))).filter((file) => file.endsWith('.js')).sort()) {
    const content = await readFile(join(root, 'resources/carillon', name));
    const gzip = gzipSync(content, { level: 9 }).length;
    requireNoPolicy(name, content.toString());
    console.log(`${name.padEnd(24)} ${String(content.length).padStart(6)} B  ${String(gzip).padStart(6)} B gzip`);
    if (name === 'client.js' && gzip > MAX_CLIENT_GZIP_BYTES) {
      throw new Error(`client.js has ${gzip} bytes gzipped, more than ${MAX_CLIENT_GZIP_BYTES}`);
    }
  }
}

const fresh = await mkdtemp(join(tmpdir(), 'carillon-webui-'));
try {
  await buildServed(fresh);
  await printSizes(fresh);
  if (check) {
    const changed = [];
    for (const [part, committed] of Object.entries(PARTS)) {
      const found = await differences(join(fresh, part), committed);
      changed.push(...found.map((name) => `${part}/${name}`));
    }
    if ((await bundled()) !== (await readFile(BUNDLED, 'utf8').catch(() => ''))) {
      changed.push('bundled.json');
    }
    if (changed.length) {
      console.error(`Not what the sources give (run "npm run build" and commit): ${changed.join(', ')}`);
      process.exitCode = 1;
    }
  } else {
    for (const [part, committed] of Object.entries(PARTS)) {
      await rm(committed, { recursive: true, force: true });
      await cp(join(fresh, part), committed, { recursive: true });
    }
    await writeFile(BUNDLED, await bundled());
    await buildPackages();
  }
} finally {
  await rm(fresh, { recursive: true, force: true });
}
