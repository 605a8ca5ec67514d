import { useEffect, useState } from 'react';

/** Scrolled further than this somebody reads: rows that come in above must not push what is read. */
const readingFromPx = 200;

interface Held<T> {
  shown: T[];
  /** How many new rows wait above. */
  waiting: number;
  release: () => void;
}

/** Rows whose newest stand first: while somebody has scrolled down, new ones wait until they are asked for. */
export function useHeldRows<T>(rows: T[], keyOf: (row: T) => string): Held<T> {
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);

  useEffect(() => {
    const look = (): void => {
      const isReading = window.scrollY > readingFromPx;
      setKnown((before) => (isReading ? (before ?? new Set(rows.map(keyOf))) : null));
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [rows, keyOf]);

  // Only what is new at the top waits; a page loaded at the end belongs there.
  const first = known ? rows.findIndex((row) => known.has(keyOf(row))) : 0;
  const waiting = Math.max(first, 0);
  return {
    shown: waiting > 0 ? rows.slice(waiting) : rows,
    waiting,
    release() {
      setKnown(null);
      window.scrollTo({ top: 0 });
    },
  };
}
