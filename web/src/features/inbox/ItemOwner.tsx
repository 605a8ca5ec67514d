import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { Button } from '@/components/Button';
import type { ActionItem } from '@/data/resources/inbox';
import { sessionQuery, useMay } from '@/data/session';
import { actorName } from '@/lib/actor';
import { inboxStrings as words } from '@/strings/inbox';
import { useInboxActions } from './useInboxActions';

/** Who has the item, and the way to take it or to hand it back. */
export function ItemOwner({ item }: { item: ActionItem }) {
  const { data: session } = useQuery(sessionQuery);
  const mayOperate = useMay('operator');
  const mayTakeBack = useMay('admin');
  const { claim, release } = useInboxActions(item);
  if (item.status === 'resolved') return <span className="text-ink-3">{words.resolved}</span>;
  if (!item.claimed_by) {
    if (!mayOperate) return null;
    return (
      <Button disabled={claim.isPending} onClick={() => claim.mutate()}>
        {words.claim}
      </Button>
    );
  }
  const owner = actorName(item.claimed_by);
  const isOwn = owner === session?.user.email;
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
      <UserCheck aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <span className="truncate">{isOwn ? words.claimedByYou : words.claimed(owner)}</span>
      {(isOwn || mayTakeBack) && mayOperate && (
        <Button kind="quiet" disabled={release.isPending} onClick={() => release.mutate()}>
          {words.release}
        </Button>
      )}
    </span>
  );
}
