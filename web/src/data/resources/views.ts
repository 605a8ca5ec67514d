import { useQuery } from '@tanstack/react-query';
import { asFlag, asText } from '../read';
import { list, shape } from '../shape';
import type { Read } from '../shape';
import { act, get, segment } from './common';

const readView = shape({ id: asText, name: asText, screen: asText, query: asText, shared: asFlag, owner: asText });
export type SavedView = Read<typeof readView>;

export const viewsKey = ['views'];

export function useViews() {
  const read = shape({ views: list(readView) });
  return useQuery({
    queryKey: viewsKey,
    queryFn: ({ signal }) => get('/api/staff/views', read, signal),
    staleTime: 60_000,
  });
}

export const saveView = (view: { name: string; screen: string; query: string; shared: boolean }) =>
  act('/api/staff/views', view);
export const removeView = (id: string) => act(`/api/staff/views/${segment(id)}`, undefined, 'DELETE');
