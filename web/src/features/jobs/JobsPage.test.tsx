import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { strings } from '@/strings';
import { makeChange, makeJob } from '@/test/factories';
import { openApp, problem } from '@/test/app';
import type { Call, Routes } from '@/test/app';

const words = strings.jobs;
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
    const asked = app.calls.length;
    app.feed.onChange(makeChange(2, 'jobs', { id: 'job-1', directories_done: 6, progress: 60 }));
    expect(await screen.findByText('6/10 dirs')).toBeVisible();
    app.feed.onChange(makeChange(3, 'jobs', { id: 'job-1', status: 'completed', directories_done: 10 }));
    expect(await screen.findByText(words.noActive)).toBeVisible();
    expect(app.calls).toHaveLength(asked);
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
    await userEvent.selectOptions(screen.getByRole('combobox', { name: words.status }), 'failed');
    await waitFor(() => expect(window.location.search).toBe('?state=all&status=failed'));
    await waitFor(() => expect(app.calls.at(-1)?.query.get('status')).toBe('failed'));
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
});
