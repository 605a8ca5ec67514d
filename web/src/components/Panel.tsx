import type { ReactNode } from 'react';

/** A surface without a title: the frame of a list that is the whole screen. */
export function Panel({ children }: { children: ReactNode }) {
  return <div className="overflow-hidden rounded-xl border bg-surface shadow-card">{children}</div>;
}

/** The line of filters above a list. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-center gap-2">{children}</div>;
}
