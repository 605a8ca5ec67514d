import { History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/Button';
import { Chips } from '@/components/Chips';
import { EmptyState, ErrorState, SkeletonRows } from '@/components/States';
import { useActivity } from '@/data/queries';
import { Page } from '@/features/shell/Page';
import { strings } from '@/strings';
import { jobStrings } from '@/stringsJob';
import { isOfKind } from './describe';
import type { EventKind } from './describe';
import { EventItem } from './EventItem';

const words = jobStrings.activity;

const kinds: readonly (readonly [EventKind | 'all', string])[] = [
  ['all', words.all],
  ['jobs', words.jobs],
  ['submissions', words.submissions],
  ['problems', words.problems],
];

function EventList({ kind }: { kind: EventKind | 'all' }) {
  const activity = useActivity();
  if (activity.isPending) return <SkeletonRows rows={10} className="h-12" />;
  if (!activity.data) return <ErrorState error={activity.error} retry={() => void activity.refetch()} />;

  const events = activity.data.pages.flatMap((page) => page.events);
  const shown = events.filter((event) => isOfKind(event, kind));
  if (events.length === 0) {
    return (
      <EmptyState icon={History} title={words.none}>
        {words.noneHint}
      </EmptyState>
    );
  }
  return (
    <>
      {shown.length === 0 && <p className="px-4 py-8 text-center text-sm text-ink-2">{words.noneOfKind}</p>}
      <ol aria-label={words.title} className="py-1.5">
        {shown.map((event) => (
          <EventItem key={event.id} event={event} withJob />
        ))}
      </ol>
      <div className="flex justify-center border-t p-3 text-xs text-ink-3">
        {activity.hasNextPage ? (
          <Button disabled={activity.isFetchingNextPage} onClick={() => void activity.fetchNextPage()}>
            {activity.isFetchingNextPage ? strings.loading : words.more}
          </Button>
        ) : (
          words.end
        )}
      </div>
    </>
  );
}

export function ActivityPage() {
  const [kind, setKind] = useState<EventKind | 'all'>('all');
  return (
    <Page title={words.title}>
      <div className="mx-auto max-w-3xl">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm text-ink-2">{words.lead}</p>
          <Chips label={words.filter} options={kinds} value={kind} onChange={setKind} />
        </div>
        <div className="overflow-hidden rounded-xl border bg-surface shadow-card">
          <EventList kind={kind} />
        </div>
      </div>
    </Page>
  );
}
