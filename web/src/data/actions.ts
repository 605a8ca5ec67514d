import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { notify } from '@/lib/notices';
import { actionStrings as words } from '@/strings/actions';
import { isApiError } from './http';

/** Puts back what an optimistic change has replaced. */
export type Rollback = () => void;

interface ActionOptions<In, Out> {
  run: (input: In) => Promise<Out>;
  /** Shows the outcome before the server has answered. */
  optimistic?: (queries: QueryClient, input: In) => Rollback;
  /** What to tell when it is done; null where the screen shows it by itself. */
  done?: (out: Out, input: In) => string | null;
  /** What follows; happens even when who asked is no longer on the screen (a dialog that has closed). */
  after?: (out: Out, input: In) => void;
  /** What did not happen, in words like "The job was not paused". */
  failed: (input: In) => string;
  /** Snapshots to take anew, whatever came of it: an action is not always in the feed. */
  refreshes?: readonly QueryKey[];
  /** A way back that is offered with the success. */
  undo?: (input: In) => (() => void) | undefined;
  /** Where the failure is shown by the caller itself (a form). */
  isSilent?: boolean;
}

/** The sentence of an error for people. */
export function problemText(error: unknown): string {
  if (error instanceof Error) return error.message;
  return words.unknown;
}

/**
 * One action of a person: shown at once, sent, and told. When the server refuses, what was shown goes back and the notice says
 * why. An ended session is no failure: the request waits until the person has signed in again (data/signInGate.ts).
 */
export function useAction<In, Out>(options: ActionOptions<In, Out>) {
  const queries = useQueryClient();
  return useMutation<Out, unknown, In, Rollback | undefined>({
    mutationFn: options.run,
    onMutate: (input) => options.optimistic?.(queries, input),
    onSuccess(out, input) {
      const text = options.done?.(out, input);
      const undo = options.undo?.(input);
      if (text) notify('good', text, undo ? { undo } : {});
      options.after?.(out, input);
    },
    onError(error, input, rollback) {
      rollback?.();
      if (options.isSilent) return;
      const detail = isApiError(error, 403) ? words.forbidden : problemText(error);
      notify('bad', options.failed(input), { detail });
    },
    onSettled() {
      options.refreshes?.forEach((queryKey) => void queries.invalidateQueries({ queryKey }));
    },
  });
}

/** Replaces the data of every query under `key` and gives the way back; what arrived meanwhile stays. */
export function patchQueries<T>(queries: QueryClient, queryKey: QueryKey, patch: (data: T) => T): Rollback {
  const before = queries.getQueriesData<T>({ queryKey });
  const after = before.map(([key, data]) => {
    const next = data === undefined ? undefined : patch(data);
    if (next !== undefined) queries.setQueryData(key, next);
    return next;
  });
  return () => {
    before.forEach(([key, data], index) => {
      if (queries.getQueryData(key) === after[index]) queries.setQueryData(key, data);
      else void queries.invalidateQueries({ queryKey: key, exact: true });
    });
  };
}
