import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeChange, makeDetail, makeEvent, makeJob, makeOverview, makeResult } from '@/test/factories';
import type { Job, JobsFilter } from '../types';
import { activityView } from './activityView';
import type { ActivityPages } from './activityView';
import { jobsView } from './jobsView';
import type { JobPages } from './jobsView';
import { jobView } from './jobView';
import { mergeJob } from './merge';
import { overviewView } from './overviewView';
import type { Effects } from './view';

let known: Job | undefined;
const effects = { refresh: vi.fn(), adopt: vi.fn(), knownJob: vi.fn(() => known) } satisfies Effects;

beforeEach(() => {
  known = undefined;
  vi.clearAllMocks();
  effects.knownJob.mockImplementation(() => known);
});

describe('mergeJob', () => {
  it('should never go back to a change that the row already has', () => {
    const job = makeJob({ seen: 4 });
    expect(mergeJob(job, { progress: 1 }, 4)).toBe(job);
    expect(mergeJob(job, { progress: 60 }, 5)).toMatchObject({ progress: 60, seen: 5 });
  });
});

describe('jobView', () => {
  const key = ['job', 'job-1'];

  it('should take the columns of a row change and keep what the row lacks', () => {
    const detail = makeDetail({ position: 5, job: makeJob({ seen: 5 }) });
    const change = makeChange(6, 'jobs', {
      id: 'job-1',
      status: 'completed',
      directories_done: 10,
      progress: 100,
      paused: 0,
    });
    const { job } = jobView.apply(detail, change, key, effects);
    expect(job).toMatchObject({
      status: 'completed',
      directories_done: 10,
      progress: 100,
      business_name: 'Saltwater Bistro',
    });
  });

  it('should say that nothing is missing once the job has moved on', () => {
    const detail = makeDetail({ job: makeJob({ status: 'pending', missing: ['phone'] }) });
    const apply = (status: string) =>
      jobView.apply(detail, makeChange(1, 'jobs', { id: 'job-1', status }), key, effects);
    expect(apply('pending').job.missing).toEqual(['phone']);
    expect(apply('queued').job.missing).toEqual([]);
  });

  it('should ignore what its snapshot already has, and other jobs', () => {
    const detail = makeDetail({ position: 5, job: makeJob({ seen: 5 }) });
    expect(jobView.apply(detail, makeChange(5, 'jobs', { id: 'job-1', progress: 0 }), key, effects)).toBe(detail);
    expect(jobView.apply(detail, makeChange(6, 'jobs', { id: 'job-2', progress: 0 }), key, effects)).toBe(detail);
    expect(jobView.apply(detail, makeChange(7, 'job_results', { id: 'x', job_id: 'job-2' }), key, effects)).toBe(
      detail,
    );
  });

  it('should recount the outcomes from the results, so that a change seen twice counts once', () => {
    const detail = makeDetail({ results: [makeResult(), makeResult({ id: 'result-2', status: 'failed' })] });
    const change = makeChange(3, 'job_results', {
      id: 'result-1',
      job_id: 'job-1',
      status: 'submitted',
      verdict: 'accepted',
    });
    const once = jobView.apply(detail, change, key, effects);
    const twice = jobView.apply(once, change, key, effects);
    expect(twice).toBe(once);
    expect(once.job.counts).toMatchObject({ submitted: 1, failed: 1, pending: 0 });
    expect(once.results[0]).toMatchObject({ verdict: 'accepted', directory_title: 'Bistro List' });
  });

  it('should read sent values, reasons and evidence from the row, as objects or as JSON text', () => {
    const detail = makeDetail({ results: [makeResult()] });
    const row = {
      id: 'result-1',
      job_id: 'job-1',
      payload: '{"fields":[{"label":"Name","meaning":"business_name","value":"S"}]}',
      response_log: { reasons: ['new_text: Thanks'], evidence: { before: 'job-1/b.jpg', after: 'job-1/a.jpg' } },
    };
    const { results } = jobView.apply(detail, makeChange(1, 'job_results', row), key, effects);
    expect(results[0]).toMatchObject({
      fields: [{ label: 'Name', meaning: 'business_name', value: 'S' }],
      reasons: ['new_text: Thanks'],
      evidence: { before: 'job-1/b.jpg', after: 'job-1/a.jpg' },
    });
  });

  it('should ask for a snapshot when a directory is new or has ended, not while it is under way', () => {
    const detail = makeDetail({ results: [makeResult()] });
    jobView.apply(
      detail,
      makeChange(1, 'job_results', { id: 'result-1', job_id: 'job-1', status: 'submitting' }),
      key,
      effects,
    );
    expect(effects.refresh).not.toHaveBeenCalled();
    jobView.apply(
      detail,
      makeChange(2, 'job_results', { id: 'new', job_id: 'job-1', directory_name: 'd' }),
      key,
      effects,
    );
    jobView.apply(
      detail,
      makeChange(3, 'job_results', { id: 'result-1', job_id: 'job-1', status: 'failed' }),
      key,
      effects,
    );
    expect(effects.refresh).toHaveBeenCalledTimes(2);
  });

  it('should take a directory out when its row is deleted', () => {
    const detail = makeDetail({ results: [makeResult()] });
    const change = makeChange(1, 'job_results', {}, { type: 'DELETE', oldRecord: { id: 'result-1', job_id: 'job-1' } });
    expect(jobView.apply(detail, change, key, effects).results).toEqual([]);
  });

  it('should add an event once', () => {
    const insert = makeChange(1, 'queue_history', { id: 9, job_id: 'job-1', event: 'submitted' }, { type: 'INSERT' });
    const detail = jobView.apply(makeDetail(), insert, key, effects);
    const again = jobView.apply(detail, { ...insert, position: 2 }, key, effects);
    expect(again.history.map((event) => event.id)).toEqual(['9']);
  });
});

describe('jobsView', () => {
  const keyOf = (filter: JobsFilter) => ['jobs', filter];
  const active = keyOf({ state: 'active' });
  const pagesOf = (jobs: Job[], next_cursor: string | null = null, position = 0): JobPages => ({
    pages: [{ position, jobs, next_cursor, counts: null }],
    pageParams: [null],
  });
  const idsOf = (data: JobPages) => data.pages.flatMap((page) => page.jobs.map((job) => job.id));
  const older = makeJob({ id: 'old', created_at: '2026-11-23T09:00:00.000000+00:00' });
  const newer = makeJob({ id: 'new', created_at: '2026-11-23T12:00:00.000000+00:00' });

  it('should update a listed job, and never go back to an older change', () => {
    const data = pagesOf([makeJob({ seen: 4 })]);
    const next = jobsView.apply(data, makeChange(5, 'jobs', { id: 'job-1', directories_done: 6 }), active, effects);
    expect(next.pages[0]?.jobs[0]?.directories_done).toBe(6);
    expect(jobsView.apply(next, makeChange(3, 'jobs', { id: 'job-1', directories_done: 1 }), active, effects)).toBe(
      next,
    );
  });

  it('should take a job out of the active list and into the finished one when it ends', () => {
    const change = makeChange(5, 'jobs', { id: 'job-1', status: 'completed' });
    expect(idsOf(jobsView.apply(pagesOf([newer, makeJob(), older]), change, active, effects))).toEqual(['new', 'old']);
    known = makeJob();
    const finished = pagesOf([
      { ...newer, status: 'completed' },
      { ...older, status: 'failed' },
    ]);
    expect(idsOf(jobsView.apply(finished, change, keyOf({ state: 'completed' }), effects))).toEqual([
      'new',
      'job-1',
      'old',
    ]);
  });

  it('should not place a job beyond the loaded pages', () => {
    known = older;
    const change = makeChange(5, 'jobs', { id: 'old', progress: 60 });
    expect(idsOf(jobsView.apply(pagesOf([newer], 'cursor'), change, active, effects))).toEqual(['new']);
    expect(idsOf(jobsView.apply(pagesOf([newer]), change, active, effects))).toEqual(['new', 'old']);
  });

  it('should fetch a job nobody knows', () => {
    jobsView.apply(pagesOf([]), makeChange(5, 'jobs', { id: 'unheard' }), active, effects);
    expect(effects.adopt).toHaveBeenCalledWith('unheard');
  });

  it('should leave to the server what a search finds', () => {
    known = newer;
    const key = keyOf({ state: 'all', q: 'salt' });
    const data = pagesOf([]);
    expect(jobsView.apply(data, makeChange(5, 'jobs', { id: 'new' }), key, effects)).toBe(data);
    expect(effects.refresh).toHaveBeenCalledWith(key);
  });

  it('should ask for fresh counts when a listed job has a new outcome, and only then', () => {
    const data = pagesOf([makeJob({ seen: 4 })], null, 4);
    jobsView.apply(data, makeChange(5, 'job_results', { job_id: 'other' }), active, effects);
    jobsView.apply(data, makeChange(4, 'job_results', { job_id: 'job-1' }), active, effects);
    expect(effects.refresh).not.toHaveBeenCalled();
    jobsView.apply(data, makeChange(5, 'job_results', { job_id: 'job-1' }), active, effects);
    expect(effects.refresh).toHaveBeenCalledWith(active);
  });

  it('should not take a later row of the job for later counts', () => {
    const data = pagesOf([makeJob({ seen: 4 })], null, 4);
    const moved = jobsView.apply(data, makeChange(6, 'jobs', { id: 'job-1', directories_done: 6 }), active, effects);
    jobsView.apply(moved, makeChange(5, 'job_results', { job_id: 'job-1' }), active, effects);
    expect(effects.refresh).toHaveBeenCalledWith(active);
  });

  it('should ask for fresh counts for a job that comes from another list', () => {
    known = makeJob({ seen: 4 });
    const finished = keyOf({ state: 'completed' });
    jobsView.apply(pagesOf([]), makeChange(5, 'jobs', { id: 'job-1', status: 'completed' }), finished, effects);
    expect(effects.refresh).toHaveBeenCalledWith(finished);
  });

  it('should take out a deleted job', () => {
    const change = makeChange(5, 'jobs', {}, { type: 'DELETE', oldRecord: { id: 'job-1' } });
    expect(idsOf(jobsView.apply(pagesOf([makeJob()]), change, active, effects))).toEqual([]);
  });
});

describe('activityView', () => {
  const pagesOf = (...ids: string[]): ActivityPages => ({
    pages: [{ position: 3, events: ids.map((id) => makeEvent({ id })), next_cursor: null }],
    pageParams: [null],
  });
  const insert = (position: number, id: number) =>
    makeChange(position, 'queue_history', { id, job_id: 'job-1', event: 'submitted' }, { type: 'INSERT' });

  it('should put a new event first, once, with the name of its business', () => {
    known = makeJob();
    const once = activityView.apply(pagesOf('1'), insert(4, 2), ['activity'], effects);
    const twice = activityView.apply(once, insert(5, 2), ['activity'], effects);
    expect(twice.pages[0]?.events.map((event) => event.id)).toEqual(['2', '1']);
    expect(twice.pages[0]?.events[0]?.business_name).toBe('Saltwater Bistro');
    expect(effects.refresh).not.toHaveBeenCalled();
  });

  it('should ask the server for the name of a business it does not know', () => {
    activityView.apply(pagesOf(), insert(4, 2), ['activity'], effects);
    expect(effects.refresh).toHaveBeenCalledWith(['activity']);
  });

  it('should stay bounded when left open', () => {
    known = makeJob();
    let data = pagesOf();
    for (let id = 1; id <= 400; id += 1) data = activityView.apply(data, insert(3 + id, id), ['activity'], effects);
    expect(data.pages[0]?.events).toHaveLength(300);
    expect(data.pages[0]?.events[0]?.id).toBe('400');
  });
});

describe('overviewView', () => {
  it('should follow the workers by itself', () => {
    const beat = makeChange(2, 'worker_heartbeats', { worker_id: 'w1', status: 'running', last_heartbeat: 'now' });
    const overview = overviewView.apply(makeOverview({ position: 1 }), beat, ['overview'], effects);
    expect(overview.workers).toEqual([
      { worker_id: 'w1', status: 'running', last_heartbeat: 'now', current_job_id: null },
    ]);
    expect(effects.refresh).not.toHaveBeenCalled();
  });

  it('should ask for counts instead of adding them up', () => {
    const overview = makeOverview({ position: 1 });
    expect(overviewView.apply(overview, makeChange(2, 'jobs', { id: 'a' }), ['overview'], effects)).toBe(overview);
    expect(effects.refresh).toHaveBeenCalledTimes(1);
    overviewView.apply(overview, makeChange(1, 'jobs', { id: 'a' }), ['overview'], effects);
    expect(effects.refresh).toHaveBeenCalledTimes(1);
  });
});
