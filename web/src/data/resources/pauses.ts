import { asText } from '../read';
import { list, orNull, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { act, get, number, segment } from './common';

const readPause = shape({ name: asText, reason: asText, actor: asText, created_at: asText });
export type Pause = Read<typeof readPause>;

const readPauses = shape({
  position: number,
  everything: orNull(readPause),
  packages: list(readPause),
  directories: list(readPause),
});

export function usePauses() {
  return useSnapshot(['pauses'], (signal) => get('/api/staff/pauses', readPauses, signal));
}

const packagePath = (name: string): string => `/api/staff/pauses/packages/${segment(name)}`;

export const pauseEverything = (reason: string) => act('/api/staff/pauses/everything', { reason }, 'PUT');
export const resumeEverything = () => act('/api/staff/pauses/everything', undefined, 'DELETE');
export const pausePackage = (name: string, reason: string) => act(packagePath(name), { reason }, 'PUT');
export const resumePackage = (name: string) => act(packagePath(name), undefined, 'DELETE');
