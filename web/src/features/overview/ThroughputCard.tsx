import { useState } from 'react';
import type { Tone } from '@/components/Badge';
import { Card } from '@/components/Card';
import { Chart } from '@/components/Chart';
import { Chips } from '@/components/Chips';
import { ErrorState } from '@/components/States';
import { ranges, useStats } from '@/data/resources/stats';
import type { Range, Stats } from '@/data/resources/stats';
import { formatShare } from '@/lib/format';
import { bucketTimes, formatBucket } from './buckets';
import { overviewStrings as words } from '@/strings/overview';

const outcomes: readonly (readonly [keyof typeof words.series, Tone])[] = [
  ['submitted', 'good'],
  ['skipped', 'idle'],
  ['action_required', 'warn'],
  ['failed', 'bad'],
];
const total = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

function Body({ stats, range }: { stats: Stats; range: Range }) {
  return (
    <Chart
      label={words.chart}
      times={bucketTimes(stats, stats.series.submitted.length)}
      series={outcomes.map(([key, tone]) => ({ name: words.series[key], tone, values: stats.series[key] }))}
      formatTime={(time) => formatBucket(time, range)}
    />
  );
}

/** How submissions ended over time, and how many of them well. */
export function ThroughputCard() {
  const [range, setRange] = useState<Range>('1h');
  const stats = useStats(range);
  const submitted = total(stats.data?.series.submitted ?? []);
  const failed = total(stats.data?.series.failed ?? []);
  return (
    <Card
      title={words.throughput}
      badge={
        submitted + failed > 0 ? (
          <span className="text-xs text-ink-3 tabular-nums">
            {words.rate(formatShare(submitted / (submitted + failed)))}
          </span>
        ) : undefined
      }
      action={
        <Chips
          label={words.range}
          value={range}
          onChange={setRange}
          options={ranges.map((each) => [each, words.ranges[each]] as const)}
        />
      }
    >
      <div className="min-h-57 px-4 pt-3 pb-3">
        {stats.data ? (
          <Body stats={stats.data} range={range} />
        ) : (
          stats.isError && <ErrorState error={stats.error} retry={() => void stats.refetch()} />
        )}
      </div>
    </Card>
  );
}
