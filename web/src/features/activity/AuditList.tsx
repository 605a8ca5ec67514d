import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ScrollText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { LoadMore } from '@/components/LoadMore';
import { NewRows } from '@/components/NewRows';
import { SearchField } from '@/components/SearchField';
import { Select } from '@/components/Select';
import { EmptyState, ErrorState, SkeletonRows } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { asText } from '@/data/read';
import { useAudit } from '@/data/resources/audit';
import type { AuditEntry } from '@/data/resources/audit';
import { actorName, actorOf } from '@/lib/actor';
import { shortId } from '@/lib/format';
import { useHeldRows } from '@/lib/useHeldRows';
import { auditStrings as words } from '@/strings/audit';

const names = words.columns;
const typingPauseMs = 300;
const longestDetail = 160;
const keyOf = ({ id }: AuditEntry): string => id;

/** "job.pause" and "job_pause" both read "Job pause". */
export function actionText(action: string): string {
  const text = action.replace(/[._]+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The details in one line: the reason first, then what else there is. */
export function detailText(details: Record<string, unknown>): string {
  const { reason, ...rest } = details;
  const others = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key.replaceAll('_', ' ')}: ${asText(value) || JSON.stringify(value)}`);
  return [asText(reason), ...others].filter(Boolean).join(' · ').slice(0, longestDetail);
}

function Target({ target }: { target: string }) {
  const [kind = '', id = ''] = target.split(/:(.*)/s);
  if (kind === 'job' && id)
    return (
      <Link to="/jobs/$jobId" params={{ jobId: id }} className="font-medium hover:underline">
        {kind} {shortId(id)}
      </Link>
    );
  if (kind === 'customer' && id)
    return (
      <Link to="/customers/$customerId" params={{ customerId: id }} className="font-medium hover:underline">
        {kind} {shortId(id)}
      </Link>
    );
  if (kind === 'directory' && id)
    return (
      <Link to="/directories" search={{ open: id }} className="font-medium hover:underline">
        {id}
      </Link>
    );
  return <span dir="auto">{id.length > 30 ? `${kind} ${shortId(id)}` : target.replace(':', ' ')}</span>;
}

const columns: readonly Column<AuditEntry>[] = [
  { name: names.who, cell: ({ actor }) => <span className="line-clamp-2">{actorName(actor)}</span> },
  {
    name: names.what,
    cell: ({ action, details }) => (
      <div>
        <span className="font-medium">{actionText(action)}</span>
        <p dir="auto" className="line-clamp-2 text-xs text-ink-3 lg:hidden">
          {detailText(details)}
        </p>
      </div>
    ),
  },
  { name: names.target, from: 'sm', cell: ({ target }) => <Target target={target} /> },
  {
    name: names.details,
    from: 'lg',
    className: 'text-ink-2',
    cell: ({ details }) => (
      <span dir="auto" className="line-clamp-2 max-w-md">
        {detailText(details)}
      </span>
    ),
  },
  {
    name: names.when,
    align: 'end',
    className: 'text-xs text-ink-3',
    cell: ({ created_at: at }) => <TimeAgo time={at} />,
  },
];

/** Who did what, when and why. */
export function AuditList() {
  const { actor, action } = useSearch({ from: '/shell/activity' });
  const navigate = useNavigate();
  const [text, setText] = useState(actor ?? '');
  const audit = useAudit({ actor: actor && actorOf(actor), action });
  const rows = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  const { shown, waiting, release } = useHeldRows(rows, keyOf);

  useEffect(() => {
    const wanted = text.trim() || undefined;
    if (wanted === actor) return undefined;
    const timer = setTimeout(
      () => void navigate({ to: '/activity', search: (old) => ({ ...old, actor: wanted }), replace: true }),
      typingPauseMs,
    );
    return () => clearTimeout(timer);
  }, [text, actor, navigate]);

  function body() {
    if (audit.isPending) return <SkeletonRows rows={8} className="h-11" />;
    if (!audit.data) return <ErrorState error={audit.error} retry={() => void audit.refetch()} />;
    if (rows.length === 0)
      return (
        <EmptyState icon={ScrollText} title={actor || action ? words.noMatch : words.none}>
          {words.noneHint}
        </EmptyState>
      );
    return (
      <div className={clsx('transition-opacity', audit.isPlaceholderData && 'opacity-60')}>
        <NewRows waiting={waiting} onShow={release} />
        <DataTable caption={words.caption} columns={columns} rows={shown} keyOf={keyOf} />
        <LoadMore
          hasMore={audit.hasNextPage}
          isLoading={audit.isFetchingNextPage}
          onMore={() => void audit.fetchNextPage()}
          end={words.end}
          label={words.more}
        />
      </div>
    );
  }

  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2.5">
        <SearchField label={words.actor} placeholder={words.actorHint} value={text} onChange={setText} />
        <Select
          label={words.action}
          value={action ?? ''}
          onChange={(value) =>
            void navigate({ to: '/activity', search: (old) => ({ ...old, action: value || undefined }), replace: true })
          }
          options={[['', words.anyAction], ...Object.entries(words.actions)]}
        />
      </div>
      {body()}
    </>
  );
}
