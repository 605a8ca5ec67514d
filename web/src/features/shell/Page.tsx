import { ChevronRight } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Logo } from '@/components/Logo';
import { strings } from '@/strings';
import { AccountMenu } from './AccountMenu';
import { ConnectionStatus } from './ConnectionStatus';

interface PageProps {
  title: string;
  /** The page above this one. */
  parent?: { to: '/jobs' | '/customers'; label: string };
  children: ReactNode;
}

/** The frame of every screen: a header that stays in view, with where we are and whether it is live. */
export function Page({ title, parent, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${strings.product}`;
  }, [title]);

  return (
    <>
      <header className="sticky top-0 z-20 border-b bg-canvas/85 backdrop-blur-md">
        <div className="mx-auto flex h-13 max-w-[1400px] items-center gap-2.5 px-4 lg:px-6">
          <Link to="/" className="rounded-lg lg:hidden" aria-label={`${strings.product}: ${strings.nav.overview}`}>
            <Logo />
          </Link>
          {parent && (
            <nav aria-label={parent.label} className="hidden items-center gap-1.5 sm:flex">
              <Link to={parent.to} className="rounded text-sm text-ink-2 hover:text-ink">
                {parent.label}
              </Link>
              <ChevronRight aria-hidden className="size-3.5 text-ink-3" />
            </nav>
          )}
          <h1 className="min-w-0 flex-1 truncate text-base font-semibold">{title}</h1>
          <ConnectionStatus />
          <div className="lg:hidden">
            <AccountMenu />
          </div>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto max-w-[1400px] px-4 pt-4 pb-24 outline-none lg:px-6 lg:pt-6 lg:pb-12"
      >
        {children}
      </main>
    </>
  );
}
