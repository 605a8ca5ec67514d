import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card, CountPill } from '@/components/Card';
import type { HistoryEvent } from '@/data/types';
import { EventItem } from '@/features/activity/EventItem';
import { parseTime } from '@/lib/format';
import { jobStrings } from '@/strings/job';

const words = jobStrings.timeline;
const shownAtFirst = 12;

/** Newest first, like the feed; the API's order does not matter. */
export function newestFirst(history: readonly HistoryEvent[]): HistoryEvent[] {
  return history
    .map((event, index) => ({ event, index, at: parseTime(event.created_at) ?? 0 }))
    .sort((a, b) => b.at - a.at || Number(b.event.id) - Number(a.event.id) || b.index - a.index)
    .map(({ event }) => event);
}

export function Timeline({ history }: { history: HistoryEvent[] }) {
  const [isWhole, setWhole] = useState(false);
  const events = newestFirst(history);
  const shown = isWhole ? events : events.slice(0, shownAtFirst);
  return (
    <Card title={words.title} badge={<CountPill value={events.length} />}>
      {events.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-ink-3">{words.none}</p>
      ) : (
        <ol aria-label={words.title} className="py-1.5">
          {shown.map((event) => (
            <EventItem key={event.id} event={event} withJob={false} />
          ))}
        </ol>
      )}
      {shown.length < events.length && (
        <div className="border-t p-2 text-center">
          <Button kind="quiet" onClick={() => setWhole(true)}>
            {words.more(events.length - shown.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}
