import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { buttonClass } from '@/components/Button';
import { Logo } from '@/components/Logo';
import { go } from './router';

/** A link to a page of ours. */
export function Link({ to, className, children }: { to: string; className?: string; children: ReactNode }) {
  return (
    <a
      href={to}
      className={className}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

export const bigButton = (kind: 'primary' | 'plain' | 'danger' = 'primary', extra?: string) =>
  buttonClass(kind, clsx('h-10! px-5! text-base!', extra));

export function BigButton({
  kind = 'primary',
  className,
  ...rest
}: { kind?: 'primary' | 'plain' | 'danger' } & ComponentProps<'button'>) {
  return <button type="button" className={bigButton(kind, className)} {...rest} />;
}

/** The frame of every page of customers: header, one heading, foot. */
export function Page({
  title,
  lead,
  wide = false,
  action,
  children,
}: {
  title: string;
  lead?: ReactNode;
  wide?: boolean;
  action?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Directory-Bolt`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b bg-surface">
        <div className={clsx('mx-auto flex h-14 items-center gap-3 px-4 sm:px-6', wide ? 'max-w-6xl' : 'max-w-3xl')}>
          <Link to="/packages" className="flex items-center gap-2.5 rounded-lg font-semibold">
            <Logo />
            Directory-Bolt
          </Link>
          <nav aria-label="Pages" className="ml-auto flex items-center gap-4 text-sm text-ink-2">
            <Link to="/analyze" className="rounded hover:text-ink">
              Free check
            </Link>
            <Link to="/my" className="rounded hover:text-ink">
              My orders
            </Link>
          </nav>
        </div>
      </header>
      <main className={clsx('mx-auto w-full flex-1 px-4 py-8 sm:px-6 sm:py-10', wide ? 'max-w-6xl' : 'max-w-3xl')}>
        <div className="mb-7 flex flex-wrap items-start gap-4">
          <div className="min-w-0 flex-1">
            <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none sm:text-3xl">
              {title}
            </h1>
            {lead && <p className="mt-2 max-w-2xl text-ink-2">{lead}</p>}
          </div>
          {action}
        </div>
        {children}
      </main>
      <footer className="border-t">
        <div
          className={clsx(
            'mx-auto flex flex-wrap gap-x-5 gap-y-1 px-4 py-5 text-xs text-ink-3 sm:px-6',
            wide ? 'max-w-6xl' : 'max-w-3xl',
          )}
        >
          <Link to="/terms" className="underline hover:text-ink">
            Terms and privacy
          </Link>
          <span>Your data are used to list your business, and for nothing else.</span>
        </div>
      </footer>
    </div>
  );
}

export function Note({ tone, children }: { tone: 'warn' | 'bad' | 'good' | 'run'; children: ReactNode }) {
  const look = {
    warn: 'bg-warn-soft text-warn',
    bad: 'bg-bad-soft text-bad',
    good: 'bg-good-soft text-good',
    run: 'bg-run-soft text-run',
  }[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={clsx('rounded-lg px-4 py-3 text-sm', look)}>
      {children}
    </div>
  );
}

export function Panel({ title, children, className }: { title?: string; children: ReactNode; className?: string }) {
  return (
    <section className={clsx('rounded-xl border bg-surface p-5 shadow-card sm:p-6', className)}>
      {title && <h2 className="mb-4 text-lg font-semibold">{title}</h2>}
      {children}
    </section>
  );
}

export function Waiting({ what }: { what: string }) {
  return (
    <p role="status" className="animate-pulse-slow text-ink-3">
      {what}
    </p>
  );
}
