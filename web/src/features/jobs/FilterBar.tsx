import { Link, useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ListFilter, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/Button';
import { Menu } from '@/components/Menu';
import { query } from '@/data/query';
import { useMay } from '@/data/session';
import { activeJobStatuses, jobStatuses } from '@/data/types';
import type { JobFacets, JobsState } from '@/data/types';
import { formatNumber } from '@/lib/format';
import { strings } from '@/strings';
import { jobsStrings as words } from '@/strings/jobs';
import { FilterDialog } from './FilterDialog';
import { JobSearch } from './JobSearch';
import { NewJobDialog } from './NewJobDialog';
import { SavedViews } from './SavedViews';
import { chipsOf, filterOf, without } from './filter';
import type { JobsSearch } from './filter';

interface FilterBarProps {
  search: JobsSearch;
  facets: JobFacets | null;
}

const tabs: readonly { state: JobsState; label: string }[] = [
  { state: 'active', label: strings.jobs.active },
  { state: 'completed', label: strings.jobs.completed },
  { state: 'all', label: strings.jobs.all },
];

/** How many jobs a tab would show under the rest of the filter. */
export function countOf(state: JobsState, { by_status: counts }: JobFacets): number {
  const isActive = (status: (typeof jobStatuses)[number]): boolean => activeJobStatuses.includes(status);
  return jobStatuses
    .filter((status) => state === 'all' || isActive(status) === (state === 'active'))
    .reduce((sum, status) => sum + counts[status], 0);
}

function StateTabs({ search, facets }: FilterBarProps) {
  const active = search.state ?? 'active';
  const { state: _state, status: _status, ...rest } = search;
  return (
    <nav aria-label={strings.jobs.title} className="flex gap-1 rounded-lg bg-idle-soft p-0.5">
      {tabs.map(({ state, label }) => (
        <Link
          key={state}
          to="/jobs"
          search={{ ...(state === 'active' ? {} : { state }), ...rest }}
          aria-current={active === state ? 'page' : undefined}
          className={clsx(
            'flex h-7 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium transition-colors',
            active === state ? 'bg-surface text-ink shadow-card' : 'text-ink-2 hover:text-ink',
          )}
        >
          {label}
          {facets && (
            <span className="text-xs font-normal text-ink-2 tabular-nums">{formatNumber(countOf(state, facets))}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

function FilterChips({ search }: { search: JobsSearch }) {
  const chips = chipsOf(search);
  if (chips.length === 0) return null;
  const { state, q } = search;
  return (
    <ul aria-label={words.active} className="mb-3 flex flex-wrap items-center gap-1.5">
      {chips.map(({ key, text }) => (
        <li key={key}>
          <Link
            to="/jobs"
            search={without(search, key)}
            aria-label={words.remove(text)}
            className="flex min-h-6 items-center gap-1 rounded-full border border-line-strong bg-surface pr-1.5 pl-2.5 text-xs font-medium hover:bg-hover"
          >
            <span dir="auto" className="max-w-64 truncate">
              {text}
            </span>
            <X aria-hidden className="size-3 text-ink-3" />
          </Link>
        </li>
      ))}
      <li>
        <Link
          to="/jobs"
          search={{ ...(state ? { state } : {}), ...(q ? { q } : {}) }}
          className="rounded px-1.5 py-1 text-xs text-ink-2 underline-offset-4 hover:underline"
        >
          {words.clear}
        </Link>
      </li>
    </ul>
  );
}

/** What the list shows, and what can be done with all of it. */
export function FilterBar({ search, facets }: FilterBarProps) {
  const navigate = useNavigate();
  const mayOperate = useMay('operator');
  const [dialog, setDialog] = useState<'filters' | 'new' | null>(null);
  const count = chipsOf(search).length;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <StateTabs search={search} facets={facets} />
        <div className="flex min-w-0 basis-full items-center gap-2 md:flex-1 md:basis-0 md:justify-end">
          <JobSearch search={search} />
          <Button aria-label={words.filtersOf(count)} onClick={() => setDialog('filters')}>
            <ListFilter aria-hidden className="size-3.5" />
            <span className="max-sm:hidden">{words.filters}</span>
            {count > 0 && <span className="rounded-full bg-inverse px-1.5 text-2xs text-on-inverse">{count}</span>}
          </Button>
          <SavedViews search={search} />
          {mayOperate && (
            <Button kind="primary" aria-label={words.newJob} onClick={() => setDialog('new')}>
              <Plus aria-hidden className="size-3.5" />
              <span className="max-sm:hidden">{words.newJob}</span>
            </Button>
          )}
          <Menu
            label={words.more}
            entries={[{ label: words.exportCsv, href: `/api/staff/export/jobs${query(filterOf(search))}` }]}
          />
        </div>
      </div>
      <FilterChips search={search} />
      {dialog === 'filters' && (
        <FilterDialog
          search={search}
          packages={Object.keys(facets?.by_package ?? {})}
          onApply={(next) => void navigate({ to: '/jobs', search: next })}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'new' && <NewJobDialog onClose={() => setDialog(null)} />}
    </>
  );
}
