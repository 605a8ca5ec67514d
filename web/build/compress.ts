import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** Text formats; fonts and pictures are compressed already. */
const compressible = /\.(?:js|css|html|svg|json|webmanifest|txt)$/;
/** Below one network packet a compressed copy saves nothing. */
const smallestBytes = 1_024;

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    }),
  );
  return nested.flat();
}

async function compressFile(path: string): Promise<void> {
  if (!compressible.test(path) || (await stat(path)).size < smallestBytes) return;
  const content = await readFile(path);
  const [zipped, brotli] = await Promise.all([
    gzipAsync(content, { level: 9 }),
    brotliAsync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ]);
  await Promise.all([writeFile(`${path}.gz`, zipped), writeFile(`${path}.br`, brotli)]);
}

/** Puts `x.gz` and `x.br` beside every text file of the finished build, so that the gateway never compresses at run time. */
export function compress(): Plugin {
  let folder = 'dist';
  return {
    name: 'bolt-compress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      await Promise.all((await filesBelow(folder)).map(compressFile));
    },
  };
}
