/**
 * Makes `lib/`, which users install, of `src/` and the libraries that it needs: one small file a command or hook, and
 * chunks that they share. Loading a few files takes a fraction of what the libraries' thousands take, and installing the
 * plugin brings nearly nothing with it. Nothing is minified, so that a stack trace can be read.
 *
 * And `oclif.manifest.json`, which says what commands `lib/` has: without it sf loads all of them, whatever is run, also
 * of a plugin that is linked and no concern of that run.
 *
 *     node build/scripts/bundle.js
 */
import { glob, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin as OclifPlugin } from '@oclif/core';
import { build, type Metafile, type Plugin } from 'esbuild';
import { Messages } from '@salesforce/core/messages';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIB = join(ROOT, 'lib');
const MANIFEST = join(ROOT, 'oclif.manifest.json');

/** Packages that find files of their own beside themselves while they run: workers of a log, the script of a browser. */
const INSTALLED = ['open', 'pino', 'pino-pretty'];

/** What libraries load for their own developers alone, and do without. */
const LEFT_OUT = ['react-devtools-core', 'typescript'];

/** CommonJS modules expect these; in a chunk they mean the chunk. */
const BANNER = [
  "import { createRequire as createRequireOfChunk } from 'node:module';",
  'const require = createRequireOfChunk(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

const IMPORTED = /^Messages\.importMessagesDirectoryFromMetaUrl\(import\.meta\.url\);$/gm;
const LOADED = /\bMessages\.loadMessages\('([^']+)', '([^']+)'\)/g;

/** The parsed texts of one file of messages. */
const readTexts = (folder: string, bundle: string): Array<[string, unknown]> => {
  Messages.importMessageFile(folder, join(folder, `${bundle}.md`));
  const { messages } = Messages.loadMessages(folder, bundle) as unknown as { messages: Map<string, unknown> };
  return [...messages];
};

/** Puts texts in place of what finds and reads their files, which a chunk no longer knows where to look for. */
const inlineMessages = (folderOf: (path: string) => string, filter: RegExp): Plugin => ({
  name: 'inline-messages',
  setup: (build) => {
    build.onLoad({ filter }, async ({ path }) => {
      const contents = (await readFile(path, 'utf8'))
        .replace(IMPORTED, '')
        .replace(LOADED, (_call, owner: string, bundle: string) => {
          const texts = JSON.stringify(readTexts(folderOf(path), bundle));
          return `new Messages(${JSON.stringify(`${owner}:${bundle}`)}, Messages.getLocale(), new Map(${texts}))`;
        });
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
});

const LATE = 'imported-late';

/**
 * Of a CommonJS package that is imported while a command runs, a chunk would only have its default export: names the
 * others too.
 */
const namesOfLateImports: Plugin = {
  name: 'keep-names-of-late-imports',
  setup: (build) => {
    build.onResolve({ filter: /^@/ }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import' ? { path, namespace: LATE, pluginData: resolveDir } : undefined
    );
    build.onLoad({ filter: /.*/, namespace: LATE }, async ({ path, pluginData }) => {
      const names = Object.keys((await import(path)) as object).filter((name) => /^(?!default$)\w+$/.test(name));
      return { contents: `export { ${names.join(', ')} } from '${path}';`, resolveDir: pluginData as string };
    });
  },
};

const packageOf = (input: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];

/** What the licences of the bundled libraries ask for: their names, and the texts of their licences. */
const noticesOf = async ({ inputs }: Metafile): Promise<string> => {
  const folders = new Set(
    Object.keys(inputs)
      .map(packageOf)
      .filter((folder) => folder !== undefined)
  );
  const notices: string[] = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license?: string;
    };
    const texts: string[] = [];
    for await (const file of glob('{licen[cs]e,LICEN[CS]E,Licen[cs]e}*', { cwd: join(ROOT, folder) })) {
      texts.push((await readFile(join(ROOT, folder, file), 'utf8')).trim());
    }
    notices.push([`${name} ${version} (${license ?? 'no licence named'})`, ...texts].join('\n\n'));
  }
  return `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
};

/** As `oclif manifest` writes it. */
const writeManifest = async (): Promise<void> => {
  const found = new OclifPlugin({
    root: ROOT,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await found.load();
  await writeFile(MANIFEST, JSON.stringify(found.manifest, null, 2));
};

// The manifest goes first: one of other commands is worse than none.
await rm(MANIFEST, { force: true });
await rm(LIB, { recursive: true, force: true });
const entries: Record<string, string> = {
  // Found by the logger beside its own chunk, in a worker.
  'logger/transformStream': join(ROOT, 'node_modules/@salesforce/core/lib/logger/transformStream.js'),
};
for await (const path of glob('src/{commands,hooks}/**/*.ts', { cwd: ROOT })) {
  entries[relative('src', path).replace(/\.ts$/, '')] = join(ROOT, path);
}
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: entries,
  outdir: LIB,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  keepNames: true,
  external: [...INSTALLED, ...LEFT_OUT],
  // Drawing at a terminal has a second half for its own developers.
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  banner: { js: BANNER },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [
    namesOfLateImports,
    inlineMessages(() => join(ROOT, 'messages'), /\/src\/.*\.ts$/),
    inlineMessages((path) => path.replace(/(?<=\/sf-plugins-core\/).*/, 'messages'), /\/sf-plugins-core\/lib\/.*\.js$/),
  ],
});
await writeFile(join(LIB, 'THIRD-PARTY-NOTICES.txt'), await noticesOf(metafile));
await writeManifest();
