import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { JobStatusBadge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { SelectField, TextField } from '@/components/Field';
import { ErrorState } from '@/components/States';
import { problemText, useAction } from '@/data/actions';
import { previewBulk, startBulk } from '@/data/resources/bulk';
import type { BulkAction, BulkOperation, BulkSelection, BulkStart } from '@/data/resources/bulk';
import { useDelayed } from '@/lib/useDelayed';
import { strings } from '@/strings';
import { actionStrings } from '@/strings/actions';
import { BulkProgress } from './BulkProgress';

const words = actionStrings.bulk;
const sampleShown = 5;

interface BulkDialogProps {
  action: BulkAction;
  selection: BulkSelection;
  onClose: () => void;
  /** The operation has begun: the selection has done its duty. */
  onDone: () => void;
}

function Counting() {
  return <p className="min-h-24 text-sm text-ink-2">{useDelayed(true) ? words.counting : ''}</p>;
}

/** Shows what an action would touch, then how far it is; can be stopped, and closed while it goes on. */
export function BulkDialog({ action, selection, onClose, onDone }: BulkDialogProps) {
  const [reason, setReason] = useState('');
  const [priority, setPriority] = useState('2');
  const [clientKey] = useState(() => crypto.randomUUID());
  const [started, setStarted] = useState<BulkOperation | null>(null);
  const preview = useQuery({
    queryKey: ['bulkPreview', action, selection],
    queryFn: () => previewBulk(action, selection),
    gcTime: 0,
    retry: false,
  });
  const start = useAction<BulkStart, BulkOperation>({
    run: (more) => startBulk(action, selection, more),
    failed: () => words.failed,
    isSilent: true,
  });
  const matching = preview.data?.matching ?? 0;

  function begin(): void {
    const more: BulkStart = {
      client_key: clientKey,
      expected: matching,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
      ...(action === 'set_priority' ? { priority: Number(priority) } : {}),
    };
    start.mutate(more, { onSuccess: setStarted });
  }

  function close(): void {
    onClose();
    if (started) onDone();
  }

  const name = words.names[action];
  if (started)
    return (
      <Dialog size="small" title={name} onClose={close}>
        <BulkProgress id={started.id} onClose={close} />
      </Dialog>
    );
  return (
    <Dialog
      size="small"
      title={words.title(name)}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{actionStrings.cancel}</Button>
          <Button
            kind={action === 'cancel' ? 'danger' : 'primary'}
            disabled={matching === 0 || start.isPending}
            onClick={begin}
          >
            {words.start(matching)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 p-4">
        {start.isError && (
          <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
            {problemText(start.error)}
          </p>
        )}
        {preview.isError && <ErrorState error={preview.error} retry={() => void preview.refetch()} />}
        {preview.isPending && <Counting />}
        {preview.data && (
          <>
            <p className="text-sm">
              <strong className="font-semibold">{matching === 0 ? words.none : words.matching(matching)}</strong>{' '}
              <span className="text-ink-2">{words.unchanged}</span>
            </p>
            {matching > 0 && (
              <div>
                <p className="mb-1 text-xs font-medium text-ink-3">{words.sample}</p>
                <ul className="divide-y rounded-lg border">
                  {preview.data.sample.slice(0, sampleShown).map((job) => (
                    <li key={job.id} className="flex min-h-9 items-center gap-3 px-3 text-sm">
                      <span dir="auto" className="min-w-0 flex-1 truncate">
                        {job.business_name || strings.jobs.unnamed}
                      </span>
                      <JobStatusBadge status={job.status} />
                    </li>
                  ))}
                  {matching > sampleShown && (
                    <li className="px-3 py-1.5 text-xs text-ink-3">{words.andMore(matching - sampleShown)}</li>
                  )}
                </ul>
              </div>
            )}
          </>
        )}
        {action === 'set_priority' && (
          <SelectField
            label={strings.jobs.priority(Number(priority))}
            hint={actionStrings.job.priorityHint}
            value={priority}
            onChange={(event) => setPriority(event.target.value)}
            options={Array.from({ length: 9 }, (_, index) => [String(index + 1), String(index + 1)] as const)}
          />
        )}
        <TextField
          label={actionStrings.reason}
          hint={actionStrings.reasonHint}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
