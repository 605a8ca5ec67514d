import { query } from '../query';
import { asRow, asText } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { usePages } from '../snapshots';
import { get, number } from './common';

const readEntry = shape({
  id: asText,
  actor: asText,
  action: asText,
  target: asText,
  details: asRow,
  created_at: asText,
});
export type AuditEntry = Read<typeof readEntry>;

const readPage = shape({ position: number, entries: list(readEntry) });

export interface AuditFilter {
  actor?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
}

const entriesPerPage = 50;

export function useAudit(filter: AuditFilter) {
  return usePages(['audit', filter], async (before, signal) => {
    const page = await get(`/api/staff/audit${query({ ...filter, before, limit: entriesPerPage })}`, readPage, signal);
    const last = page.entries.at(-1)?.id ?? null;
    return { ...page, next_cursor: page.entries.length < entriesPerPage ? null : last };
  });
}
