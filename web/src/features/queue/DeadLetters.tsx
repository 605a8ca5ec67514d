import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { AsyncState } from '@/components/AsyncState';
import { Button } from '@/components/Button';
import { Card, CountPill } from '@/components/Card';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { Dialog } from '@/components/Dialog';
import { EmptyState } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { useAction } from '@/data/actions';
import { discard, redrive, useDeadLetters } from '@/data/resources/queue';
import type { DeadLetter, DeadLetterChoice } from '@/data/resources/queue';
import { useMay } from '@/data/session';
import { formatNumber, shortId } from '@/lib/format';
import { queueStrings as words } from '@/strings/system';

const names = words.columns;

/** JSON in lines where it is JSON; everything else as it is. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function Letter({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  return (
    <Dialog size="side" title={shortId(letter.id)} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p dir="auto" className="text-sm text-bad">
          {letter.reason ?? words.noReason}
        </p>
        {[
          [words.body, readable(letter.body)] as const,
          [words.attributes, JSON.stringify(letter.attributes, null, 2)] as const,
        ].map(([title, text]) => (
          <section key={title}>
            <h3 className="mb-1 text-xs font-semibold text-ink-2">{title}</h3>
            <pre
              tabIndex={0}
              aria-label={title}
              className="max-h-96 overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs whitespace-pre-wrap"
            >
              {text}
            </pre>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** What could not be worked on: to be read, put back or thrown away. */
export function DeadLetters() {
  const mayRead = useMay('operator');
  const mayDiscard = useMay('admin');
  const letters = useDeadLetters(mayRead);
  const [opened, setOpened] = useState<DeadLetter | null>(null);
  const [discarded, setDiscarded] = useState<DeadLetterChoice | null>(null);
  const refreshes = [['deadLetters'], ['queue'], ['overview']];
  const back = useAction({
    run: (choice: DeadLetterChoice) => redrive(choice, ''),
    done: ({ moved }) => words.moved(moved),
    failed: () => words.notMoved,
    refreshes,
  });
  const away = useAction({
    run: ({ choice, reason }: { choice: DeadLetterChoice; reason: string }) => discard(choice, reason),
    done: ({ moved }) => words.discarded(moved),
    failed: () => words.notDiscarded,
    refreshes,
  });
  const messages = letters.data?.messages ?? [];

  const columns: readonly Column<DeadLetter>[] = [
    {
      name: names.message,
      cell: (letter) => (
        <button
          type="button"
          onClick={() => setOpened(letter)}
          className="rounded font-mono text-xs font-medium hover:underline"
        >
          {shortId(letter.id)}
        </button>
      ),
    },
    {
      name: names.reason,
      cell: ({ reason, job_id: jobId }) => (
        <div className="max-w-xl py-0.5">
          <p dir="auto" className="line-clamp-2">
            {reason ?? words.noReason}
          </p>
          {jobId && (
            <Link to="/jobs/$jobId" params={{ jobId }} className="font-mono text-2xs text-ink-3 hover:underline">
              {shortId(jobId)}
            </Link>
          )}
        </div>
      ),
    },
    {
      name: names.tries,
      align: 'end',
      from: 'sm',
      className: 'tabular-nums',
      cell: ({ receive_count: tries }) => formatNumber(tries),
    },
    {
      name: names.sent,
      align: 'end',
      from: 'md',
      className: 'text-xs text-ink-3',
      cell: ({ sent_at: at }) => <TimeAgo time={at} />,
    },
    {
      name: names.act,
      isNameHidden: true,
      align: 'end',
      cell: ({ id }) => (
        <span className="inline-flex flex-wrap justify-end gap-1.5">
          <Button onClick={() => back.mutate({ ids: [id] })}>{words.redrive}</Button>
          {mayDiscard && (
            <Button kind="quiet" onClick={() => setDiscarded({ ids: [id] })}>
              {words.discard}
            </Button>
          )}
        </span>
      ),
    },
  ];

  return (
    <Card
      title={words.dead}
      badge={messages.length > 0 ? <CountPill value={messages.length} /> : undefined}
      action={
        messages.length > 1 && (
          <span className="flex gap-1.5">
            <Button onClick={() => back.mutate({ all: true })}>{words.redriveAll}</Button>
            {mayDiscard && (
              <Button kind="quiet" onClick={() => setDiscarded({ all: true })}>
                {words.discardAll}
              </Button>
            )}
          </span>
        )
      }
    >
      {!mayRead ? (
        <p className="px-4 py-6 text-center text-sm text-ink-2">{words.notAllowed}</p>
      ) : (
        <AsyncState query={letters} rows={2}>
          {() =>
            messages.length === 0 ? (
              <EmptyState icon={MailCheck} title={words.none}>
                {words.noneHint}
              </EmptyState>
            ) : (
              <DataTable caption={words.caption} columns={columns} rows={messages} keyOf={({ id }) => id} />
            )
          }
        </AsyncState>
      )}
      {opened && <Letter letter={opened} onClose={() => setOpened(null)} />}
      {discarded && (
        <AskDialog
          title={words.discardTitle('ids' in discarded ? discarded.ids.length : messages.length)}
          action={words.discard}
          isDanger
          onConfirm={(reason) => away.mutate({ choice: discarded, reason })}
          onClose={() => setDiscarded(null)}
        >
          <p>{words.discardText}</p>
        </AskDialog>
      )}
    </Card>
  );
}
