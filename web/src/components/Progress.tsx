import { clsx } from 'clsx';
import type { SubmissionCounts, SubmissionStatus } from '@/data/types';
import { formatNumber } from '@/lib/format';
import { submissionStatusNames } from '@/strings';
import { solidOf, submissionTones } from './Badge';

/** In the bar's order: what has ended first. */
export const outcomeOrder: readonly SubmissionStatus[] = [
  'submitted',
  'skipped',
  'action_required',
  'failed',
  'submitting',
];

interface ProgressProps {
  label: string;
  done: number;
  total: number;
  counts?: SubmissionCounts;
  running: boolean;
  size?: 'sm' | 'lg';
}

function widthOf(part: number, total: number): string {
  return `${total > 0 ? Math.min(100, (100 * part) / total) : 0}%`;
}

/** How far a job is; with `counts`, also what became of each part. */
export function Progress({ label, done, total, counts, running, size = 'sm' }: ProgressProps) {
  const known = counts ? outcomeOrder.reduce((sum, status) => sum + counts[status], 0) : 0;
  const segments = counts && known > 0 ? outcomeOrder.filter((status) => counts[status] > 0) : [];
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(total, 1)}
      aria-valuenow={Math.min(done, total)}
      aria-valuetext={`${done}/${total}`}
      className={clsx('flex w-full gap-px overflow-hidden rounded-full bg-track', size === 'sm' ? 'h-1.5' : 'h-2.5')}
    >
      {segments.length === 0 ? (
        <span
          className={clsx('rounded-full transition-[width] duration-500', running ? 'bg-run-solid' : 'bg-good-solid')}
          style={{ width: widthOf(done, total) }}
        />
      ) : (
        segments.map((status) => (
          <span
            key={status}
            className={clsx(
              'transition-[width] duration-500',
              solidOf[submissionTones[status]],
              status === 'submitting' && 'bar-stripes animate-stripe',
            )}
            style={{ width: widthOf(counts?.[status] ?? 0, Math.max(total, known)) }}
          />
        ))
      )}
    </div>
  );
}

/** The bar's legend: one dot and number for every outcome that occurs. */
export function Outcomes({ counts, names = false }: { counts: SubmissionCounts; names?: boolean }) {
  const shown = [...outcomeOrder, 'pending' as const].filter(
    (status) => counts[status] > 0 && (names || status !== 'pending'),
  );
  return (
    <ul className={clsx('flex flex-wrap items-center text-xs', names ? 'gap-x-4 gap-y-1' : 'gap-x-3')}>
      {shown.map((status) => (
        <li key={status} className="flex items-center gap-1.5 text-ink-2 tabular-nums">
          <span aria-hidden className={clsx('size-2 rounded-full', solidOf[submissionTones[status]])} />
          <span className={names ? 'font-medium text-ink' : undefined}>{formatNumber(counts[status])}</span>
          <span className={names ? undefined : 'sr-only'}> {submissionStatusNames[status]}</span>
        </li>
      ))}
    </ul>
  );
}
