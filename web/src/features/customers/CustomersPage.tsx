import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BookUser } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Badge } from '@/components/Badge';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { LoadMore } from '@/components/LoadMore';
import { Panel } from '@/components/Panel';
import { SearchField } from '@/components/SearchField';
import { EmptyState, ErrorState, SkeletonRows } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { useCustomers } from '@/data/resources/customers';
import type { Customer } from '@/data/resources/customers';
import { Page } from '@/features/shell/Page';
import { formatNumber } from '@/lib/format';
import { strings } from '@/strings';
import { customerStrings as words } from '@/strings/customers';

const names = words.columns;
const typingPauseMs = 250;

const columns: readonly Column<Customer>[] = [
  {
    name: names.business,
    cell: (customer) => (
      <div className="min-w-0 py-0.5">
        <Link
          to="/customers/$customerId"
          params={{ customerId: customer.id }}
          dir="auto"
          className="line-clamp-2 font-medium hover:underline"
        >
          {customer.business_name || (customer.status === 'erased' ? words.erased : strings.jobs.unnamed)}
        </Link>
        <p dir="auto" className="truncate text-xs text-ink-3 md:hidden">
          {customer.email}
        </p>
        {customer.status === 'erased' && <Badge tone="idle">{words.erased}</Badge>}
      </div>
    ),
  },
  {
    name: names.email,
    from: 'md',
    className: 'text-ink-2',
    cell: ({ email }) => <span dir="auto">{email || strings.none}</span>,
  },
  {
    name: names.package,
    from: 'sm',
    className: 'text-ink-2 capitalize',
    cell: ({ package_type: packageType }) => packageType ?? strings.none,
  },
  {
    name: names.jobs,
    align: 'end',
    cell: ({ jobs, active_jobs: active }) => (
      <span className="whitespace-nowrap tabular-nums">
        {formatNumber(jobs)}
        {active > 0 && <span className="text-xs text-run"> · {words.active(active)}</span>}
      </span>
    ),
  },
  {
    name: names.created,
    align: 'end',
    from: 'sm',
    className: 'text-xs text-ink-3',
    cell: ({ created_at: at }) => <TimeAgo time={at} />,
  },
];

/** Everybody who bought. */
export function CustomersPage() {
  const { q = '' } = useSearch({ from: '/shell/customers' });
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const customers = useCustomers(q);
  const rows = customers.data?.pages.flatMap((page) => page.customers) ?? [];
  useEffect(() => () => clearTimeout(timer.current), []);

  function search(next: string): void {
    setText(next);
    clearTimeout(timer.current);
    const go = (): void =>
      void navigate({ to: '/customers', search: next.trim() ? { q: next.trim() } : {}, replace: true });
    timer.current = setTimeout(go, typingPauseMs);
  }

  function body() {
    if (customers.isPending) return <SkeletonRows rows={8} />;
    if (!customers.data) return <ErrorState error={customers.error} retry={() => void customers.refetch()} />;
    if (rows.length === 0)
      return (
        <EmptyState icon={BookUser} title={q ? words.noMatch : words.none}>
          {q ? words.noMatchHint : words.noneHint}
        </EmptyState>
      );
    return (
      <>
        <DataTable
          caption={words.caption}
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          isDimmed={customers.isPlaceholderData}
        />
        <LoadMore
          hasMore={customers.hasNextPage}
          isLoading={customers.isFetchingNextPage}
          onMore={() => void customers.fetchNextPage()}
          end={words.end}
          label={words.more}
        />
      </>
    );
  }

  return (
    <Page title={words.title}>
      <div className="mb-3 flex">
        <SearchField label={words.search} placeholder={words.searchHint} value={text} onChange={search} />
      </div>
      <Panel>{body()}</Panel>
    </Page>
  );
}
