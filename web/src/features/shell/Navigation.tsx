import { Link } from '@tanstack/react-router';
import { Command, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Dialog } from '@/components/Dialog';
import { Logo } from '@/components/Logo';
import { strings } from '@/strings';
import { navStrings, paletteStrings } from '@/strings/shell';
import { AccountMenu } from './AccountMenu';
import { places, tabCount } from './places';
import type { Place } from './places';
import { openPalette } from '@/features/palette/store';

/** Numbers beside a place of the navigation, by its path; nothing stands where nothing waits. */
export type PlaceCounts = Partial<Record<Place['to'], number>>;

const isExact = (place: Place): boolean => place.to === '/';

function Count({ value, floating = false }: { value: number | undefined; floating?: boolean }) {
  if (!value) return null;
  const text = value > 999 ? '999+' : String(value);
  return (
    <span
      className={
        floating
          ? 'absolute -top-1 left-1/2 ml-1.5 rounded-full bg-warn-soft px-1.5 text-2xs font-semibold text-warn tabular-nums'
          : 'ml-auto rounded-full bg-warn-soft px-1.5 text-2xs font-semibold text-warn tabular-nums'
      }
    >
      {text}
    </span>
  );
}

function PlaceLink({ place, count, onClick }: { place: Place; count: number | undefined; onClick?: () => void }) {
  const Icon = place.icon;
  return (
    <Link
      to={place.to}
      onClick={onClick}
      activeOptions={{ exact: isExact(place), includeSearch: false }}
      className="flex h-8.5 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-idle-soft aria-[current=page]:text-ink"
    >
      <Icon aria-hidden className="size-4" strokeWidth={2} />
      {place.label}
      <Count value={count} />
    </Link>
  );
}

function Groups({ counts, onClick }: { counts: PlaceCounts; onClick?: () => void }) {
  return (['work', 'resources', 'system'] as const).map((group) => {
    const shown = places.filter((place) => place.group === group);
    if (shown.length === 0) return null;
    return (
      <div key={group} className="flex flex-col gap-0.5">
        <p className="px-2.5 pt-3 pb-1 text-2xs font-medium text-ink-3">{navStrings.groups[group]}</p>
        {shown.map((place) => (
          <PlaceLink key={place.to} place={place} count={counts[place.to]} {...(onClick ? { onClick } : {})} />
        ))}
      </div>
    );
  });
}

export function Sidebar({ counts }: { counts: PlaceCounts }) {
  return (
    <aside
      aria-label={strings.product}
      className="sticky top-0 z-30 hidden h-dvh w-57 shrink-0 flex-col border-r bg-surface lg:flex"
    >
      <div className="flex h-13 shrink-0 items-center gap-2.5 px-4">
        <Logo />
        <span className="font-semibold tracking-tight">{strings.product}</span>
      </div>
      <div className="px-2 pt-1">
        <button
          type="button"
          onClick={openPalette}
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-8 w-full items-center gap-2 rounded-lg border bg-canvas px-2.5 text-sm text-ink-3 hover:border-line-strong hover:text-ink-2"
        >
          <Command aria-hidden className="size-3.5" />
          <span className="truncate">{paletteStrings.open}</span>
        </button>
      </div>
      <nav aria-label={strings.nav.label} className="flex min-h-0 flex-col overflow-y-auto px-2 pb-2">
        <Groups counts={counts} />
      </nav>
      <div className="mt-auto border-t p-2">
        <AccountMenu wide />
      </div>
    </aside>
  );
}

const tabClass =
  'relative flex h-14 flex-1 flex-col items-center justify-center gap-1 text-2xs font-medium text-ink-3 aria-[current=page]:text-ink';

function Tab({ place, count }: { place: Place; count: number | undefined }): ReactNode {
  const Icon = place.icon;
  return (
    <Link to={place.to} activeOptions={{ exact: isExact(place), includeSearch: false }} className={tabClass}>
      <span className="relative">
        <Icon aria-hidden className="size-5" strokeWidth={1.9} />
        <Count value={count} floating />
      </span>
      {place.label}
    </Link>
  );
}

/** The phone's navigation: the first places, and the rest behind one button. */
export function TabBar({ counts }: { counts: PlaceCounts }) {
  const [isOpen, setOpen] = useState(false);
  const shown = places.length > tabCount + 1 ? places.slice(0, tabCount) : places;
  return (
    <>
      <nav
        aria-label={strings.nav.label}
        className="fixed inset-x-0 bottom-0 z-20 flex border-t bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md lg:hidden"
      >
        {shown.map((place) => (
          <Tab key={place.to} place={place} count={counts[place.to]} />
        ))}
        {shown.length < places.length && (
          <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)} className={tabClass}>
            <Ellipsis aria-hidden className="size-5" strokeWidth={1.9} />
            {navStrings.more}
          </button>
        )}
      </nav>
      {isOpen && (
        <Dialog size="small" title={navStrings.more} onClose={() => setOpen(false)}>
          <nav aria-label={navStrings.more} className="px-2 pb-3">
            <Groups counts={counts} onClick={() => setOpen(false)} />
          </nav>
        </Dialog>
      )}
    </>
  );
}
