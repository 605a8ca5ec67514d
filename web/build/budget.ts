import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

interface Budget {
  what: string;
  mostBytes: number;
  /** The entry and the screens that a first visit loads, by the end of their module's path. */
  screens: string[];
}

/** What a first visit may load of script, gzipped. */
const budgets: Budget[] = [
  { what: 'dashboard', mostBytes: 200_000, screens: ['index.html', 'src/features/overview/OverviewPage.tsx'] },
  {
    what: 'customer pages',
    mostBytes: 100_000,
    screens: [
      'customer.html',
      ...['PackagesPage', 'CheckoutPages', 'ProfilePage', 'ProgressPage'].map((name) => `src/customer/${name}.tsx`),
    ],
  },
];

/** Fails the build when the first load has grown beyond its budget: the entry, the first screen, and what both import. */
export function budget(): Plugin {
  return {
    name: 'bolt-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      for (const { what, mostBytes, screens } of budgets) {
        const wanted = chunks.filter((chunk) => screens.some((screen) => chunk.facadeModuleId?.endsWith(`/${screen}`)));
        if (wanted.length < screens.length)
          this.error(`${what}: a screen has no chunk of its own: the budget cannot be checked`);
        const loaded = new Set<string>();
        const load = (name: string): void => {
          const chunk = byName.get(name);
          if (!chunk || loaded.has(name)) return;
          loaded.add(name);
          chunk.imports.forEach(load);
        };
        wanted.forEach((chunk) => load(chunk.fileName));
        const bytes = [...loaded].reduce((sum, name) => sum + gzipSync(byName.get(name)?.code ?? '').length, 0);
        const text = `first load of ${what}: ${Math.round(bytes / 1_000)} kB of script gzipped, of ${mostBytes / 1_000} kB`;
        if (bytes > mostBytes) this.error(text);
        this.info(text);
      }
    },
  };
}
