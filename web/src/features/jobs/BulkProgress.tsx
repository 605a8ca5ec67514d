import { AsyncState } from '@/components/AsyncState';
import { Button } from '@/components/Button';
import { Progress } from '@/components/Progress';
import { useAction } from '@/data/actions';
import { abortBulk, useBulk } from '@/data/resources/bulk';
import { actionStrings } from '@/strings/actions';

const words = actionStrings.bulk;

/** How far an operation is, by push; it goes on when this is closed. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const bulk = useBulk(id);
  const abort = useAction({
    run: () => abortBulk(id),
    failed: () => words.abortFailed,
    refreshes: [['bulk', id]],
  });
  return (
    <div className="p-4">
      <AsyncState query={bulk} rows={1}>
        {({ operation }) => {
          const isRunning = operation.status === 'running';
          return (
            <div className="flex flex-col gap-3">
              <p role="status" className="text-sm font-medium tabular-nums">
                {isRunning
                  ? words.running(operation.done, operation.total)
                  : operation.status === 'aborted'
                    ? words.aborted
                    : words.completed}
              </p>
              <Progress
                size="lg"
                label={words.running(operation.done, operation.total)}
                done={operation.done}
                total={operation.total}
                running={isRunning}
              />
              <p className="min-h-5 text-sm text-ink-2 tabular-nums">
                {words.outcome(operation.changed, operation.failed)}
              </p>
              {operation.last_error && (
                <p dir="auto" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
                  {operation.last_error}
                </p>
              )}
              <div className="flex justify-end gap-2">
                {isRunning && (
                  <Button kind="danger" disabled={abort.isPending} onClick={() => abort.mutate()}>
                    {abort.isPending ? words.aborting : words.abort}
                  </Button>
                )}
                <Button onClick={onClose}>{words.close}</Button>
              </div>
            </div>
          );
        }}
      </AsyncState>
    </div>
  );
}
