import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { AsyncState } from '@/components/AsyncState';
import { VerdictBadge } from '@/components/Badge';
import { Button, buttonClass } from '@/components/Button';
import { Chips } from '@/components/Chips';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { Panel } from '@/components/Panel';
import { EmptyState } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { useFailures } from '@/data/resources/failures';
import type { FailureGroup } from '@/data/resources/failures';
import { useMay } from '@/data/session';
import { BulkDialog } from '@/features/jobs/BulkDialog';
import { Page } from '@/features/shell/Page';
import { formatNumber } from '@/lib/format';
import { failureStrings as words } from '@/strings/failures';

const names = words.columns;
const directoriesShown = 2;
/** A filter by text of an error takes no more. */
const longestError = 100;

/** "answered <n> for <n> s": what differs within the group is left open. */
function readable(message: string): string {
  return message.replaceAll(/<[a-z]+>/g, '…');
}

function Message({ group }: { group: FailureGroup }) {
  return (
    <div className="max-w-xl min-w-0 py-1">
      <p dir="auto" className="line-clamp-3 font-medium first-letter:uppercase">
        {(group.count === 1 && group.example) || readable(group.message) || words.noMessage}
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-3">
        {group.verdict && <VerdictBadge verdict={group.verdict} />}
        <span className="md:hidden">
          <TimeAgo time={group.last_seen} />
        </span>
      </p>
    </div>
  );
}

function DirectoryNames({ group }: { group: FailureGroup }) {
  const shown = group.directories.slice(0, directoriesShown);
  const rest = group.directories.length - shown.length;
  return (
    <span className="text-xs text-ink-2">
      {shown.map(({ name }) => name).join(', ')} {rest > 0 && words.more(rest)}
    </span>
  );
}

/** Failures by cause, so that one decision settles all of a kind. */
export function FailuresPage() {
  const { within = '7d' } = useSearch({ from: '/shell/failures' });
  const navigate = useNavigate();
  const mayOperate = useMay('operator');
  const failures = useFailures({ within });
  const [retried, setRetried] = useState<string | null>(null);

  const columns: readonly Column<FailureGroup>[] = [
    { name: names.error, cell: (group) => <Message group={group} /> },
    {
      name: names.count,
      align: 'end',
      cell: (group) => <span className="font-medium text-bad tabular-nums">{formatNumber(group.count)}</span>,
    },
    {
      name: names.jobs,
      align: 'end',
      from: 'sm',
      cell: (group) => <span className="tabular-nums">{formatNumber(group.jobs)}</span>,
    },
    { name: names.directories, from: 'lg', cell: (group) => <DirectoryNames group={group} /> },
    {
      name: names.first,
      align: 'end',
      from: 'xl',
      className: 'text-xs text-ink-3',
      cell: (group) => <TimeAgo time={group.first_seen} />,
    },
    {
      name: names.last,
      align: 'end',
      from: 'md',
      className: 'text-xs text-ink-3',
      cell: (group) => <TimeAgo time={group.last_seen} />,
    },
    {
      name: names.act,
      isNameHidden: true,
      align: 'end',
      cell: (group) => (
        <span className="inline-flex flex-wrap justify-end gap-1.5">
          <Link
            to="/jobs"
            search={{ state: 'all', error: (group.example || group.message).slice(0, longestError) }}
            className={buttonClass('quiet', 'max-md:hidden')}
          >
            {words.showJobs}
          </Link>
          {mayOperate && <Button onClick={() => setRetried(group.key)}>{words.retry}</Button>}
        </span>
      ),
    },
  ];

  return (
    <Page title={words.title}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-ink-2">{failures.data ? words.total(failures.data.total) : words.lead}</p>
        <Chips
          label={words.span}
          value={within}
          onChange={(value) => void navigate({ to: '/failures', search: { within: value } })}
          options={Object.entries(words.spans).map(([value, text]) => [value, text] as const)}
        />
      </div>
      <Panel>
        <AsyncState query={failures}>
          {({ groups }) =>
            groups.length === 0 ? (
              <EmptyState icon={ShieldCheck} title={words.none}>
                {words.noneHint}
              </EmptyState>
            ) : (
              <DataTable
                caption={words.caption}
                columns={columns}
                rows={groups}
                keyOf={({ key }) => key}
                isDimmed={failures.isPlaceholderData}
              />
            )
          }
        </AsyncState>
      </Panel>
      {retried !== null && (
        <BulkDialog
          action="retry_failed"
          selection={{ filter: { state: 'all', failure_key: retried } }}
          onClose={() => setRetried(null)}
          onDone={() => setRetried(null)}
        />
      )}
    </Page>
  );
}
