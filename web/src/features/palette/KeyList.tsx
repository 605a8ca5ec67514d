import { Dialog } from '@/components/Dialog';
import { places } from '@/features/shell/places';
import { keyStrings as words } from '@/strings/shell';

const groups: readonly (readonly [title: string, keys: readonly (readonly [keys: string[], text: string])[]])[] = [
  [
    words.groups.general,
    [
      [['Ctrl K'], words.palette],
      [['/'], words.search],
      [['?'], words.help],
    ],
  ],
  [
    words.groups.list,
    [
      [['j'], words.next],
      [['k'], words.previous],
      [['Enter'], words.open],
      [['x'], words.select],
      [['r'], words.retry],
      [['Esc'], words.clear],
    ],
  ],
  [words.groups.go, places.map(({ key, label }) => [['g', key], label] as const)],
];

export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border bg-canvas px-1.5 font-sans text-2xs font-medium text-ink-2">
      {children}
    </kbd>
  );
}

/** Every key of the dashboard. */
export default function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Dialog isText size="small" title={words.title} onClose={onClose}>
      <div className="px-4 py-3">
        <p className="mb-3 text-sm text-ink-2">{words.lead}</p>
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {groups.map(([title, keys]) => (
            <section key={title} className="sm:last:row-span-2 sm:last:row-start-1 sm:last:col-start-2">
              <h3 className="mb-1.5 text-xs font-semibold text-ink-2">{title}</h3>
              <dl>
                {keys.map(([combination, text]) => (
                  <div key={text} className="flex min-h-7 items-center justify-between gap-3 text-sm">
                    <dt>{text}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {combination.map((key) => (
                        <Key key={key}>{key}</Key>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
