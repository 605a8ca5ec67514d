import { clsx } from 'clsx';

interface StatProps {
  label: string;
  /** null before it is known: the place stands empty. */
  value: string | null;
  note: string;
  tone?: 'warn' | 'bad' | undefined;
}

/** One number of a row of numbers, inside `<dl>`. */
export function Stat({ label, value, note, tone }: StatProps) {
  return (
    <div className="min-w-0 bg-surface px-3.5 py-3">
      <dt className="truncate text-xs font-medium text-ink-2">{label}</dt>
      <dd>
        <span
          className={clsx(
            'mt-1 block h-8 text-2xl leading-8 font-semibold tracking-tight whitespace-nowrap tabular-nums',
            tone === 'warn' && 'text-warn',
            tone === 'bad' && 'text-bad',
          )}
        >
          {value}
        </span>
        <span className="mt-0.5 block min-h-4.5 truncate text-xs text-ink-3">{value === null ? '' : note}</span>
      </dd>
    </div>
  );
}
