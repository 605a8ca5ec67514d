import { useEffect, useRef, useState } from 'react';
import { useKeys } from './keys';
import type { Bindings } from './keys';

interface RowKeys {
  count: number;
  /** Brings a row into view and into the document; the row's `[data-row-link]` then gets the focus. */
  reveal?: (index: number) => void;
  /** The element that holds the rows, each with `data-index`. */
  container: { readonly current: HTMLElement | null };
  /** More keys, with the index of the row that has the focus (-1: none). */
  keys?: Record<string, (index: number) => void>;
}

function indexOf(container: HTMLElement | null): number {
  const row = document.activeElement?.closest<HTMLElement>('[data-index]');
  return row && container?.contains(row) ? Number(row.dataset['index']) : -1;
}

/** j and k go from row to row, whatever else the list can do comes as `keys`. */
export function useRowKeys({ count, reveal, container, keys = {} }: RowKeys): void {
  const [wanted, setWanted] = useState<number | null>(null);
  const last = useRef(-1);

  useEffect(() => {
    if (wanted === null) return undefined;
    reveal?.(wanted);
    // A virtual list has the row only after it has rendered anew.
    const frame = requestAnimationFrame(() => {
      const row = container.current?.querySelector<HTMLElement>(`[data-index="${wanted}"]`);
      row?.querySelector<HTMLElement>('[data-row-link]')?.focus();
      setWanted(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, reveal, container]);

  function step(by: number): void {
    const own = indexOf(container.current);
    const from = own >= 0 ? own : last.current;
    const next = Math.min(count - 1, Math.max(0, from + by));
    if (count === 0) return;
    last.current = next;
    setWanted(next);
  }

  const more: Bindings = Object.fromEntries(
    Object.entries(keys).map(([key, run]) => [key, () => run(indexOf(container.current))]),
  );
  useKeys({ j: () => step(1), k: () => step(-1), ...more });
}
