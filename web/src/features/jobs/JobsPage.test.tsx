import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { strings } from '@/strings';
import { actionStrings } from '@/strings/actions';
import { jobsStrings } from '@/strings/jobs';
import { makeChange, makeJob } from '@/test/factories';
import { openApp, problem } from '@/test/app';
import type { Call, Routes } from '@/test/app';

const words = strings.jobs;
const { bulk } = actionStrings;
const listing = (answer: (call: Call) => unknown): Routes => ({ 'GET /api/staff/jobs': answer });
const page = (...jobs: ReturnType<typeof makeJob>[]) => ({ position: 1, jobs, next_cursor: null });
const list = () => screen.findByRole('list', { name: words.caption });

describe('jobs list', () => {
  it('should show each job with its state and progress', async () => {
    openApp(
      '/jobs',
      listing(() => page(makeJob(), makeJob({ id: 'job-2', business_name: '', status: 'queued', missing: ['phone'] }))),
    );
    const [first, second] = within(await list())
      .getAllByRole('listitem')
      .filter((item) => item.querySelector('a'));
    expect(first).toHaveTextContent('Saltwater Bistro');
    expect(first).toHaveTextContent('5/10 dirs');
    expect(first).toHaveTextContent('In progress');
    expect(within(first as HTMLElement).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '5');
    expect(second).toHaveTextContent(words.unnamed);
    expect(second).toHaveTextContent(words.missing);
  });

  it('should show hostile names as text', async () => {
    openApp(
      '/jobs',
      listing(() => page(makeJob({ business_name: '<img src=x onerror=alert(1)>' }))),
    );
    expect(await screen.findByText('<img src=x onerror=alert(1)>')).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
  });

  it('should move with the feed, without asking again', async () => {
    const app = openApp(
      '/jobs',
      listing(() => page(makeJob())),
    );
    await list();
    const lists = () => app.calls.filter((call) => call.path === '/api/staff/jobs').length;
    const asked = lists();
    app.feed.onChange(makeChange(2, 'jobs', { id: 'job-1', directories_done: 6, progress: 60 }));
    expect(await screen.findByText('6/10 dirs')).toBeVisible();
    app.feed.onChange(makeChange(3, 'jobs', { id: 'job-1', status: 'completed', directories_done: 10 }));
    expect(await screen.findByText(words.noActive)).toBeVisible();
    expect(lists()).toBe(asked);
  });

  it('should ask with the filter of its address, and keep searches in it', async () => {
    const app = openApp(
      '/jobs?state=completed&q=oak',
      listing(() => page()),
    );
    expect(await screen.findByText(words.noMatch)).toBeVisible();
    const asked = () =>
      app.calls.filter((call) => call.path === '/api/staff/jobs').map((call) => call.query.toString());
    expect(asked()).toEqual(['state=completed&q=oak&limit=50']);

    const user = userEvent.setup();
    await user.clear(screen.getByRole('textbox', { name: words.search }));
    await user.type(screen.getByRole('textbox', { name: words.search }), '42');
    await waitFor(() => expect(window.location.search).toBe('?state=completed&q=42'));
    await waitFor(() => expect(asked().at(-1)).toBe('state=completed&q=42&limit=50'));
  });

  it('should look through all jobs for a status', async () => {
    const app = openApp(
      '/jobs',
      listing(() => page(makeJob())),
    );
    await list();
    await userEvent.click(screen.getByRole('button', { name: jobsStrings.filtersOf(0) }));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: jobsStrings.fields.status }), 'failed');
    await userEvent.click(screen.getByRole('button', { name: jobsStrings.apply }));
    await waitFor(() => expect(window.location.search).toBe('?status=failed&state=all'));
    await waitFor(() =>
      expect(app.calls.findLast((call) => call.path === '/api/staff/jobs')?.query.get('status')).toBe('failed'),
    );
  });

  it('should load the next page from the cursor', async () => {
    openApp(
      '/jobs',
      listing(({ query }) =>
        query.get('cursor') === 'c1'
          ? page(makeJob({ id: 'job-2', business_name: 'Second page' }))
          : { ...page(makeJob()), next_cursor: 'c1' },
      ),
    );
    await userEvent.click(await screen.findByRole('button', { name: words.more }));
    expect(await screen.findByText('Second page')).toBeVisible();
    expect(screen.getByText('Saltwater Bistro')).toBeVisible();
    expect(screen.getByText(words.end)).toBeVisible();
  });

  it('should say what went wrong and try again on demand', async () => {
    let isDown = true;
    openApp(
      '/jobs',
      listing(() =>
        isDown ? problem(503, 'The database does not answer', 'Try again in a moment.') : page(makeJob()),
      ),
    );
    expect(await screen.findByText('The database does not answer')).toBeVisible();
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: strings.retry }));
    expect(await screen.findByText('Saltwater Bistro')).toBeVisible();
  });

  it('should put the keyboard into the search on "/"', async () => {
    openApp(
      '/jobs',
      listing(() => page(makeJob())),
    );
    await list();
    await userEvent.keyboard('/');
    expect(screen.getByRole('textbox', { name: words.search })).toHaveFocus();
  });

  it('should select rows and preview a bulk action on them before it starts', async () => {
    const app = openApp('/jobs', {
      ...listing(() => page(makeJob(), makeJob({ id: 'job-2', business_name: 'Oak & Ash' }))),
      'POST /api/staff/bulk/preview': () => ({ position: 1, matching: 1, sample: [makeJob()] }),
      'POST /api/staff/bulk': () => ({ position: 1, operation: { id: 'b1', status: 'running', total: 1, done: 0 } }),
      'GET /api/staff/bulk/b1': () => ({ position: 1, operation: { id: 'b1', status: 'running', total: 1, done: 0 } }),
      'POST /api/staff/bulk/b1/abort': () => ({ position: 1, operation: { id: 'b1', status: 'aborted' } }),
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('checkbox', { name: jobsStrings.select('Saltwater Bistro') }));
    await user.click(screen.getByRole('button', { name: bulk.names.pause }));
    await user.click(await screen.findByRole('button', { name: bulk.start(1) }));
    expect(await screen.findByText(bulk.running(0, 1))).toBeVisible();
    const started = app.calls.find((call) => call.method === 'POST' && call.path === '/api/staff/bulk');
    expect(started?.body).toMatchObject({ action: 'pause', ids: ['job-1'], expected: 1 });
    await user.click(screen.getByRole('button', { name: bulk.abort }));
    await waitFor(() => expect(app.calls.some((call) => call.path === '/api/staff/bulk/b1/abort')).toBe(true));
  });

  it('should go from row to row with j and k, and select with x', async () => {
    openApp(
      '/jobs',
      listing(() => page(makeJob(), makeJob({ id: 'job-2', business_name: 'Oak & Ash' }))),
    );
    await list();
    await userEvent.keyboard('j');
    await waitFor(() => expect(screen.getByRole('link', { name: 'Saltwater Bistro' })).toHaveFocus());
    await userEvent.keyboard('j');
    await waitFor(() => expect(screen.getByRole('link', { name: 'Oak & Ash' })).toHaveFocus());
    await userEvent.keyboard('x');
    expect(screen.getByRole('checkbox', { name: jobsStrings.select('Oak & Ash') })).toBeChecked();
    await userEvent.keyboard('k');
    await waitFor(() => expect(screen.getByRole('link', { name: 'Saltwater Bistro' })).toHaveFocus());
  });
});
