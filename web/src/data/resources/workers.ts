import { asFlag, asRow, asText, asTextOrNull } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { act, get, number, segment } from './common';

const readWorker = shape({
  worker_id: asText,
  status: asText,
  current_job_id: asTextOrNull,
  processing_count: number,
  last_heartbeat: asText,
  alive: asFlag,
  draining: asFlag,
  drained_by: asTextOrNull,
  metadata: asRow,
  work: list(shape({ job_id: asText, directory_name: asText, status: asText, started_at: asText })),
});
export type WorkerRow = Read<typeof readWorker>;

const readWorkers = shape({ position: number, workers: list(readWorker) });
export type WorkerDocument = Read<typeof readWorkers>;

export const workersKey = ['workers'];

export function useWorkers() {
  return useSnapshot(workersKey, (signal) => get('/api/staff/workers', readWorkers, signal));
}

export const drainWorker = (id: string, reason: string) => act(`/api/staff/workers/${segment(id)}/drain`, { reason });
export const undrainWorker = (id: string) => act(`/api/staff/workers/${segment(id)}/undrain`);
