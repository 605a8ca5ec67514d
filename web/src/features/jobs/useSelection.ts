import { useState } from 'react';
import type { BulkSelection } from '@/data/resources/bulk';
import type { JobsFilter } from '@/data/types';

export interface Selection {
  ids: ReadonlySet<string>;
  isAll: boolean;
  count: number;
  toggle: (id: string) => void;
  toggleAll: (ids: readonly string[]) => void;
  selectMatching: () => void;
  clear: () => void;
  /** As the API takes it; null when nothing is selected. */
  bulk: BulkSelection | null;
}

/** Which jobs are selected: rows one by one, or all that the filter finds. A new filter begins anew. */
export function useSelection(filter: JobsFilter, total: number | null): Selection {
  const key = JSON.stringify(filter);
  const [state, setState] = useState<{ key: string; ids: ReadonlySet<string>; isAll: boolean }>({
    key,
    ids: new Set(),
    isAll: false,
  });
  const current = state.key === key ? state : { key, ids: new Set<string>(), isAll: false };
  const set = (ids: ReadonlySet<string>, isAll = false): void => setState({ key, ids, isAll });
  const { sort: _sort, order: _order, ...found } = filter;

  return {
    ids: current.ids,
    isAll: current.isAll,
    count: current.isAll ? (total ?? current.ids.size) : current.ids.size,
    toggle(id) {
      const ids = new Set(current.ids);
      if (!ids.delete(id)) ids.add(id);
      set(ids);
    },
    toggleAll(shown) {
      const hasAll = shown.every((id) => current.ids.has(id));
      set(new Set(hasAll ? [] : shown));
    },
    selectMatching: () => set(current.ids, true),
    clear: () => set(new Set()),
    bulk: current.isAll ? { filter: { ...found } } : current.ids.size > 0 ? { ids: [...current.ids] } : null,
  };
}
