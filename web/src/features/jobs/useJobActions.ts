import type { UseMutationResult } from '@tanstack/react-query';
import { useAction } from '@/data/actions';
import { patchJob } from '@/data/optimistic';
import { cancelJob, pauseJob, resumeJob, retryJob, setPriority } from '@/data/resources/jobs';
import type { RetryScope } from '@/data/resources/jobs';
import { actionStrings } from '@/strings/actions';

const words = actionStrings.job;

interface JobInput {
  id: string;
  reason?: string;
}
type Done = { changed: boolean };

export interface JobActions {
  retry: (id: string, scope?: RetryScope) => void;
  pause: (id: string, reason?: string) => void;
  resume: (id: string) => void;
  cancel: (id: string, reason?: string) => void;
  prioritise: (id: string, priority: number) => void;
  isBusy: boolean;
}

const told = (text: string) => (out: Done) => (out.changed ? text : actionStrings.nothing);

/** What a person can do with one job. Each is shown at once and taken back with a reason if the server refuses. */
export function useJobActions(): JobActions {
  const resume: UseMutationResult<Done, unknown, JobInput, unknown> = useAction<JobInput, Done>({
    run: ({ id }) => resumeJob(id),
    optimistic: (queries, { id }) => patchJob(queries, id, { paused: false }),
    done: told(words.done.resume),
    failed: () => words.failed.resume,
  });
  const pause = useAction<JobInput, Done>({
    run: ({ id, reason }) => pauseJob(id, reason),
    optimistic: (queries, { id }) => patchJob(queries, id, { paused: true }),
    done: told(words.done.pause),
    failed: () => words.failed.pause,
    undo:
      ({ id }) =>
      () =>
        resume.mutate({ id }),
  });
  const cancel = useAction<JobInput, Done>({
    run: ({ id, reason }) => cancelJob(id, reason),
    optimistic: (queries, { id }) => patchJob(queries, id, { status: 'cancelled' }),
    done: told(words.done.cancel),
    failed: () => words.failed.cancel,
  });
  const retry = useAction<JobInput & { scope: RetryScope }, Done>({
    run: ({ id, scope }) => retryJob(id, scope),
    done: told(words.done.retry),
    failed: () => words.failed.retry,
  });
  const priority = useAction<JobInput & { priority: number }, Done>({
    run: ({ id, priority: value }) => setPriority(id, value),
    optimistic: (queries, { id, priority: value }) => patchJob(queries, id, { priority: value }),
    done: (out, { priority: value }) => (out.changed ? words.done.priority(value) : actionStrings.nothing),
    failed: () => words.failed.priority,
  });
  const given = (id: string, reason?: string): JobInput => ({ id, ...(reason ? { reason } : {}) });
  return {
    retry: (id, scope = 'failed') => retry.mutate({ id, scope }),
    pause: (id, reason) => pause.mutate(given(id, reason)),
    resume: (id) => resume.mutate({ id }),
    cancel: (id, reason) => cancel.mutate(given(id, reason)),
    prioritise: (id, value) => priority.mutate({ id, priority: value }),
    isBusy: [resume, pause, cancel, retry, priority].some((each) => each.isPending),
  };
}
