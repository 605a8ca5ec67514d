import type { QueryClient } from '@tanstack/react-query';
import {
  Outlet,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { asText } from '@/data/read';
import { jobStatuses, longestSearchBytes } from '@/data/types';
import type { JobsFilter } from '@/data/types';
import { sessionQuery } from '@/data/session';
import { JobsPage } from '@/features/jobs/JobsPage';
import { LoginPage } from '@/features/login/LoginPage';
import type { LoginSearch } from '@/features/login/LoginPage';
import { OverviewPage } from '@/features/overview/OverviewPage';
import { NotFound, ScreenProblem } from '@/features/shell/Problem';
import { Shell } from '@/features/shell/Shell';
import { cutToBytes } from '@/lib/text';
import { safeNextPath } from '@/lib/url';

interface RouterContext {
  queries: QueryClient;
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
    if (search.token || cause === 'stay') return;
    const session = await context.queries.ensureQueryData(sessionQuery).catch(() => null);
    if (session) throw redirect({ href: safeNextPath(search.next) ?? '/', replace: true });
  },
  component: function Login() {
    return <LoginPage {...loginRoute.useSearch()} />;
  },
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

const overviewRoute = createRoute({ getParentRoute: () => shellRoute, path: '/', component: OverviewPage });

export type JobsSearch = Partial<JobsFilter>;

/** The filter of the jobs list, from its own URL only: what it does not know is dropped. */
export function readJobsSearch(search: Record<string, unknown>): JobsSearch {
  const state = (['completed', 'all'] as const).find((each) => each === search['state']);
  const status = jobStatuses.find((each) => each === search['status']);
  const q = cutToBytes(asText(search['q']), longestSearchBytes);
  return { ...(state ? { state } : {}), ...(status ? { status } : {}), ...(q ? { q } : {}) };
}

const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  validateSearch: readJobsSearch,
  component: function Jobs() {
    return <JobsPage search={jobsRoute.useSearch()} />;
  },
});

const jobRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('@/features/job/JobRoute'), 'JobRoute'),
});

const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity',
  component: lazyRouteComponent(() => import('@/features/activity/ActivityPage'), 'ActivityPage'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  shellRoute.addChildren([overviewRoute, jobsRoute, jobRoute, activityRoute]),
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
