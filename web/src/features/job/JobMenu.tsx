import { useNavigate } from '@tanstack/react-router';
import { Ban, FileDown, FileText, Flag, Pause, Play, RotateCcw, UserPen } from 'lucide-react';
import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { Button } from '@/components/Button';
import { SelectField } from '@/components/Field';
import { Menu } from '@/components/Menu';
import { reportPdfUrl, reportUrl } from '@/data/resources/jobs';
import { useMay } from '@/data/session';
import { activeJobStatuses } from '@/data/types';
import type { Job } from '@/data/types';
import { useJobActions } from '@/features/jobs/useJobActions';
import { useKeys } from '@/lib/keys';
import { actionStrings } from '@/strings/actions';

const words = actionStrings.job;

function PriorityDialog({ job, onSet, onClose }: { job: Job; onSet: (priority: number) => void; onClose: () => void }) {
  const [priority, setPriority] = useState(String(job.priority));
  return (
    <AskDialog
      title={words.priority}
      action={words.priority}
      withReason={false}
      onConfirm={() => onSet(Number(priority))}
      onClose={onClose}
    >
      <SelectField
        label={words.priority}
        hint={words.priorityHint}
        value={priority}
        onChange={(event) => setPriority(event.target.value)}
        options={Array.from({ length: 9 }, (_, index) => [String(index + 1), words.priorityOf(index + 1)] as const)}
      />
    </AskDialog>
  );
}

/** What can be done with a job; the usual things as buttons, the rest in a menu. */
export function JobMenu({ job }: { job: Job }) {
  const navigate = useNavigate();
  const actions = useJobActions();
  const mayOperate = useMay('operator');
  const [dialog, setDialog] = useState<'cancel' | 'priority' | null>(null);
  const isActive = activeJobStatuses.includes(job.status);
  const canRetry = mayOperate && job.counts.failed > 0;
  useKeys({ r: () => canRetry && actions.retry(job.id) });

  const report = { label: words.report, icon: FileText, href: reportUrl(job.id) };
  const pdf = { label: words.reportPdf, icon: FileDown, href: reportPdfUrl(job.id) };
  const customer = {
    label: words.openCustomer,
    icon: UserPen,
    run: () => void navigate({ to: '/customers/$customerId', params: { customerId: job.customer_id } }),
  };
  if (!mayOperate) return <Menu label={actionStrings.more} entries={[report, pdf, customer]} />;
  const isRetriable = job.counts.failed + job.counts.skipped + job.counts.action_required > 0;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {canRetry && (
        <Button disabled={actions.isBusy} onClick={() => actions.retry(job.id)}>
          <RotateCcw aria-hidden className="size-3.5" />
          {words.retryFailed}
        </Button>
      )}
      {isActive &&
        (job.paused ? (
          <Button kind="primary" disabled={actions.isBusy} onClick={() => actions.resume(job.id)}>
            <Play aria-hidden className="size-3.5" />
            {words.resume}
          </Button>
        ) : (
          <Button disabled={actions.isBusy} onClick={() => actions.pause(job.id)}>
            <Pause aria-hidden className="size-3.5" />
            {words.pause}
          </Button>
        ))}
      <Menu
        label={actionStrings.more}
        entries={[
          report,
          pdf,
          customer,
          ...(isActive ? [{ label: words.priority, icon: Flag, run: () => setDialog('priority') }] : []),
          ...(isRetriable ? [{ label: words.retryAll, icon: RotateCcw, run: () => actions.retry(job.id, 'all') }] : []),
          ...(isActive
            ? [null, { label: words.cancel, icon: Ban, isDanger: true, run: () => setDialog('cancel') }]
            : []),
        ]}
      />
      {dialog === 'cancel' && (
        <AskDialog
          title={words.cancelTitle}
          action={words.cancelDo}
          isDanger
          onConfirm={(reason) => actions.cancel(job.id, reason)}
          onClose={() => setDialog(null)}
        >
          <p>{words.cancelText}</p>
        </AskDialog>
      )}
      {dialog === 'priority' && (
        <PriorityDialog
          job={job}
          onSet={(priority) => actions.prioritise(job.id, priority)}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
