import { AsyncState } from '@/components/AsyncState';
import { Badge } from '@/components/Badge';
import type { Tone } from '@/components/Badge';
import { Card } from '@/components/Card';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { TimeAgo } from '@/components/Time';
import { useHealth } from '@/data/resources/health';
import type { Alert, Health, RoleRow } from '@/data/resources/health';
import { healthStrings as words } from '@/strings/health';

const houseTones: Record<string, Tone> = { healthy: 'good', degraded: 'warn', unhealthy: 'bad' };
const roleTones: Record<string, Tone> = { running: 'good', silent: 'bad', stopped: 'idle' };

const columns: readonly Column<RoleRow>[] = [
  { name: words.columns.role, cell: ({ role }) => <span className="font-medium">{role}</span> },
  {
    name: words.columns.state,
    cell: ({ status }) => <Badge tone={roleTones[status] ?? 'idle'}>{words.states[status] ?? status}</Badge>,
  },
  {
    name: words.columns.process,
    from: 'md',
    cell: ({ host, process_id: id }) => <span className="text-ink-2 tabular-nums">{`${host} · ${id}`}</span>,
  },
  { name: words.columns.version, from: 'lg', cell: ({ version }) => <span className="text-ink-2">{version}</span> },
  { name: words.columns.started, from: 'sm', align: 'end', cell: ({ started_at: at }) => <TimeAgo time={at} /> },
  { name: words.columns.seen, align: 'end', cell: ({ seen_at: at }) => <TimeAgo time={at} /> },
];

function Checks({ checks }: { checks: Health['checks'] }) {
  return (
    <ul aria-label={words.checks} className="flex flex-wrap gap-2 border-b px-4 py-3">
      {Object.entries(checks).map(([name, { status, detail }]) => (
        <li key={name} className="flex min-w-0 flex-wrap items-center gap-2 text-xs">
          <Badge tone={status === 'ok' ? 'good' : 'bad'} dot>
            {name}
          </Badge>
          {detail && <span className="min-w-0 break-words text-bad">{detail}</span>}
        </li>
      ))}
    </ul>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const isOpen = !alert.resolved_at;
  return (
    <li className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1 px-4 py-2.5 text-sm">
      <Badge tone={isOpen ? (alert.severity === 'critical' ? 'bad' : 'warn') : 'idle'}>
        {isOpen ? (words.severities[alert.severity] ?? alert.severity) : words.resolved}
      </Badge>
      <span className="min-w-0 flex-1 basis-60 break-words">{alert.message}</span>
      <span className="text-xs text-ink-3">
        <TimeAgo time={alert.resolved_at ?? alert.opened_at} />
      </span>
    </li>
  );
}

/** Whether everything runs, on which machines, and what needs somebody: what monitoring asks for, for people. */
export function HealthCard() {
  const health = useHealth();
  const status = health.data?.status ?? '';
  return (
    <Card
      className="mt-4 lg:mt-5"
      title={words.title}
      badge={status && <Badge tone={houseTones[status] ?? 'idle'}>{words.status[status] ?? status}</Badge>}
    >
      <AsyncState query={health} rows={4}>
        {({ checks, roles, alerts }) => (
          <>
            <Checks checks={checks} />
            {alerts.length === 0 ? (
              <p className="border-b px-4 py-3 text-sm text-ink-2">{words.noAlerts}</p>
            ) : (
              <ul aria-label={words.alerts} className="divide-y border-b">
                {alerts.map((alert) => (
                  <AlertItem key={alert.name} alert={alert} />
                ))}
              </ul>
            )}
            <DataTable caption={words.roles} columns={columns} rows={roles} keyOf={({ id }) => id} />
          </>
        )}
      </AsyncState>
    </Card>
  );
}
