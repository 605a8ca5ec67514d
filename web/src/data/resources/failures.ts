import { serverNow } from '@/lib/clock';
import { query } from '../query';
import { asText, asTextOrNull } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { get, number } from './common';

export interface FailuresFilter {
  directory?: string | undefined;
  package?: string | undefined;
  /** A time span that ends now, like "24h"; all of it when absent. */
  within?: string | undefined;
}

const readGroup = shape({
  key: asText,
  verdict: asTextOrNull,
  message: asText,
  example: asText,
  count: number,
  jobs: number,
  directories: list(shape({ name: asText, count: number })),
  first_seen: asText,
  last_seen: asText,
});
export type FailureGroup = Read<typeof readGroup>;

const readFailures = shape({ position: number, groups: list(readGroup), total: number });

const hours: Record<string, number> = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 };

export function useFailures({ directory, package: packageType, within }: FailuresFilter) {
  return useSnapshot(
    ['failures', directory ?? '', packageType ?? '', within ?? ''],
    (signal) => {
      const span = within ? hours[within] : undefined;
      const since = span ? new Date(serverNow() - span * 3_600_000).toISOString() : undefined;
      return get(`/api/staff/failures${query({ directory, package: packageType, since })}`, readFailures, signal);
    },
    { keepsPrevious: true },
  );
}
