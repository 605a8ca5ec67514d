import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { strings } from '@/strings';
import { jobStrings } from '@/strings/job';
import { makeChange, makeJob, makeOverview, noCounts } from '@/test/factories';
import { openApp } from '@/test/app';
import type { Worker } from '@/data/types';
import { isWorkerLive, successShare } from './Tiles';

const words = strings.overview;
const tile = (label: string): HTMLElement => screen.getByText(label, { selector: 'dt' }).parentElement as HTMLElement;

describe('overview', () => {
  it('should show the numbers of the snapshot', async () => {
    openApp('/', {
      'GET /api/staff/overview': () =>
        makeOverview({
          position: 1,
          jobs: { pending: 1, queued: 2, in_progress: 4, completed: 9, failed: 0, cancelled: 0 },
          submissions: { ...noCounts, submitted: 30, failed: 10, action_required: 3 },
          queue: { depth: 2, in_flight: 1, dead: 0, oldest_age_seconds: 75 },
          today: { jobs_completed: 2, submissions_submitted: 12 },
        }),
    });
    await screen.findByText('75 %');
    expect(tile(words.inProgress)).toHaveTextContent('4');
    expect(tile(words.queued)).toHaveTextContent('3');
    expect(tile(words.needsAction)).toHaveTextContent('3');
    expect(tile(words.submittedToday)).toHaveTextContent('12');
    expect(tile(words.queue)).toHaveTextContent('3oldest 1 min 15 s');
    expect(tile(words.workers)).toHaveTextContent(`0${words.noWorkers}`);
  });

  it('should not show an unknown queue as an empty one', async () => {
    openApp('/', { 'GET /api/staff/overview': () => ({ ...makeOverview(), queue: null }) });
    expect(await screen.findByText(words.queueSilent)).toBeVisible();
  });

  it('should say what to do while nothing runs', async () => {
    openApp('/');
    expect(await screen.findByText(words.noActive)).toBeVisible();
    expect(screen.getByText(words.createCommand)).toBeVisible();
    expect(screen.getByText(jobStrings.activity.none)).toBeVisible();
  });

  it('should move a job from active to completed and tell it in the feed', async () => {
    const active = makeJob();
    const app = openApp('/', {
      'GET /api/staff/jobs': ({ query }) => ({
        position: 1,
        jobs: query.get('state') === 'active' ? [active] : [],
        next_cursor: null,
      }),
    });
    const running = await screen.findByRole('list', { name: words.activeJobs });
    expect(running).toHaveTextContent('5/10 dirs');
    app.feed.onChange(makeChange(2, 'jobs', { id: 'job-1', status: 'completed', directories_done: 10, progress: 100 }));
    app.feed.onChange(
      makeChange(
        3,
        'queue_history',
        { id: 8, job_id: 'job-1', event: 'job_finalized', details: { final_status: 'completed' } },
        { type: 'INSERT' },
      ),
    );
    const done = await screen.findByRole('list', { name: words.completed });
    expect(done).toHaveTextContent('10/10 dirs');
    expect(screen.queryByRole('list', { name: words.activeJobs })).toBeNull();
    const activity = screen.getByRole('list', { name: words.feed });
    expect(within(activity).getByRole('listitem')).toHaveTextContent('Job finished');
    expect(activity).toHaveTextContent('Saltwater Bistro');
  });

  it('should always show whether it is live', async () => {
    const app = openApp('/');
    await screen.findByRole('heading', { name: words.title });
    const status = () => screen.getAllByRole('status').map((each) => each.textContent);
    expect(status()).toContain(strings.connection.connecting);
    act(() => app.feed.onState('live'));
    expect(status()).toContain(strings.connection.live);
    act(() => app.feed.onState('interrupted'));
    expect(status()).toContain(strings.connection.reconnecting);
    expect(screen.getByText(/last update \d\d:\d\d:\d\d/)).toBeInTheDocument();
  });
});

describe('isWorkerLive', () => {
  const now = Date.parse('2026-11-23T11:00:40Z');
  const worker: Worker = {
    worker_id: 'w',
    status: 'running',
    current_job_id: null,
    last_heartbeat: '2026-11-23T11:00:20.000000+00:00',
  };

  it('should count workers that reported lately and did not stop', () => {
    expect(isWorkerLive(worker, now)).toBe(true);
    expect(isWorkerLive(worker, now + 15_000)).toBe(false);
    expect(isWorkerLive({ ...worker, status: 'stopped' }, now)).toBe(false);
    expect(isWorkerLive({ ...worker, last_heartbeat: null }, now)).toBe(false);
  });
});

describe('successShare', () => {
  it('should leave out what was not tried to the end', () => {
    expect(successShare({ ...noCounts, submitted: 3, failed: 1, skipped: 9, pending: 5 })).toEqual({
      share: 0.75,
      ended: 4,
    });
    expect(successShare(noCounts).share).toBeNaN();
  });
});
