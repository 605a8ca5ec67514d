import { Link } from '@tanstack/react-router';
import { Inbox, RotateCcw } from 'lucide-react';
import { Button, buttonClass } from '@/components/Button';
import { useAction } from '@/data/actions';
import { retrySubmission } from '@/data/resources/jobs';
import { useMay } from '@/data/session';
import type { Result } from '@/data/types';
import { actionStrings } from '@/strings/actions';
import { jobPageStrings as words } from '@/strings/jobPage';

const ended: readonly Result['status'][] = ['failed', 'skipped'];

/** What a person can do with one submission. */
export function ResultActions({ result, actionId }: { result: Result; actionId: string | null }) {
  const mayOperate = useMay('operator');
  const retry = useAction({
    run: () => retrySubmission(result.id),
    done: ({ changed }) => (changed ? actionStrings.job.done.submission : actionStrings.nothing),
    failed: () => actionStrings.job.failed.submission,
    refreshes: [['job', result.job_id]],
  });
  const canRetry = mayOperate && ended.includes(result.status);
  if (!canRetry && !actionId) return null;
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      {actionId && (
        <Link to="/inbox" search={{ item: actionId }} className={buttonClass('primary')}>
          <Inbox aria-hidden className="size-3.5" />
          {words.openItem}
        </Link>
      )}
      {canRetry && (
        <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
          <RotateCcw aria-hidden className="size-3.5" />
          {words.retryOne}
        </Button>
      )}
    </div>
  );
}
