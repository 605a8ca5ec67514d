import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import { Clock, Globe, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useMemo } from 'react';
import { signOut } from '@/data/session';
import { places } from '@/features/shell/places';
import { chooseTheme, themes } from '@/lib/theme';
import { chooseTimeStyle, timeStyleStore } from '@/lib/timeStyle';
import { chooseTimeZone, timeZoneStore } from '@/lib/timeZone';
import { paletteStrings as words } from '@/strings/shell';
import { openKeyList } from './store';

export interface Command {
  id: string;
  group: string;
  label: string;
  icon: LucideIcon;
  /** A key, or what else tells it from its neighbours. */
  hint?: string;
  run: () => void;
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

/** What the palette can do without asking the server. */
export function useCommands(): Command[] {
  const router = useRouter();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMemo(() => {
    const go = places.map(({ to, label, icon, key }) => ({
      id: `go ${to}`,
      group: words.groups.go,
      label,
      icon,
      hint: `g ${key}`,
      run: () => void router.navigate({ to }),
    }));
    const time = timeStyleStore.get() === 'relative' ? 'absolute' : 'relative';
    const zone = timeZoneStore.get() === 'own' ? 'utc' : 'own';
    const commands: Omit<Command, 'group'>[] = [
      ...themes.map((theme) => ({
        id: `theme ${theme}`,
        label: words.theme[theme],
        icon: themeIcons[theme],
        run: () => chooseTheme(theme),
      })),
      { id: 'time', label: words.time[time], icon: Clock, run: () => chooseTimeStyle(time) },
      { id: 'zone', label: words.zone[zone], icon: Globe, run: () => chooseTimeZone(zone) },
      { id: 'keys', label: words.shortcuts, icon: Keyboard, hint: '?', run: openKeyList },
      {
        id: 'sign out',
        label: words.signOut,
        icon: LogOut,
        run: () => void signOut(queries, () => void navigate({ to: '/login' })),
      },
    ];
    return [...go, ...commands.map((each) => ({ ...each, group: words.groups.do }))];
  }, [router, navigate, queries]);
}
