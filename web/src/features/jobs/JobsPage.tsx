import { Link } from '@tanstack/react-router';
import { Inbox, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Command, EmptyState, ErrorState, SkeletonRows, StaleNotice } from '@/components/States';
import { Panel } from '@/components/Panel';
import { useJobs } from '@/data/queries';
import { useMay } from '@/data/session';
import type { JobFacets, JobsFilter } from '@/data/types';
import { Page } from '@/features/shell/Page';
import { strings } from '@/strings';
import { BulkBar } from './BulkBar';
import { BulkDialog } from './BulkDialog';
import { FilterBar, countOf } from './FilterBar';
import { JobList } from './JobList';
import { chipsOf, filterOf } from './filter';
import type { JobsSearch } from './filter';
import { useJobActions } from './useJobActions';
import { useSelection } from './useSelection';

const words = strings.jobs;

interface JobsPageProps {
  search: JobsSearch;
}

function NoJobs({ search }: JobsPageProps) {
  if (search.q || chipsOf(search).length > 0) {
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

/** How many jobs the filter finds. */
function matchingOf({ state, status }: JobsFilter, facets: JobFacets): number {
  return status ? facets.by_status[status] : countOf(state, facets);
}

/** Every job there is: found by any filter, moved by push, acted on one by one or all at once. */
export function JobsPage({ search }: JobsPageProps) {
  const filter = useMemo(() => filterOf(search), [search]);
  const mayOperate = useMay('operator');
  const jobs = useJobs(filter);
  const actions = useJobActions();
  const [retried, setRetried] = useState<string[] | null>(null);
  const facets = jobs.data?.pages[0]?.counts ?? null;
  const total = facets && matchingOf(filter, facets);
  const selection = useSelection(filter, total);
  const rows = useMemo(() => jobs.data?.pages.flatMap((page) => page.jobs) ?? [], [jobs.data]);

  function retry(ids: string[]): void {
    const [only] = ids;
    if (ids.length === 1 && only) actions.retry(only);
    else setRetried(ids);
  }

  function list() {
    if (jobs.isPending) return <SkeletonRows rows={8} className="h-16" />;
    if (!jobs.data) return <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />;
    return (
      <>
        {jobs.isRefetchError && <StaleNotice error={jobs.error} retry={() => void jobs.refetch()} />}
        {rows.length === 0 ? (
          <NoJobs search={search} />
        ) : (
          <JobList
            jobs={rows}
            selection={mayOperate ? selection : null}
            isDimmed={jobs.isPlaceholderData}
            hasMore={jobs.hasNextPage}
            isLoadingMore={jobs.isFetchingNextPage}
            onMore={() => void jobs.fetchNextPage()}
            onRetry={retry}
          />
        )}
      </>
    );
  }

  return (
    <Page title={words.title}>
      <FilterBar search={search} facets={facets} />
      <Panel>{list()}</Panel>
      {selection.bulk && (
        <BulkBar
          selection={selection.bulk}
          count={selection.count}
          more={jobs.hasNextPage ? total : null}
          onAll={selection.selectMatching}
          onClear={selection.clear}
        />
      )}
      {retried && (
        <BulkDialog
          action="retry_failed"
          selection={{ ids: retried }}
          onClose={() => setRetried(null)}
          onDone={selection.clear}
        />
      )}
    </Page>
  );
}
