import { AsyncState } from '@/components/AsyncState';
import { Card } from '@/components/Card';
import { DataTable } from '@/components/DataTable';
import { useSettings } from '@/data/resources/settings';
import { formatDuration, formatNumber } from '@/lib/format';
import { overviewStrings } from '@/strings/overview';
import { settingsStrings as words } from '@/strings/settings';

const names = words.packageColumns;

function price(cents: number, currency: string): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: currency || 'usd' }).format(cents / 100);
}

/** What is sold, and the rules the server works by. */
export function Server() {
  const settings = useSettings();
  return (
    <>
      <Card title={words.packages} badge={<span className="text-xs text-ink-3">{words.packagesLead}</span>}>
        <AsyncState query={settings} rows={4}>
          {({ packages }) => (
            <DataTable
              caption={words.packages}
              rows={packages}
              keyOf={({ name }) => name}
              columns={[
                { name: names.name, cell: ({ title }) => <span className="font-medium">{title}</span> },
                {
                  name: names.price,
                  align: 'end',
                  className: 'tabular-nums',
                  cell: ({ price_cents: cents, currency }) => price(cents, currency),
                },
                {
                  name: names.directories,
                  align: 'end',
                  from: 'sm',
                  className: 'tabular-nums',
                  cell: ({ directories }) => formatNumber(directories),
                },
                {
                  name: names.priority,
                  align: 'end',
                  from: 'sm',
                  className: 'tabular-nums',
                  cell: ({ priority }) => priority,
                },
                {
                  name: names.promise,
                  align: 'end',
                  className: 'tabular-nums',
                  cell: ({ turnaround_hours: hours }) => overviewStrings.hours(hours),
                },
              ]}
            />
          )}
        </AsyncState>
      </Card>
      {settings.data && (
        <Card title={words.rules}>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-4 py-3.5 sm:grid-cols-3">
            {(
              [
                [words.facts.failures, settings.data.login.failures_max],
                [words.facts.lock, formatDuration(settings.data.login.lock_seconds * 1_000)],
                [words.facts.session, formatDuration(settings.data.login.session_seconds * 1_000)],
                [words.facts.version, settings.data.version],
              ] as const
            ).map(([label, value]) => (
              <div key={label} className="min-w-0">
                <dt className="text-xs text-ink-3">{label}</dt>
                <dd className="text-sm font-medium tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
      )}
    </>
  );
}
