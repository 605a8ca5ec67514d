import { useAction } from '@/data/actions';
import { claimItem, releaseItem, resolveItem, uploadProof } from '@/data/resources/inbox';
import type { ActionItem, Resolution } from '@/data/resources/inbox';
import { inboxStrings as words } from '@/strings/inbox';

/** What a person does with an item. Two who click at once: the second is told who has it. */
export function useInboxActions(item: ActionItem) {
  const refreshes = [['inbox'], ['action', item.id]];
  const claim = useAction({
    run: () => claimItem(item.id),
    done: () => words.taken(item.summary),
    failed: () => words.notTaken,
    refreshes,
  });
  const release = useAction({
    run: () => releaseItem(item.id, ''),
    done: () => words.released,
    failed: () => words.notReleased,
    refreshes,
  });
  const resolve = useAction({
    run: (resolution: Resolution) => resolveItem(item.id, resolution),
    done: () => words.resolved,
    failed: () => words.notResolved,
    refreshes,
  });
  const prove = useAction({
    run: (picture: Blob) => uploadProof(item.id, picture),
    done: () => words.kept,
    failed: () => words.notKept,
    refreshes,
  });
  return { claim, release, resolve, prove };
}
