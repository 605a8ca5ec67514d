import { QueryClientProvider } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { vi } from 'vitest';
import { TipProvider } from '@/components/Tip';
import * as feedModule from '@/data/feed/feed';
import type { FeedEvents } from '@/data/feed/types';
import { createQueryClient } from '@/data/queryClient';
import { leavingStore, watchSession } from '@/data/session';
import { createAppRouter } from '@/router';
import { makeSession } from './factories';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

/** What the API answers: a document, or a whole Response for everything but 200. */
export type Routes = Record<string, (call: Call) => unknown>;

export function problem(status: number, title: string, detail: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ title, detail, status }), { status, headers });
}

export interface App {
  calls: Call[];
  /** Hands a change or a state to the screens, as the feed would. */
  feed: FeedEvents;
  queries: QueryClient;
}

const noData: Routes = {
  'GET /api/staff/session': () => makeSession(),
  'GET /api/staff/overview': () => ({ position: 1 }),
  'GET /api/staff/jobs': () => ({ position: 1, jobs: [], next_cursor: null }),
  'GET /api/staff/activity': () => ({ position: 1, events: [] }),
};

/** The whole application at an address, over made-up answers and a feed that the test drives. */
export function openApp(path: string, routes: Routes = {}): App {
  const all = { ...noData, ...routes };
  const calls: Call[] = [];
  const app = { calls, queries: createQueryClient() } as unknown as App;
  app.queries.setDefaultOptions({ queries: { ...app.queries.getDefaultOptions().queries, retry: false } });

  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = new URL(String(input), window.location.origin);
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const call = {
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body,
      headers: new Headers(init?.headers),
    };
    calls.push(call);
    const answer = await all[`${call.method} ${call.path}`]?.(call);
    if (answer instanceof Response) return answer;
    return answer === undefined ? problem(404, 'Not found', 'There is no such thing.') : Response.json(answer);
  });
  vi.spyOn(feedModule, 'openFeed').mockImplementation((events) => {
    app.feed = events;
    return { follow: vi.fn(), setToken: vi.fn(), stop: vi.fn() };
  });

  window.history.replaceState(null, '', path);
  leavingStore.set(false);
  watchSession(app.queries);
  render(
    <QueryClientProvider client={app.queries}>
      <TipProvider>
        <RouterProvider router={createAppRouter(app.queries)} />
      </TipProvider>
    </QueryClientProvider>,
  );
  return app;
}
