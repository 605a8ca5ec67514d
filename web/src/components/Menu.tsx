import * as Radix from '@radix-ui/react-dropdown-menu';
import { clsx } from 'clsx';
import { Ellipsis } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { buttonClass } from './Button';

export interface MenuEntry {
  label: string;
  icon?: LucideIcon;
  isDanger?: boolean;
  /** Leads to a page or a file instead of doing something. */
  href?: string;
  run?: () => void;
}

const entryClass =
  'flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2 text-sm outline-none data-[highlighted]:bg-hover';

/** A button with a list of actions; null leaves a gap between two groups. */
export function Menu({
  label,
  entries,
  text,
}: {
  label: string;
  entries: readonly (MenuEntry | null)[];
  text?: string;
}) {
  if (entries.length === 0) return null;
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger aria-label={label} className={buttonClass('plain', undefined, !text)}>
        {text}
        <Ellipsis aria-hidden className="size-4" />
      </Radix.Trigger>
      <Radix.Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-40 min-w-52 animate-appear rounded-xl border bg-raised p-1 shadow-pop"
      >
        {entries.map((entry, index) => {
          if (!entry) return <Radix.Separator key={index} className="-mx-1 my-1 border-t" />;
          const { icon: Icon } = entry;
          const content = (
            <>
              {Icon && <Icon aria-hidden className={clsx('size-4', entry.isDanger ? 'text-bad' : 'text-ink-3')} />}
              {entry.label}
            </>
          );
          return entry.href ? (
            <Radix.Item key={entry.label} asChild className={entryClass}>
              <a href={entry.href} target="_blank" rel="noopener">
                {content}
              </a>
            </Radix.Item>
          ) : (
            <Radix.Item
              key={entry.label}
              className={clsx(entryClass, entry.isDanger && 'text-bad')}
              onSelect={() => entry.run?.()}
            >
              {content}
            </Radix.Item>
          );
        })}
      </Radix.Content>
    </Radix.Root>
  );
}
