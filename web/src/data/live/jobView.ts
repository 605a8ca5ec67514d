import type { QueryKey } from '@tanstack/react-query';
import { decodeEvent, decodeResult } from '../decode';
import type { FeedChange } from '../feed/types';
import { asText } from '../read';
import type { JobDetail } from '../types';
import { mergeJob, mergeResult, tally } from './merge';
import type { Effects, View } from './view';

const unfinished = new Set(['pending', 'submitting']);

function followResult(detail: JobDetail, change: FeedChange, key: QueryKey, effects: Effects): JobDetail {
  const id = asText(change.record['id'] ?? change.oldRecord['id']);
  const known = detail.results.find((result) => result.id === id);
  let results = detail.results;
  if (change.type === 'DELETE') {
    results = results.filter((result) => result.id !== id);
  } else if (known) {
    const next = mergeResult(known, change.record);
    results = results.map((result) => (result === known ? next : result));
    // Verdict and evidence may come from other tables than the row: once it has ended, the server has the whole of it.
    if (!unfinished.has(next.status)) effects.refresh(key);
  } else {
    results = [...results, decodeResult(change.record)];
    effects.refresh(key);
  }
  return { ...detail, results, job: { ...detail.job, counts: tally(results) } };
}

function followHistory(detail: JobDetail, change: FeedChange): JobDetail {
  const event = decodeEvent(change.record);
  if (change.type !== 'INSERT' || detail.history.some((known) => known.id === event.id)) return detail;
  return { ...detail, history: [...detail.history, event] };
}

function follow(detail: JobDetail, change: FeedChange, key: QueryKey, effects: Effects): JobDetail {
  const row = change.type === 'DELETE' ? change.oldRecord : change.record;
  if (change.table === 'jobs' && row['id'] === detail.job.id) {
    if (change.type === 'DELETE') effects.refresh(key);
    return { ...detail, job: mergeJob(detail.job, change.record, change.position) };
  }
  if (row['job_id'] !== detail.job.id) return detail;
  if (change.table === 'job_results') return followResult(detail, change, key, effects);
  if (change.table === 'queue_history') return followHistory(detail, change);
  return detail;
}

export const jobView: View<JobDetail> = {
  apply(detail, change, key, effects) {
    if (change.position <= detail.position) return detail;
    const next = follow(detail, change, key, effects);
    return next === detail ? detail : { ...next, position: change.position };
  },
  position: (detail) => detail.position,
};
