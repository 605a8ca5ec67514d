import { Stat } from '@/components/Stat';
import { StaleNotice } from '@/components/States';
import { useQueue } from '@/data/resources/queue';
import { Page } from '@/features/shell/Page';
import { formatDuration, formatNumber } from '@/lib/format';
import { strings } from '@/strings';
import { queueStrings as words } from '@/strings/system';
import { DeadLetters } from './DeadLetters';
import { Pauses } from './Pauses';

/** What waits between purchase and work, what could not be worked on, and what is stopped. */
export function QueuePage() {
  const document = useQueue();
  const queue = document.data?.queue;
  // Not known yet: an empty place. Known not to answer: a dash.
  const number = (value: number | undefined): string | null =>
    value !== undefined ? formatNumber(value) : document.data ? strings.none : null;
  const { tiles, notes } = words;
  return (
    <Page title={words.title}>
      {document.isError && <StaleNotice error={document.error} retry={() => void document.refetch()} />}
      {document.data && !queue && (
        <p role="alert" className="mb-4 rounded-xl bg-bad-soft px-4 py-2.5 text-sm text-bad">
          <strong className="font-semibold">{words.silent}.</strong> {document.data.error}
        </p>
      )}
      <dl className="mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-xl border bg-line shadow-card max-md:*:last:col-span-2 md:grid-cols-5">
        <Stat label={tiles.depth} value={number(queue?.depth)} note={notes.depth} />
        <Stat label={tiles.flight} value={number(queue?.in_flight)} note={notes.flight} />
        <Stat
          label={tiles.age}
          value={
            queue && queue.depth > 0
              ? formatDuration(queue.oldest_age_seconds * 1_000)
              : document.data
                ? strings.none
                : null
          }
          note={notes.age}
        />
        <Stat label={tiles.dead} value={number(queue?.dead)} note={notes.dead} tone={queue?.dead ? 'bad' : undefined} />
        <Stat label={tiles.outbox} value={number(document.data?.outbox.waiting)} note={notes.outbox} />
      </dl>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem] xl:gap-5">
        <DeadLetters />
        <Pauses />
      </div>
    </Page>
  );
}
