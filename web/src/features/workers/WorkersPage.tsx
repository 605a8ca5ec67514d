import { Link } from '@tanstack/react-router';
import { Bot } from 'lucide-react';
import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { AsyncState } from '@/components/AsyncState';
import { Badge } from '@/components/Badge';
import type { Tone } from '@/components/Badge';
import { Button } from '@/components/Button';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { Panel } from '@/components/Panel';
import { Select } from '@/components/Select';
import { Command, EmptyState } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { patchQueries, useAction } from '@/data/actions';
import { asText } from '@/data/read';
import { drainWorker, undrainWorker, useWorkers, workersKey } from '@/data/resources/workers';
import type { WorkerDocument, WorkerRow } from '@/data/resources/workers';
import { useMay } from '@/data/session';
import { Page } from '@/features/shell/Page';
import { TrendCard } from '@/features/trends/TrendCard';
import { shortId } from '@/lib/format';
import { strings } from '@/strings';
import { workerStrings as words } from '@/strings/system';
import { trendStrings } from '@/strings/trends';
import { HealthCard } from './HealthCard';

const names = words.columns;
const tones: Record<string, Tone> = { running: 'run', idle: 'good', starting: 'idle', error: 'bad', paused: 'warn' };
const metadata = (worker: WorkerRow, ...keys: string[]): string =>
  keys.map((key) => asText(worker.metadata[key])).find(Boolean) ?? '';

function State({ worker }: { worker: WorkerRow }) {
  const isGone = !worker.alive && worker.status !== 'stopped';
  return (
    <span className="flex flex-wrap gap-1.5">
      {isGone ? (
        <Badge tone="bad" dot>
          {words.silent}
        </Badge>
      ) : (
        <Badge tone={tones[worker.status] ?? 'idle'} dot>
          {words.states[worker.status] ?? worker.status}
        </Badge>
      )}
      {worker.draining && <Badge tone="warn">{words.draining}</Badge>}
    </span>
  );
}

function Work({ worker }: { worker: WorkerRow }) {
  if (worker.work.length === 0) return <span className="text-ink-3">{words.nothing}</span>;
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {worker.work.map((work) => (
        <li key={`${work.job_id} ${work.directory_name}`} className="flex gap-2">
          <Link to="/jobs/$jobId" params={{ jobId: work.job_id }} className="font-medium hover:underline">
            {work.directory_name}
          </Link>
          <span className="text-ink-3">
            <TimeAgo time={work.started_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function useDrain() {
  const mark = (id: string, draining: boolean) => (data: WorkerDocument) => ({
    ...data,
    workers: data.workers.map((each) => (each.worker_id === id ? { ...each, draining } : each)),
  });
  const undrain = useAction({
    run: (id: string) => undrainWorker(id),
    optimistic: (queries, id) => patchQueries(queries, workersKey, mark(id, false)),
    done: () => words.done.undrain,
    failed: () => words.failed.undrain,
    refreshes: [workersKey],
  });
  const drain = useAction({
    run: ({ id, reason }: { id: string; reason: string }) => drainWorker(id, reason),
    optimistic: (queries, { id }) => patchQueries(queries, workersKey, mark(id, true)),
    done: () => words.done.drain,
    failed: () => words.failed.drain,
    undo:
      ({ id }) =>
      () =>
        undrain.mutate(id),
    refreshes: [workersKey],
  });
  return { drain, undrain };
}

const columns: readonly Column<WorkerRow>[] = [
  {
    name: names.worker,
    cell: (worker) => (
      <div className="py-0.5">
        <span className="font-mono text-xs font-medium">{shortId(worker.worker_id)}</span>
        <p className="text-xs text-ink-3">{metadata(worker, 'host', 'hostname') || strings.none}</p>
      </div>
    ),
  },
  { name: names.state, cell: (worker) => <State worker={worker} /> },
  { name: names.work, from: 'sm', cell: (worker) => <Work worker={worker} /> },
  {
    name: names.version,
    from: 'lg',
    className: 'text-ink-2',
    cell: (worker) => metadata(worker, 'version') || strings.none,
  },
  {
    name: names.beat,
    align: 'end',
    from: 'md',
    className: 'text-xs text-ink-3',
    cell: ({ last_heartbeat: at }) => <TimeAgo time={at} />,
  },
];

/** What all of them or one of them did over time. */
function WorkerTrends({ workers }: { workers: readonly WorkerRow[] }) {
  const [id, setId] = useState('');
  const options = workers.map((worker) => {
    const host = metadata(worker, 'host', 'hostname');
    return [worker.worker_id, [shortId(worker.worker_id), host].filter(Boolean).join(' · ')] as const;
  });
  return (
    <div className="mt-4 lg:mt-5">
      <TrendCard
        scope={id ? { worker: id } : {}}
        first="ends"
        choice={
          <Select
            label={trendStrings.worker}
            value={id}
            onChange={setId}
            options={[['', trendStrings.allWorkers], ...options]}
          />
        }
      />
    </div>
  );
}

/** Who does the work, on which machine, and how to send one home without losing anything. */
export function WorkersPage() {
  const workers = useWorkers();
  const mayOperate = useMay('operator');
  const { drain, undrain } = useDrain();
  const [asked, setAsked] = useState<string | null>(null);
  const actions: Column<WorkerRow> = {
    name: names.act,
    isNameHidden: true,
    align: 'end',
    cell: ({ worker_id: id, draining }) =>
      draining ? (
        <Button onClick={() => undrain.mutate(id)}>{words.undrain}</Button>
      ) : (
        <Button onClick={() => setAsked(id)}>{words.drain}</Button>
      ),
  };
  return (
    <Page title={words.title}>
      <Panel>
        <AsyncState query={workers} rows={3}>
          {({ workers: rows }) =>
            rows.length === 0 ? (
              <EmptyState icon={Bot} title={words.none} action={<Command>{words.command}</Command>}>
                {words.noneHint}
              </EmptyState>
            ) : (
              <DataTable
                caption={words.caption}
                columns={mayOperate ? [...columns, actions] : columns}
                rows={rows}
                keyOf={({ worker_id: id }) => id}
              />
            )
          }
        </AsyncState>
      </Panel>
      <HealthCard />
      {workers.data && workers.data.workers.length > 0 && <WorkerTrends workers={workers.data.workers} />}
      {asked && (
        <AskDialog
          title={words.drainTitle(shortId(asked))}
          action={words.drain}
          onConfirm={(reason) => drain.mutate({ id: asked, reason })}
          onClose={() => setAsked(null)}
        >
          <p>{words.drainText}</p>
        </AskDialog>
      )}
    </Page>
  );
}
