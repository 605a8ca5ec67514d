import { asText, asTextOrNull } from '../read';
import { dictionary, list, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { get, number } from './common';

const readHealth = shape({
  position: number,
  status: asText,
  checks: dictionary(shape({ status: asText, detail: asText })),
  roles: list(
    shape({
      id: asText,
      role: asText,
      host: asText,
      process_id: number,
      version: asText,
      status: asText,
      started_at: asText,
      seen_at: asText,
    }),
  ),
  alerts: list(
    shape({ name: asText, severity: asText, message: asText, opened_at: asText, resolved_at: asTextOrNull }),
  ),
});
export type Health = Read<typeof readHealth>;
export type RoleRow = Health['roles'][number];
export type Alert = Health['alerts'][number];

/** How the house is doing: this gateway's checks, the roles of all processes, open alerts and those of the last day. */
export function useHealth() {
  return useSnapshot(['health'], (signal) => get('/api/staff/health', readHealth, signal));
}
