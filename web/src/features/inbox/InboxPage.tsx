import { useNavigate, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Inbox } from 'lucide-react';
import { useRef } from 'react';
import { Badge } from '@/components/Badge';
import { Chips } from '@/components/Chips';
import { LoadMore } from '@/components/LoadMore';
import { Panel } from '@/components/Panel';
import { EmptyState, ErrorState, SkeletonRows } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { useInbox } from '@/data/resources/inbox';
import type { ActionItem } from '@/data/resources/inbox';
import { Page } from '@/features/shell/Page';
import { useRowKeys } from '@/lib/useRowKeys';
import { strings } from '@/strings';
import { inboxStrings as words } from '@/strings/inbox';
import { actionKindName } from '@/strings/overview';
import { ItemDialog } from './ItemDialog';
import { ItemOwner } from './ItemOwner';

const everything = 'all';
const mine = 'mine';

function ItemRow({ item, onOpen }: { item: ActionItem; onOpen: () => void }) {
  const where = item.directory_title || item.directory_name;
  return (
    <div className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5 transition-colors hover:bg-hover">
      <div className="min-w-0 flex-1 basis-64">
        <button
          type="button"
          data-row-link
          onClick={onOpen}
          dir="auto"
          className="line-clamp-2 rounded text-left font-medium before:absolute before:inset-0"
        >
          {item.summary || actionKindName(item.kind)}
        </button>
        <p dir="auto" className="truncate text-xs text-ink-3">
          {[where, item.business_name || strings.jobs.unnamed].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Badge tone="warn">{actionKindName(item.kind)}</Badge>
      <div className="relative flex min-h-8 items-center sm:w-48 sm:justify-end">
        <ItemOwner item={item} />
      </div>
      <span className="relative ml-auto w-20 text-right text-xs text-ink-3">
        <TimeAgo time={item.created_at} />
      </span>
    </div>
  );
}

/** What only people can do: seen, taken and settled here. */
export function InboxPage() {
  const { kind, mine: isMine, item: opened } = useSearch({ from: '/shell/inbox' });
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const inbox = useInbox({ kind, mine: isMine ? true : undefined });
  const items = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = inbox.data?.pages[0]?.counts;
  useRowKeys({ count: items.length, container: list });

  const show = (id?: string): void =>
    void navigate({ to: '/inbox', search: (old) => ({ ...old, item: id }), replace: id === undefined });
  const choose = (value: string): void =>
    void navigate({
      to: '/inbox',
      search: value === everything ? {} : value === mine ? { mine: 'true' } : { kind: value },
    });
  const kinds = Object.entries(counts?.by_kind ?? {}).filter(([each, count]) => count > 0 || each === kind);

  function body() {
    if (inbox.isPending) return <SkeletonRows rows={6} />;
    if (!inbox.data) return <ErrorState error={inbox.error} retry={() => void inbox.refetch()} />;
    if (items.length === 0)
      return (
        <EmptyState icon={Inbox} title={kind || isMine ? words.noneOfKind : words.none}>
          {words.noneHint}
        </EmptyState>
      );
    return (
      <div className={clsx('transition-opacity', inbox.isPlaceholderData && 'opacity-60')}>
        <ul ref={list} aria-label={words.caption} className="divide-y">
          {items.map((item, index) => (
            <li key={item.id} data-index={index}>
              <ItemRow item={item} onOpen={() => show(item.id)} />
            </li>
          ))}
        </ul>
        {inbox.hasNextPage && (
          <LoadMore
            hasMore
            isLoading={inbox.isFetchingNextPage}
            onMore={() => void inbox.fetchNextPage()}
            end={words.end}
            label={words.more}
          />
        )}
      </div>
    );
  }

  return (
    <Page title={words.title}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Chips
          label={words.kinds}
          value={isMine ? mine : (kind ?? everything)}
          onChange={choose}
          options={[
            [everything, words.all],
            [mine, words.mine],
            ...kinds.map(([each, count]) => [each, `${actionKindName(each)} ${count}`] as const),
          ]}
        />
        <p className="text-sm text-ink-2">{words.lead}</p>
      </div>
      <Panel>{body()}</Panel>
      {opened && <ItemDialog key={opened} id={opened} onClose={() => show()} />}
    </Page>
  );
}
