import { clsx } from 'clsx';
import { useConnection } from '@/data/LiveProvider';
import type { Overview, Worker } from '@/data/types';
import { useNow } from '@/lib/clock';
import { formatDuration, formatNumber, formatShare, parseTime } from '@/lib/format';
import { strings } from '@/strings';

const words = strings.overview;

/** A worker reports every 10 s; one that missed three reports is not counted as live. */
const silentAfterMs = 30_000;

export function isWorkerLive(worker: Worker, now: number): boolean {
  const last = parseTime(worker.last_heartbeat);
  return worker.status !== 'stopped' && worker.status !== 'error' && last !== null && now - last <= silentAfterMs;
}

/** Submitted among those that ended by trying; skipped ones were never tried. */
export function successShare(counts: Overview['submissions']): { share: number; ended: number } {
  const ended = counts.submitted + counts.failed;
  return { share: ended === 0 ? Number.NaN : counts.submitted / ended, ended };
}

interface TileProps {
  label: string;
  value: string | null;
  note: string;
  tone?: 'warn' | undefined;
  /** Where the trouble is in the note, not in the number. */
  noteTone?: 'bad' | undefined;
}

function Tile({ label, value, note, tone, noteTone }: TileProps) {
  return (
    <div className="flex flex-col bg-surface px-3.5 py-3 max-md:last:col-span-2 md:max-xl:last:col-span-2">
      <dt className="truncate text-xs font-medium text-ink-2">{label}</dt>
      <dd className="mt-0.5 flex items-baseline gap-2 md:mt-1 md:block">
        <span
          className={clsx(
            'block h-8 shrink-0 text-xl leading-8 whitespace-nowrap font-semibold tracking-tight tabular-nums md:text-2xl md:leading-8',
            tone === 'warn' && 'text-warn',
          )}
        >
          {value}
        </span>
        <span
          className={clsx(
            'block min-h-4.5 min-w-0 truncate text-xs md:mt-0.5',
            noteTone === 'bad' ? 'font-medium text-bad' : 'text-ink-3',
          )}
        >
          {value === null ? '' : note}
        </span>
      </dd>
    </div>
  );
}

function queueNote({ queue }: Overview): string {
  if (!queue) return words.queueSilent;
  const age = queue.depth > 0 ? words.oldest(formatDuration(queue.oldest_age_seconds * 1_000)) : words.queueEmpty;
  return queue.dead > 0 ? words.dead(queue.dead) : age;
}

/** The numbers that answer "is everything all right". Before they are known the tiles stand empty, in place. */
export function Tiles({ overview }: { overview: Overview | undefined }) {
  const { phase, lastUpdate } = useConnection();
  const clock = useNow(5);
  // Without the feed no heartbeat arrives: that says nothing about the workers.
  const now = phase === 'live' ? clock : (lastUpdate ?? clock);
  const live = overview?.workers.filter((worker) => isWorkerLive(worker, now)).length ?? 0;
  const known = overview?.workers.length ?? 0;
  const success = overview ? successShare(overview.submissions) : null;
  const kinds = overview?.needs_action;
  const needs = kinds
    ? Object.values(kinds).reduce((sum, count) => sum + count, 0)
    : (overview?.submissions.action_required ?? 0);
  const queued = overview?.queue ? overview.queue.depth + overview.queue.in_flight : undefined;
  const number = (value: number | undefined): string | null => (value === undefined ? null : formatNumber(value));

  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border bg-line shadow-card md:grid-cols-4 xl:grid-cols-7">
      <Tile
        label={words.inProgress}
        value={number(overview?.jobs.in_progress)}
        note={words.running(overview?.submissions.submitting ?? 0)}
      />
      <Tile
        label={words.queued}
        value={number(overview && overview.jobs.queued + overview.jobs.pending)}
        note={words.waiting(overview?.submissions.pending ?? 0)}
      />
      <Tile
        label={words.needsAction}
        value={number(overview && needs)}
        note={needs > 0 ? words.forPeople : words.nothingForPeople}
        tone={needs > 0 ? 'warn' : undefined}
      />
      <Tile
        label={words.submittedToday}
        value={number(overview?.today.submissions_submitted)}
        note={words.jobsToday(overview?.today.jobs_completed ?? 0)}
      />
      <Tile
        label={words.successRate}
        value={success && formatShare(success.share)}
        note={success && success.ended > 0 ? words.ofEnded(success.ended) : words.noneEnded}
      />
      <Tile
        label={words.queue}
        value={overview?.queue === null ? strings.none : number(queued)}
        note={overview ? queueNote(overview) : ''}
        noteTone={overview?.queue?.dead ? 'bad' : undefined}
      />
      <Tile
        label={words.workers}
        value={number(overview && live)}
        note={known === 0 ? words.noWorkers : words.workersLive(live, known)}
        tone={overview && live === 0 ? 'warn' : undefined}
      />
    </dl>
  );
}
