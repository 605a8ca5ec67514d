import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Tone } from '@/components/Badge';
import { Card } from '@/components/Card';
import { Chart } from '@/components/Chart';
import type { ChartSeries } from '@/components/Chart';
import { Chips } from '@/components/Chips';
import { ErrorState } from '@/components/States';
import { ranges } from '@/data/resources/stats';
import type { Range } from '@/data/resources/stats';
import { useVisits } from '@/data/resources/visits';
import type { VisitScope, Visits } from '@/data/resources/visits';
import { bucketTimes, formatBucket } from '@/features/overview/buckets';
import { overviewStrings } from '@/strings/overview';
import { trendStrings as words } from '@/strings/trends';
import { latencySeries } from './latency';

const shows = ['took', 'waited', 'ends'] as const;
type Shows = (typeof shows)[number];

const ends: readonly (readonly [keyof typeof words.ends, Tone])[] = [
  ['submitted', 'good'],
  ['skipped', 'idle'],
  ['action_required', 'warn'],
  ['retried', 'run'],
  ['failed', 'bad'],
];

function endSeries({ series }: Visits): ChartSeries[] {
  return ends.map(([key, tone]) => ({
    name: words.ends[key],
    tone,
    values: key === 'failed' ? series.failed.map((each, at) => each + (series.lost[at] ?? 0)) : series[key],
  }));
}

function Body({ visits, range, what }: { visits: Visits; range: Range; what: Shows }) {
  const { series, unit } = what === 'ends' ? { series: endSeries(visits), unit: '' } : latencySeries(visits[what]);
  return (
    <Chart
      label={words.chart[what]}
      times={bucketTimes(visits, visits.series.submitted.length)}
      series={series}
      formatTime={(time) => formatBucket(time, range)}
      {...(unit ? { formatValue: (value: number) => `${value} ${unit}` } : {})}
    />
  );
}

interface TrendCardProps {
  scope?: VisitScope;
  /** What is shown first. */
  first?: Shows;
  /** Another choice before those of the chart. */
  choice?: ReactNode;
}

/** How long attempts took and had waited, and how they ended, over time. */
export function TrendCard({ scope = {}, first = 'took', choice }: TrendCardProps) {
  const [range, setRange] = useState<Range>('1h');
  const [what, setWhat] = useState<Shows>(first);
  const visits = useVisits(range, scope);
  const count = visits.data?.took.all.count;
  return (
    <Card
      title={words.attempts}
      badge={
        count !== undefined && (
          <span className="text-xs text-ink-3 tabular-nums">{count === 0 ? words.none : words.count(count)}</span>
        )
      }
      action={
        <Chips
          label={overviewStrings.range}
          value={range}
          onChange={setRange}
          options={ranges.map((each) => [each, overviewStrings.ranges[each]] as const)}
        />
      }
    >
      <div className="flex flex-wrap items-center gap-2 px-4 pt-3">
        {choice}
        <Chips
          label={words.shows}
          value={what}
          onChange={setWhat}
          options={shows.map((each) => [each, words.views[each]] as const)}
        />
      </div>
      <div className="min-h-57 px-4 pt-3 pb-3">
        {visits.data ? (
          <Body visits={visits.data} range={range} what={what} />
        ) : (
          visits.isError && <ErrorState error={visits.error} retry={() => void visits.refetch()} />
        )}
      </div>
    </Card>
  );
}
