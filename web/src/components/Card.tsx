import { clsx } from 'clsx';
import { useId } from 'react';
import type { ReactNode } from 'react';

interface CardProps {
  title: string;
  /** A number beside the title. */
  badge?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A titled section on its own surface. */
export function Card({ title, badge, action, children, className }: CardProps) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={titleId}
      className={clsx('min-w-0 overflow-hidden rounded-xl border bg-surface shadow-card', className)}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1.5 border-b px-4 py-2">
        <h2 id={titleId} className="text-sm font-semibold whitespace-nowrap">
          {title}
        </h2>
        {badge}
        {action && <div className="ml-auto">{action}</div>}
      </header>
      {children}
    </section>
  );
}

export function CountPill({ value }: { value: number }) {
  return (
    <span className="rounded-full bg-idle-soft px-2 text-xs font-medium text-idle tabular-nums">
      {value.toLocaleString('en')}
    </span>
  );
}
