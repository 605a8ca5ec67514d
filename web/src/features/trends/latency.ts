import type { ChartSeries } from '@/components/Chart';
import type { Latency } from '@/data/resources/visits';
import { formatDuration } from '@/lib/format';
import { strings } from '@/strings';
import { trendStrings as words } from '@/strings/trends';

const units: readonly (readonly [milliseconds: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** "0.4 s" where whole seconds would say too little, else as everywhere. */
export function formatLatency(milliseconds: number | null): string {
  if (milliseconds === null) return strings.none;
  return milliseconds < 9_950 ? `${(milliseconds / 1_000).toFixed(1)} s` : formatDuration(milliseconds);
}

/** Two series whose columns stand on each other: half within, and from there to 95 %; in a unit in which the scale is round. */
export function latencySeries({ p50_ms: half, p95_ms: most, all }: Latency): { series: ChartSeries[]; unit: string } {
  const longest = Math.max(0, ...most.map((each) => each ?? 0));
  const [size, unit] = units.find(([milliseconds]) => longest >= 2 * milliseconds) ?? [1_000, 's'];
  const text = (values: readonly (number | null)[], whole: number | null) => (index: number | null) =>
    formatLatency(index === null ? whole : (values[index] ?? null));
  return {
    unit,
    series: [
      { name: words.p50, tone: 'run', values: half.map((each) => (each ?? 0) / size), text: text(half, all.p50_ms) },
      {
        name: words.p95,
        tone: 'idle',
        values: most.map((each, index) => Math.max(0, (each ?? 0) - (half[index] ?? 0)) / size),
        text: text(most, all.p95_ms),
      },
    ],
  };
}
