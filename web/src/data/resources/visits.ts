import { query } from '../query';
import { asNumber, asNumberOrNull, asText } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { get, number } from './common';
import type { Range } from './stats';

const numbers = list(number);
const timesOrNull = list(asNumberOrNull);
const readLatency = shape({
  p50_ms: timesOrNull,
  p95_ms: timesOrNull,
  all: shape({ count: number, p50_ms: asNumberOrNull, p95_ms: asNumberOrNull }),
});
export type Latency = Read<typeof readLatency>;

const readVisits = shape({
  position: number,
  from: asText,
  bucket_seconds: (value) => asNumber(value, 1),
  series: shape({
    submitted: numbers,
    skipped: numbers,
    action_required: numbers,
    failed: numbers,
    retried: numbers,
    lost: numbers,
  }),
  took: readLatency,
  waited: readLatency,
});
export type Visits = Read<typeof readVisits>;

/** Whose attempts: everybody's, those at a directory or those of a worker. */
export interface VisitScope {
  directory?: string;
  worker?: string;
}

export function useVisits(range: Range, scope: VisitScope) {
  return useSnapshot(
    ['visits', range, scope],
    (signal) => get(`/api/staff/visits${query({ range, ...scope })}`, readVisits, signal),
    { keepsPrevious: true },
  );
}
