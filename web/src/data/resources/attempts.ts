import { asNumberOrNull, asText, asTextOrNull } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { get, number, segment } from './common';

export const readAttempt = shape({
  id: asText,
  result_id: asText,
  directory_name: asText,
  number: number,
  status: asText,
  lane: asText,
  worker_id: asText,
  verdict: asTextOrNull,
  error_message: asTextOrNull,
  started_at: asText,
  sent_at: asTextOrNull,
  ended_at: asTextOrNull,
  duration_ms: asNumberOrNull,
});
export type Attempt = Read<typeof readAttempt>;

const readAttempts = shape({ position: number, attempts: list(readAttempt) });

export function useAttempts(jobId: string) {
  return useSnapshot(['attempts', jobId], (signal) =>
    get(`/api/staff/jobs/${segment(jobId)}/attempts`, readAttempts, signal),
  );
}
