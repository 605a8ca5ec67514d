import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export interface Column<T> {
  name: string;
  /** Spoken, not shown: for columns of buttons. */
  isNameHidden?: boolean;
  /** `end`: numbers and times. */
  align?: 'end';
  /** Left out where there is no room; the row's first cell must say enough by itself. */
  from?: 'sm' | 'md' | 'lg' | 'xl';
  className?: string;
  cell: (row: T) => ReactNode;
}

interface DataTableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  isDimmed?: boolean;
}

const shownFrom = {
  sm: 'max-sm:hidden',
  md: 'max-md:hidden',
  lg: 'max-lg:hidden',
  xl: 'max-xl:hidden',
};

/** A plain table of rows: calm, dense, and a real table to screen readers. */
export function DataTable<T>({ caption, columns, rows, keyOf, isDimmed = false }: DataTableProps<T>) {
  const classOf = ({ align, from }: Column<T>): string =>
    clsx('px-3 first:pl-4 last:pr-4', align === 'end' && 'text-right', from && shownFrom[from]);
  return (
    <table className={clsx('w-full border-collapse text-left text-sm transition-opacity', isDimmed && 'opacity-60')}>
      <caption className="sr-only">{caption}</caption>
      <thead className="border-b bg-canvas/60 text-xs text-ink-3">
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" className={clsx('py-2 font-medium whitespace-nowrap', classOf(column))}>
              <span className={column.isNameHidden ? 'sr-only' : undefined}>{column.name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y">
        {rows.map((row) => (
          <tr key={keyOf(row)} className="transition-colors hover:bg-hover has-[a:focus-visible]:bg-hover">
            {columns.map((column) => (
              <td key={column.name} className={clsx('h-11 py-1.5 align-middle', classOf(column), column.className)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
