import { decodeWorker } from '../decode';
import type { FeedChange, FeedTable } from '../feed/types';
import { asText } from '../read';
import type { Overview, Worker } from '../types';
import type { View } from './view';

function followWorkers(workers: Worker[], change: FeedChange): Worker[] {
  const id = asText(change.record['worker_id'] ?? change.oldRecord['worker_id']);
  const others = workers.filter((worker) => worker.worker_id !== id);
  if (change.type === 'DELETE') return others;
  const known = workers.find((worker) => worker.worker_id === id);
  const worker = decodeWorker({ ...known, ...change.record });
  return [...others, worker].sort((a, b) => a.worker_id.localeCompare(b.worker_id));
}

/** The tables that the numbers are made of. */
const counted: readonly FeedTable[] = ['jobs', 'job_results', 'queue_history', 'action_items', 'pauses', 'directories'];

/**
 * Counts are asked for, not added up: a snapshot may already hold changes after its position, and a count, unlike a
 * row, cannot show which.
 */
export const overviewView: View<Overview> = {
  apply(overview, change, key, effects) {
    if (change.position <= overview.position) return overview;
    if (change.table === 'worker_heartbeats') {
      return { ...overview, position: change.position, workers: followWorkers(overview.workers, change) };
    }
    if (counted.includes(change.table)) effects.refresh(key);
    return overview;
  },
  position: (overview) => overview.position,
};
