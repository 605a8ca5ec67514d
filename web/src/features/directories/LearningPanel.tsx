import { useState } from 'react';
import type { ReactNode } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { AsyncState } from '@/components/AsyncState';
import { Badge } from '@/components/Badge';
import type { Tone } from '@/components/Badge';
import { Button } from '@/components/Button';
import { TimeAgo } from '@/components/Time';
import { useAction } from '@/data/actions';
import { askForLook, learningKey, stopExperiment, useLearning } from '@/data/resources/learning';
import type { Experiment, Learning } from '@/data/resources/learning';
import { useMay } from '@/data/session';
import { formatShare } from '@/lib/format';
import { learningStrings as words } from '@/strings/learning';
import { ExperimentForm } from './ExperimentForm';

const lookTones: Record<string, Tone> = { same: 'good', learned: 'good', restored: 'good', forbidden: 'idle' };
const statusTones: Record<string, Tone> = { running: 'run', decided: 'good' };

function Section({ title, tool, children }: { title: string; tool?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <div className="mb-2 flex min-h-8 items-center justify-between gap-2">
        <h3 className="text-xs font-semibold text-ink-2">{title}</h3>
        {tool}
      </div>
      <div className="overflow-hidden rounded-lg border">{children}</div>
    </section>
  );
}

function Look({ canary }: { canary: Learning['canary'] }) {
  if (!canary) return <p className="px-4 py-4 text-sm text-ink-2">{words.noLook}</p>;
  return (
    <div className="flex flex-col gap-2 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={lookTones[canary.outcome] ?? 'warn'}>{words.outcomes[canary.outcome] ?? canary.outcome}</Badge>
        {canary.held && <Badge tone="bad">{words.held}</Badge>}
        <span className="text-xs text-ink-3">
          <TimeAgo time={canary.looked_at} /> · {words.next} <TimeAgo time={canary.next_at} />
        </span>
      </p>
      {canary.reason && <p className="break-words text-ink-2">{canary.reason}</p>}
    </div>
  );
}

function Arm({ experiment, which }: { experiment: Experiment; which: 'a' | 'b' }) {
  const name = which === 'a' ? experiment.arm_a : experiment.arm_b;
  const { successes, trials, low, high } = experiment[which];
  return (
    <li className="flex flex-wrap items-baseline gap-x-2">
      <span className="font-medium">
        {experiment.kind === 'recipe' ? words.version(name) : (words.styles[name] ?? name)}
      </span>
      <span className="text-ink-2 tabular-nums">
        {words.arm(successes, trials, formatShare(low), formatShare(high))}
      </span>
      {experiment.winner === which && <Badge tone="good">{words.won}</Badge>}
    </li>
  );
}

function ExperimentItem({ experiment, onStop }: { experiment: Experiment; onStop: (() => void) | null }) {
  const { status, kind, reason } = experiment;
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={statusTones[status] ?? 'idle'}>{words.statuses[status] ?? status}</Badge>
        <span className="text-ink-2">{words.kinds[kind] ?? kind}</span>
        <span className="text-xs text-ink-3">
          {experiment.started_by} · <TimeAgo time={experiment.started_at} />
        </span>
        {onStop && status === 'running' && (
          <span className="ml-auto">
            <Button onClick={onStop}>{words.stop}</Button>
          </span>
        )}
      </p>
      <ul className="flex flex-col gap-0.5">
        <Arm experiment={experiment} which="a" />
        <Arm experiment={experiment} which="b" />
      </ul>
      {reason && <p className="break-words text-ink-2">{reason}</p>}
    </li>
  );
}

/** How the directory's form is watched, and what is tried at it side by side. */
export function LearningPanel({ name }: { name: string }) {
  const learning = useLearning(name);
  const mayOperate = useMay('operator');
  const [asked, setAsked] = useState<string | null>(null);
  const refreshes = [learningKey(name)];
  const look = useAction({
    run: () => askForLook(name),
    done: () => words.lookAsked,
    failed: () => words.lookFailed,
    refreshes,
  });
  const stop = useAction({
    run: ({ id, reason }: { id: string; reason: string }) => stopExperiment(id, reason),
    done: () => words.stopped,
    failed: () => words.stopFailed,
    refreshes,
  });
  return (
    <AsyncState query={learning} rows={3}>
      {(data) => (
        <>
          <Section
            title={words.look}
            tool={
              mayOperate && (
                <Button disabled={look.isPending} onClick={() => look.mutate(undefined)}>
                  {words.lookNow}
                </Button>
              )
            }
          >
            <Look canary={data.canary} />
          </Section>
          <Section title={words.experiments}>
            {data.experiments.length === 0 ? (
              <p className="px-4 py-4 text-sm text-ink-2">{words.none}</p>
            ) : (
              <ul className="divide-y">
                {data.experiments.map((each) => (
                  <ExperimentItem
                    key={each.id}
                    experiment={each}
                    onStop={mayOperate ? () => setAsked(each.id) : null}
                  />
                ))}
              </ul>
            )}
            {mayOperate && !data.experiments.some(({ status }) => status === 'running') && (
              <ExperimentForm name={name} learning={data} />
            )}
          </Section>
          {asked && (
            <AskDialog
              title={words.stopTitle}
              action={words.stop}
              onConfirm={(reason) => stop.mutate({ id: asked, reason })}
              onClose={() => setAsked(null)}
            >
              <p>{words.stopText}</p>
            </AskDialog>
          )}
        </>
      )}
    </AsyncState>
  );
}
