import { useNavigate, useSearch } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Chips } from '@/components/Chips';
import { LoadMore } from '@/components/LoadMore';
import { NewRows } from '@/components/NewRows';
import { EmptyState, ErrorState, SkeletonRows } from '@/components/States';
import { useActivity } from '@/data/queries';
import { Page } from '@/features/shell/Page';
import type { HistoryEvent } from '@/data/types';
import { useHeldRows } from '@/lib/useHeldRows';
import { auditStrings } from '@/strings/audit';
import { jobStrings } from '@/strings/job';
import { isOfKind } from './describe';
import type { EventKind } from './describe';
import { AuditList } from './AuditList';
import { EventItem } from './EventItem';

const words = jobStrings.activity;

const kinds: readonly (readonly [EventKind | 'all', string])[] = [
  ['all', words.all],
  ['jobs', words.jobs],
  ['submissions', words.submissions],
  ['problems', words.problems],
];

const keyOf = ({ id }: HistoryEvent): string => id;

function EventList({ kind }: { kind: EventKind | 'all' }) {
  const activity = useActivity();
  const events = useMemo(() => activity.data?.pages.flatMap((page) => page.events) ?? [], [activity.data]);
  const { shown: held, waiting, release } = useHeldRows(events, keyOf);
  if (activity.isPending) return <SkeletonRows rows={10} className="h-12" />;
  if (!activity.data) return <ErrorState error={activity.error} retry={() => void activity.refetch()} />;

  const shown = held.filter((event) => isOfKind(event, kind));
  if (events.length === 0) {
    return (
      <EmptyState icon={History} title={words.none}>
        {words.noneHint}
      </EmptyState>
    );
  }
  return (
    <>
      <NewRows waiting={waiting} onShow={release} />
      {shown.length === 0 && <p className="px-4 py-8 text-center text-sm text-ink-2">{words.noneOfKind}</p>}
      <ol aria-label={words.title} className="py-1.5">
        {shown.map((event) => (
          <EventItem key={event.id} event={event} withJob />
        ))}
      </ol>
      <LoadMore
        hasMore={activity.hasNextPage}
        isLoading={activity.isFetchingNextPage}
        onMore={() => void activity.fetchNextPage()}
        end={words.end}
        label={words.more}
      />
    </>
  );
}

type Tab = keyof typeof auditStrings.tabs;

/** What happened by itself, and what people did. */
export function ActivityPage() {
  const { tab = 'events' } = useSearch({ from: '/shell/activity' });
  const navigate = useNavigate();
  const [kind, setKind] = useState<EventKind | 'all'>('all');
  return (
    <Page title={words.title}>
      <div className="mx-auto max-w-5xl">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <Chips
            label={auditStrings.label}
            value={tab}
            onChange={(value) => void navigate({ to: '/activity', search: value === 'audit' ? { tab: value } : {} })}
            options={Object.entries(auditStrings.tabs) as [Tab, string][]}
          />
          {tab === 'events' && <Chips label={words.filter} options={kinds} value={kind} onChange={setKind} />}
        </div>
        <div className="rounded-xl border bg-surface shadow-card">
          {tab === 'audit' ? <AuditList /> : <EventList kind={kind} />}
        </div>
      </div>
    </Page>
  );
}
