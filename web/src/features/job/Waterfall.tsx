import { clsx } from 'clsx';
import { Timer } from 'lucide-react';
import { AsyncState } from '@/components/AsyncState';
import { VerdictBadge, solidOf } from '@/components/Badge';
import type { Tone } from '@/components/Badge';
import { EmptyState } from '@/components/States';
import { Tip } from '@/components/Tip';
import { useAttempts } from '@/data/resources/attempts';
import type { Attempt } from '@/data/resources/attempts';
import { useNow } from '@/lib/clock';
import { formatDuration, parseTime } from '@/lib/format';
import { laneNames } from '@/strings';
import { jobPageStrings } from '@/strings/jobPage';

const words = jobPageStrings.attempts;
const tones: Record<string, Tone> = { leased: 'run', sent: 'run', succeeded: 'good', failed: 'bad', lost: 'warn' };
/** Narrower than this share of the width nobody sees a bar. */
const narrowestPercent = 0.6;

interface Span {
  left: number;
  width: number;
  /** Where in the bar the form was sent, as a percentage of it. */
  sent: number | null;
}

/** Where an attempt stands between the first beginning and the last end, in percent. */
export function spanOf(attempt: Attempt, from: number, to: number, now: number): Span {
  const start = parseTime(attempt.started_at) ?? from;
  const end = parseTime(attempt.ended_at) ?? now;
  const sent = parseTime(attempt.sent_at);
  const whole = Math.max(1, to - from);
  const length = Math.max(1, end - start);
  const width = Math.min(100, Math.max(narrowestPercent, (100 * (end - start)) / whole));
  return {
    left: Math.min(100 - width, Math.max(0, (100 * (start - from)) / whole)),
    width,
    sent: sent === null ? null : Math.min(100, Math.max(0, (100 * (sent - start)) / length)),
  };
}

function Bar({ attempt, from, to, now }: { attempt: Attempt; from: number; to: number; now: number }) {
  const { left, width, sent } = spanOf(attempt, from, to, now);
  const start = parseTime(attempt.started_at) ?? from;
  const sentAt = parseTime(attempt.sent_at);
  const text = [
    words.startedAfter(formatDuration(start - from)),
    sentAt !== null && words.sentAfter(formatDuration(sentAt - start)),
    attempt.error_message,
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <Tip text={text}>
      <div className="relative h-5 rounded bg-track/50">
        <div
          className={clsx(
            'absolute top-1 h-3 overflow-hidden rounded-sm',
            solidOf[tones[attempt.status] ?? 'idle'],
            attempt.ended_at === null && 'bar-stripes animate-stripe',
          )}
          style={{ left: `${left}%`, width: `${width}%` }}
        >
          {sent !== null && <span className="absolute inset-y-0 w-px bg-ink/60" style={{ left: `${sent}%` }} />}
        </div>
      </div>
    </Tip>
  );
}

function Rows({ attempts }: { attempts: Attempt[] }) {
  const hasOpen = attempts.some((attempt) => attempt.ended_at === null);
  const now = useNow(hasOpen ? 1 : 3_600);
  const starts = attempts.map((attempt) => parseTime(attempt.started_at) ?? now);
  const ends = attempts.map((attempt) => parseTime(attempt.ended_at) ?? now);
  const from = Math.min(...starts);
  const to = Math.max(...ends);
  const { directory, time, took, outcome } = words.columns;
  return (
    <table className="w-full table-fixed text-left text-sm">
      <caption className="sr-only">{words.caption}</caption>
      <thead className="border-b bg-canvas/60 text-xs text-ink-3">
        <tr>
          <th scope="col" className="w-2/5 py-2 pl-4 font-medium sm:w-44">
            {directory}
          </th>
          <th scope="col" className="px-3 py-2 font-medium">
            {time}
          </th>
          <th scope="col" className="w-16 px-1 py-2 text-right font-medium">
            {took}
          </th>
          <th scope="col" className="w-36 py-2 pr-4 text-right font-medium max-sm:hidden">
            {outcome}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y">
        {attempts.map((attempt) => (
          <tr key={attempt.id} className="hover:bg-hover">
            <th scope="row" className="py-1 pl-4 font-normal">
              <span dir="auto" className="block truncate font-medium">
                {attempt.directory_name}
              </span>
              <span className="block text-2xs text-ink-3">
                {words.number(attempt.number)} · {laneNames[attempt.lane] ?? attempt.lane}
              </span>
            </th>
            <td className="px-3 py-1">
              <Bar attempt={attempt} from={from} to={to} now={now} />
            </td>
            <td className="px-1 py-1 text-right text-xs text-ink-2 tabular-nums">
              {attempt.duration_ms === null
                ? words.running
                : attempt.duration_ms < 1_000
                  ? `${attempt.duration_ms} ms`
                  : formatDuration(attempt.duration_ms)}
            </td>
            <td className="py-1 pr-4 text-right max-sm:hidden">
              {attempt.verdict ? (
                <VerdictBadge verdict={attempt.verdict} />
              ) : (
                <span className="text-xs text-ink-2">{words.states[attempt.status] ?? attempt.status}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Every visit to every directory on one line of time: what ran beside what, and where time was lost. */
export function Waterfall({ jobId }: { jobId: string }) {
  const attempts = useAttempts(jobId);
  return (
    <AsyncState query={attempts}>
      {({ attempts: all }) =>
        all.length === 0 ? (
          <EmptyState icon={Timer} title={words.none}>
            {words.noneHint}
          </EmptyState>
        ) : (
          <Rows attempts={all} />
        )
      }
    </AsyncState>
  );
}
