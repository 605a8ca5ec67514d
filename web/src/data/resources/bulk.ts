import { decodeJob } from '../decode';
import { asNumber, asRow, asText, asTextOrNull } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import type { Job } from '../types';
import { act, get, number, segment } from './common';

export const bulkActions = ['retry_failed', 'pause', 'resume', 'set_priority', 'cancel'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** Exactly one of both: the rows that were chosen, or all that a filter finds. */
export type BulkSelection = { ids: string[] } | { filter: Record<string, unknown> };

const readOperation = shape({
  id: asText,
  action: asText,
  status: asText,
  total: number,
  done: number,
  changed: number,
  failed: number,
  last_error: asTextOrNull,
  created_by: asText,
  created_at: asText,
});
export type BulkOperation = Read<typeof readOperation>;

const readChange = shape({ position: number, operation: readOperation });

export async function previewBulk(
  action: BulkAction,
  selection: BulkSelection,
): Promise<{ matching: number; sample: Job[] }> {
  const { document } = await act('/api/staff/bulk/preview', { action, ...selection, ...priorityOf(action) });
  const sample = list((job) => decodeJob(job, 0))(document['sample']);
  return { matching: asNumber(document['matching']), sample };
}

/** A preview asks for every member that its action needs. */
const priorityOf = (action: BulkAction): object => (action === 'set_priority' ? { priority: 1 } : {});

export interface BulkStart {
  priority?: number;
  reason?: string;
  expected?: number;
  client_key: string;
}

export async function startBulk(action: BulkAction, selection: BulkSelection, more: BulkStart): Promise<BulkOperation> {
  const { document } = await act('/api/staff/bulk', { action, ...selection, ...more });
  return readOperation(asRow(document['operation']));
}

export const abortBulk = (id: string) => act(`/api/staff/bulk/${segment(id)}/abort`);

export function useBulk(id: string) {
  return useSnapshot(['bulk', id], (signal) => get(`/api/staff/bulk/${segment(id)}`, readChange, signal));
}
