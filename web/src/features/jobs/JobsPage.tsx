import { Link, useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Inbox, SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/Button';
import { SearchField } from '@/components/SearchField';
import { Select } from '@/components/Select';
import { Command, EmptyState, ErrorState, SkeletonRows, StaleNotice } from '@/components/States';
import { useJobs } from '@/data/queries';
import { cutToBytes } from '@/lib/text';
import { jobStatuses, longestSearchBytes } from '@/data/types';
import type { JobStatus, JobsFilter, JobsState } from '@/data/types';
import { Page } from '@/features/shell/Page';
import { jobStatusNames, strings } from '@/strings';
import { JobRow } from './JobRow';

const words = strings.jobs;
const tabs: readonly { state: JobsState; label: string }[] = [
  { state: 'active', label: words.active },
  { state: 'completed', label: words.completed },
  { state: 'all', label: words.all },
];
/** A search starts when the typing pauses. */
const typingPauseMs = 250;

interface JobsPageProps {
  search: Partial<JobsFilter>;
}

function StateTabs({ search }: JobsPageProps) {
  const active = search.state ?? 'active';
  return (
    <nav aria-label={words.title} className="flex gap-1 rounded-lg bg-idle-soft p-0.5">
      {tabs.map(({ state, label }) => (
        <Link
          key={state}
          to="/jobs"
          search={{ ...(state === 'active' ? {} : { state }), ...(search.q ? { q: search.q } : {}) }}
          aria-current={active === state ? 'page' : undefined}
          className={clsx(
            'flex h-7 items-center rounded-md px-3 text-sm font-medium transition-colors',
            active === state ? 'bg-surface text-ink shadow-card' : 'text-ink-2 hover:text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

function Filters({ search }: JobsPageProps) {
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? '');

  useEffect(() => setText(search.q ?? ''), [search.q]);

  useEffect(() => {
    const wanted = cutToBytes(text.trim(), longestSearchBytes);
    if (wanted === (search.q ?? '')) return undefined;
    const timer = setTimeout(() => {
      void navigate({
        to: '/jobs',
        search: ({ q: _old, ...rest }) => (wanted ? { ...rest, q: wanted } : rest),
        replace: true,
      });
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, search.q, navigate]);

  function chooseStatus(status: string): void {
    void navigate({
      to: '/jobs',
      // A status says more than a tab: "failed" among the active jobs would never find one.
      search: ({ q }) => ({ ...(q ? { q } : {}), ...(status ? { state: 'all', status: status as JobStatus } : {}) }),
    });
  }

  return (
    <div className="flex w-full min-w-0 items-center gap-2 sm:w-auto sm:flex-1 sm:justify-end">
      <SearchField label={words.search} placeholder={words.searchHint} value={text} onChange={setText} />
      <Select
        label={words.status}
        value={search.status ?? ''}
        onChange={chooseStatus}
        options={[['', words.anyStatus], ...jobStatuses.map((each): [string, string] => [each, jobStatusNames[each]])]}
      />
    </div>
  );
}

function NoJobs({ search }: JobsPageProps) {
  if (search.q || search.status) {
    return (
      <EmptyState
        icon={SearchX}
        title={words.noMatch}
        action={
          <Link to="/jobs" search={{ state: 'all' }} className="text-sm font-medium underline underline-offset-4">
            {words.clear}
          </Link>
        }
      >
        {words.noMatchHint}
      </EmptyState>
    );
  }
  const isActive = (search.state ?? 'active') === 'active';
  return (
    <EmptyState
      icon={Inbox}
      title={isActive ? words.noActive : words.none}
      action={isActive ? undefined : <Command>{strings.overview.createCommand}</Command>}
    >
      {isActive ? words.noActiveHint : words.noneHint}
    </EmptyState>
  );
}

/** For the eye only: every row tells its parts by itself. */
function Heading() {
  const { business, status, progress, outcome, created } = words.columns;
  return (
    <div aria-hidden className="@container border-b bg-canvas/60">
      <div className="job-row hidden! px-4 py-2 text-xs font-medium text-ink-3 @3xl:grid!">
        <span className="[grid-area:name]">{business}</span>
        <span className="[grid-area:status]">{status}</span>
        <span className="[grid-area:progress]">{progress}</span>
        <span className="[grid-area:outcome]">{outcome}</span>
        <span className="justify-self-end [grid-area:time]">{created}</span>
      </div>
    </div>
  );
}

function JobList({ search }: JobsPageProps) {
  const filter: JobsFilter = { ...search, state: search.state ?? 'active' };
  const jobs = useJobs(filter);
  const rows = jobs.data?.pages.flatMap((page) => page.jobs) ?? [];

  if (jobs.isPending) return <SkeletonRows rows={8} />;
  if (!jobs.data) return <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />;
  if (rows.length === 0) return <NoJobs search={search} />;
  return (
    <div className={clsx('transition-opacity', jobs.isPlaceholderData && 'opacity-60')}>
      {jobs.isRefetchError && <StaleNotice error={jobs.error} retry={() => void jobs.refetch()} />}
      <Heading />
      <ul aria-label={words.caption}>
        {rows.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
      <div className="flex justify-center border-t p-3 text-xs text-ink-3">
        {jobs.hasNextPage ? (
          <Button disabled={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
            {jobs.isFetchingNextPage ? strings.loading : words.more}
          </Button>
        ) : (
          words.end
        )}
      </div>
    </div>
  );
}

export function JobsPage({ search }: JobsPageProps) {
  return (
    <Page title={words.title}>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <StateTabs search={search} />
        <Filters search={search} />
      </div>
      <div className="overflow-hidden rounded-xl border bg-surface shadow-card">
        <JobList search={search} />
      </div>
    </Page>
  );
}
