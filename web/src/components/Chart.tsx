import { clsx } from 'clsx';
import { useId, useState } from 'react';
import type { PointerEvent } from 'react';
import { formatNumber } from '@/lib/format';
import type { Tone } from './Badge';

export interface ChartSeries {
  name: string;
  tone: Tone;
  values: readonly number[];
  /** What the legend says of one bucket, or of all (null); without it the number, or the sum. */
  text?: (index: number | null) => string;
}

interface ChartProps {
  label: string;
  /** Stacked, the first at the bottom. All have a value for each time. */
  series: readonly ChartSeries[];
  /** Start of each bucket, in milliseconds. */
  times: readonly number[];
  formatTime: (time: number) => string;
  /** A number of the scale. */
  formatValue?: (value: number) => string;
}

const fillOf: Record<Tone, string> = {
  idle: 'fill-idle-solid',
  run: 'fill-run-solid',
  good: 'fill-good-solid',
  warn: 'fill-warn-solid',
  bad: 'fill-bad-solid',
};
const dotOf: Record<Tone, string> = {
  idle: 'bg-idle-solid',
  run: 'bg-run-solid',
  good: 'bg-good-solid',
  warn: 'bg-warn-solid',
  bad: 'bg-bad-solid',
};

/** The next round number: 1, 2, 5 times a power of ten; at least 4, so that a single event is no full column. */
export function niceTop(value: number): number {
  if (value <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

const height = 100;

function textOf({ values, text }: ChartSeries, index: number | null): string {
  if (text) return text(index);
  return formatNumber(index === null ? values.reduce((sum, each) => sum + each, 0) : (values[index] ?? 0));
}

/** Stacked columns over time. Drawn in its own units and stretched, so that it needs no measuring and moves no layout. */
export function Chart({ label, series, times, formatTime, formatValue = formatNumber }: ChartProps) {
  const id = useId();
  const [at, setAt] = useState<number | null>(null);
  const totals = times.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const top = niceTop(Math.max(0, ...totals));
  const sums = series.map((each) => `${each.name} ${textOf(each, null)}`);

  function point(event: PointerEvent<HTMLElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / Math.max(width, 1)) * times.length);
    setAt(Math.min(times.length - 1, Math.max(0, index)));
  }

  const shown = at !== null && at < times.length ? at : null;
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption className="mb-2 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-2">
        <span id={id} className="sr-only">
          {label}: {sums.join(', ')}
        </span>
        {series.map((each) => (
          <span key={each.name} aria-hidden className="flex items-center gap-1.5 tabular-nums">
            <span className={clsx('size-2 rounded-full', dotOf[each.tone])} />
            {each.name}
            <span className="font-medium text-ink">{textOf(each, shown)}</span>
          </span>
        ))}
        <span aria-hidden className="ml-auto text-ink-3 tabular-nums">
          {shown === null ? '' : formatTime(times[shown] ?? 0)}
        </span>
      </figcaption>
      <div className="flex gap-2">
        <div
          aria-hidden
          className="relative h-36 min-w-0 flex-1 border-b"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
        >
          {[0, 0.5].map((line) => (
            <span key={line} className="absolute inset-x-0 border-t border-dashed" style={{ top: `${line * 100}%` }} />
          ))}
          <svg
            viewBox={`0 0 ${Math.max(times.length, 1)} ${height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
          >
            {times.map((time, index) => {
              let below = 0;
              return (
                <g key={time} className={clsx(shown !== null && shown !== index && 'opacity-45')}>
                  {series.map(({ name, tone, values }) => {
                    const size = ((values[index] ?? 0) / top) * height;
                    below += size;
                    if (size === 0) return null;
                    return (
                      <rect
                        key={name}
                        x={index + 0.12}
                        width={0.76}
                        y={height - below}
                        height={size}
                        className={fillOf[tone]}
                      />
                    );
                  })}
                </g>
              );
            })}
          </svg>
        </div>
        <div aria-hidden className="flex w-9 shrink-0 flex-col justify-between text-2xs text-ink-3 tabular-nums">
          <span className="-mt-2">{formatValue(top)}</span>
          <span>{formatValue(top / 2)}</span>
          <span className="-mb-2">0</span>
        </div>
      </div>
      <div aria-hidden className="mt-1 mr-11 flex justify-between text-2xs text-ink-3 tabular-nums">
        {times.length > 0 && (
          <>
            <span>{formatTime(times[0] ?? 0)}</span>
            <span>{formatTime(times[Math.floor(times.length / 2)] ?? 0)}</span>
            <span>{formatTime(times.at(-1) ?? 0)}</span>
          </>
        )}
      </div>
    </figure>
  );
}
