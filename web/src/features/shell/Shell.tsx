import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { Activity, LayoutGrid, ListChecks } from 'lucide-react';
import { useEffect } from 'react';
import { Logo } from '@/components/Logo';
import { LiveProvider } from '@/data/LiveProvider';
import { sessionQuery } from '@/data/session';
import { strings } from '@/strings';
import { AccountMenu } from './AccountMenu';

const places = [
  { to: '/', label: strings.nav.overview, icon: LayoutGrid, exact: true },
  { to: '/jobs', label: strings.nav.jobs, icon: ListChecks, exact: false },
  { to: '/activity', label: strings.nav.activity, icon: Activity, exact: false },
] as const;

function Sidebar() {
  return (
    <aside
      aria-label={strings.product}
      className="sticky top-0 z-30 hidden h-dvh w-57 shrink-0 flex-col border-r bg-surface lg:flex"
    >
      <div className="flex h-13 items-center gap-2.5 px-4">
        <Logo />
        <span className="font-semibold tracking-tight">{strings.product}</span>
      </div>
      <nav aria-label={strings.nav.label} className="flex flex-col gap-0.5 p-2">
        {places.map(({ to, label, icon: Icon, exact }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact, includeSearch: false }}
            className="flex h-8.5 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-idle-soft aria-[current=page]:text-ink"
          >
            <Icon aria-hidden className="size-4" strokeWidth={2} />
            {label}
          </Link>
        ))}
      </nav>
      <div className="mt-auto border-t p-2">
        <AccountMenu wide />
      </div>
    </aside>
  );
}

function TabBar() {
  return (
    <nav
      aria-label={strings.nav.label}
      className="fixed inset-x-0 bottom-0 z-20 flex border-t bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md lg:hidden"
    >
      {places.map(({ to, label, icon: Icon, exact }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact, includeSearch: false }}
          className="flex h-14 flex-1 flex-col items-center justify-center gap-1 text-2xs font-medium text-ink-3 aria-[current=page]:text-ink"
        >
          <Icon aria-hidden className="size-5" strokeWidth={1.9} />
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** Everything behind the login: navigation around the screens, one feed below them. */
export function Shell() {
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const router = useRouter();

  useEffect(() => {
    if (session !== null) return;
    // Nobody else's data may stay in memory.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    const { pathname, href: next } = router.history.location;
    // Who signs out is on the way already, and needs no explanation.
    if (pathname !== '/login') void router.navigate({ to: '/login', search: { next, ended: '1' }, replace: true });
  }, [session, queries, router]);

  if (!session) return null;
  return (
    <LiveProvider session={session} key={session.user.id}>
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-inverse px-3 py-2 text-sm text-on-inverse focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {strings.skipToContent}
      </a>
      <div className="flex">
        <Sidebar />
        <div className="min-w-0 flex-1">
          <Outlet />
        </div>
      </div>
      <TabBar />
    </LiveProvider>
  );
}
