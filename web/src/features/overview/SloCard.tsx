import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Card } from '@/components/Card';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import type { Slo } from '@/data/types';
import { formatDuration, formatNumber, formatShare } from '@/lib/format';
import { strings } from '@/strings';
import { overviewStrings as words } from '@/strings/overview';

const names = words.sloColumns;
/** Below this share of kept promises a package is shown as in trouble. */
const keptEnough = 0.95;

function Kept({ slo }: { slo: Slo }) {
  if (slo.sample === 0) return <span className="text-ink-3">{words.noSample}</span>;
  const share = slo.kept / slo.sample;
  return (
    <span className={clsx('font-medium tabular-nums', share < keptEnough ? 'text-warn' : 'text-good')}>
      {words.keptOf(formatShare(share), slo.sample)}
    </span>
  );
}

function Count({ value, tone }: { value: number; tone?: 'warn' | 'bad' }) {
  return (
    <span
      className={clsx(
        'tabular-nums',
        value > 0 && tone === 'warn' && 'text-warn',
        value > 0 && tone === 'bad' && 'font-medium text-bad',
      )}
    >
      {formatNumber(value)}
    </span>
  );
}

const columns: readonly Column<Slo>[] = [
  {
    name: names.package,
    cell: (slo) => (
      <Link to="/jobs" search={{ package: slo.package_type }} className="font-medium capitalize hover:underline">
        {slo.package_type}
      </Link>
    ),
  },
  {
    name: names.promise,
    align: 'end',
    cell: (slo) => <span className="tabular-nums">{words.hours(slo.turnaround_hours)}</span>,
  },
  { name: names.kept, align: 'end', cell: (slo) => <Kept slo={slo} /> },
  {
    name: names.median,
    align: 'end',
    from: 'sm',
    cell: ({ median_seconds: seconds }) => (
      <span className="text-ink-2 tabular-nums">
        {seconds === null ? strings.none : formatDuration(seconds * 1_000)}
      </span>
    ),
  },
  { name: names.open, align: 'end', from: 'sm', cell: (slo) => <Count value={slo.open} /> },
  { name: names.risk, align: 'end', from: 'sm', cell: (slo) => <Count value={slo.at_risk} tone="warn" /> },
  {
    name: names.late,
    align: 'end',
    cell: (slo) =>
      slo.late > 0 ? (
        <Link
          to="/jobs"
          search={{ package: slo.package_type, late: 'true' }}
          className="font-medium text-bad hover:underline"
        >
          {formatNumber(slo.late)}
        </Link>
      ) : (
        <Count value={0} />
      ),
  },
];

/** Whether each customer gets in time what was paid for. */
export function SloCard({ slo }: { slo: readonly Slo[] }) {
  return (
    <Card title={words.slo} badge={<span className="hidden text-xs text-ink-3 sm:inline">{words.sloLead}</span>}>
      <DataTable caption={words.sloLead} columns={columns} rows={slo} keyOf={(each) => each.package_type} />
    </Card>
  );
}
