import * as Menu from '@radix-ui/react-dropdown-menu';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { sessionOf, signOut } from '@/data/session';
import { useStore } from '@/lib/store';
import { chooseTheme, themes, themeStore } from '@/lib/theme';
import type { Theme } from '@/lib/theme';
import { openKeyList } from '@/features/palette/store';
import { strings } from '@/strings';
import { keyStrings } from '@/strings/shell';

const icons: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };
const itemClass =
  'flex h-8 cursor-default items-center gap-2.5 rounded-md px-2 text-sm outline-none data-[highlighted]:bg-hover';

function initialsOf(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? '') + (words[1]?.[0] ?? '')).toUpperCase() || '?';
}

function ThemeItems() {
  const theme = useStore(themeStore);
  return (
    <Menu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
      {themes.map((each) => {
        const Icon = icons[each];
        return (
          <Menu.RadioItem key={each} value={each} className={itemClass}>
            <Icon aria-hidden className="size-4 text-ink-3" />
            {strings.account[each]}
            <Menu.ItemIndicator className="ml-auto">
              <Check aria-hidden className="size-4" />
            </Menu.ItemIndicator>
          </Menu.RadioItem>
        );
      })}
    </Menu.RadioGroup>
  );
}

/** Who is signed in, light or dark, and the way out. */
export function AccountMenu({ wide = false }: { wide?: boolean }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const user = sessionOf(queries)?.user;
  const name = user?.name || user?.email || '';

  const leave = (): void => void signOut(queries, () => void navigate({ to: '/login' }));

  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="flex w-full items-center gap-2.5 rounded-lg p-1 text-left hover:bg-hover lg:p-1.5">
        <span className="sr-only">{strings.account.open}</span>
        <span
          aria-hidden
          className="flex size-7 shrink-0 items-center justify-center rounded-full bg-inverse text-2xs font-semibold text-on-inverse"
        >
          {initialsOf(name)}
        </span>
        {wide && (
          <>
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{name}</span>
              <span className="block truncate text-xs text-ink-3 capitalize">{user?.role}</span>
            </span>
            <ChevronsUpDown aria-hidden className="size-4 text-ink-3" />
          </>
        )}
      </Menu.Trigger>
      {/* In place, not at the end of the document: it belongs to the landmark that holds its button. */}
      <Menu.Content
        align={wide ? 'start' : 'end'}
        sideOffset={6}
        collisionPadding={8}
        className="z-40 w-56 animate-appear rounded-xl border bg-raised p-1 shadow-pop"
      >
        <Menu.Label className="truncate px-2 pt-1.5 pb-2 text-xs text-ink-3">{user?.email}</Menu.Label>
        <Menu.Separator className="-mx-1 mb-1 border-t" />
        <Menu.Label className="px-2 py-1 text-xs text-ink-3">{strings.account.theme}</Menu.Label>
        <ThemeItems />
        <Menu.Separator className="-mx-1 my-1 border-t" />
        <Menu.Item className={itemClass} onSelect={openKeyList}>
          <Keyboard aria-hidden className="size-4 text-ink-3" />
          {keyStrings.title}
        </Menu.Item>
        <Menu.Separator className="-mx-1 my-1 border-t" />
        <Menu.Item className={itemClass} onSelect={leave}>
          <LogOut aria-hidden className="size-4 text-ink-3" />
          {strings.account.signOut}
        </Menu.Item>
      </Menu.Content>
    </Menu.Root>
  );
}
