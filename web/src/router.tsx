import type { QueryClient } from '@tanstack/react-query';
import {
  Outlet,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { leavingStore, sessionQuery } from '@/data/session';
import { asText } from '@/data/read';
import { longestSearchBytes } from '@/data/types';
import type { Group } from '@/features/directories/health';
import { readJobsSearch } from '@/features/jobs/filter';
import type { LoginSearch } from '@/features/login/LoginPage';
import { NotFound, ScreenProblem } from '@/features/shell/Problem';
import { Shell } from '@/features/shell/Shell';
import { cutToBytes } from '@/lib/text';
import { safeNextPath } from '@/lib/url';

interface RouterContext {
  queries: QueryClient;
}

interface InboxSearch {
  kind?: string | undefined;
  mine?: 'true' | undefined;
  /** The item that is open. */
  item?: string | undefined;
}
interface DirectoriesSearch {
  q?: string | undefined;
  show?: Group | undefined;
  /** The name of the directory that is open. */
  open?: string | undefined;
}
interface ActivitySearch {
  tab?: 'audit' | undefined;
  actor?: string | undefined;
  action?: string | undefined;
}

const directoryGroups = ['allowed', 'ask', 'never', 'paused', 'trouble'] as const;
const word = (value: unknown): string | undefined => cutToBytes(asText(value), longestSearchBytes) || undefined;
/** Leaves out what is not set: an address names only what differs from the default. */
function given<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

function readLoginSearch(search: Record<string, unknown>): LoginSearch {
  const { token, next, ended } = search as Record<string, string | undefined>;
  return { ...(token ? { token } : {}), ...(next ? { next } : {}), ...(ended ? { ended } : {}) };
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: readLoginSearch,
  beforeLoad: async ({ context, search, cause }) => {
    // A link signs in by itself; while this page stays, the answer is known.
    leavingStore.set(false);
    if (search.token || cause === 'stay') return;
    const session = await context.queries.ensureQueryData(sessionQuery).catch(() => null);
    if (session) throw redirect({ href: safeNextPath(search.next) ?? '/', replace: true });
  },
  component: lazyRouteComponent(() => import('@/features/login/LoginRoute'), 'LoginRoute'),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData({ ...sessionQuery, revalidateIfStale: false });
    if (session) return;
    throw redirect({ to: '/login', search: location.pathname === '/' ? {} : { next: location.href }, replace: true });
  },
  component: Shell,
});

const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/overview/OverviewPage'), 'OverviewPage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  validateSearch: readJobsSearch,
  component: lazyRouteComponent(() => import('@/features/jobs/JobsRoute'), 'JobsRoute'),
});

const jobRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/$jobId',
  validateSearch: ({ view }: Record<string, unknown>): { view?: 'attempts' | 'log' | undefined } =>
    given({ view: (['attempts', 'log'] as const).find((each) => each === view) }),
  component: lazyRouteComponent(() => import('@/features/job/JobRoute'), 'JobRoute'),
});

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  validateSearch: ({ kind, mine, item }: Record<string, unknown>): InboxSearch =>
    given({ kind: word(kind), mine: mine === 'true' ? mine : undefined, item: word(item) }),
  component: lazyRouteComponent(() => import('@/features/inbox/InboxPage'), 'InboxPage'),
});

const failuresRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/failures',
  validateSearch: ({ within }: Record<string, unknown>): { within?: string | undefined } =>
    given({ within: word(within) }),
  component: lazyRouteComponent(() => import('@/features/failures/FailuresPage'), 'FailuresPage'),
});

const directoriesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/directories',
  validateSearch: ({ q, show, open }: Record<string, unknown>): DirectoriesSearch =>
    given({ q: word(q), show: directoryGroups.find((each) => each === show), open: word(open) }),
  component: lazyRouteComponent(() => import('@/features/directories/DirectoriesPage'), 'DirectoriesPage'),
});

const customersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string | undefined } => given({ q: word(q) }),
  component: lazyRouteComponent(() => import('@/features/customers/CustomersPage'), 'CustomersPage'),
});

const customerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers/$customerId',
  component: lazyRouteComponent(() => import('@/features/customers/CustomerPage'), 'CustomerPage'),
});

const workersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workers',
  component: lazyRouteComponent(() => import('@/features/workers/WorkersPage'), 'WorkersPage'),
});

const queueRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/queue',
  component: lazyRouteComponent(() => import('@/features/queue/QueuePage'), 'QueuePage'),
});

const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity',
  validateSearch: ({ tab, actor, action }: Record<string, unknown>): ActivitySearch =>
    given({ tab: tab === 'audit' ? tab : undefined, actor: word(actor), action: word(action) }),
  component: lazyRouteComponent(() => import('@/features/activity/ActivityPage'), 'ActivityPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/settings/SettingsPage'), 'SettingsPage'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  shellRoute.addChildren([
    overviewRoute,
    jobsRoute,
    jobRoute,
    inboxRoute,
    failuresRoute,
    directoriesRoute,
    customersRoute,
    customerRoute,
    workersRoute,
    queueRoute,
    activityRoute,
    settingsRoute,
  ]),
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultErrorComponent: ({ error }) => <ScreenProblem error={error} reset={() => window.location.reload()} />,
    defaultNotFoundComponent: NotFound,
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Plain text values: a token or a search word that looks like a number stays what it is.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch(search) {
      const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
      return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
    },
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
