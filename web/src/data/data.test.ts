import { afterEach, describe, expect, it, vi } from 'vitest';
import { getJobs, getSession } from './api';
import { decodeActivityPage, decodeJobDetail, decodeJobPage, decodeOverview, decodeSession } from './decode';
import { ApiError, mayRetry, onSignedOut, request } from './http';
import { tokenWaitMs } from './LiveProvider';

const answer = (body: BodyInit | null, init: ResponseInit) =>
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body, init));

afterEach(() => onSignedOut(() => Promise.resolve(false)));

describe('decoding', () => {
  it.each([
    null,
    undefined,
    7,
    'text',
    [],
    { job: 1, jobs: {}, results: 'x', events: [null], workers: [7], profile: [] },
  ])('should make a complete document of %j', (value) => {
    expect(decodeJobDetail(value).job.status).toBe('pending');
    expect(decodeJobPage(value).jobs).toEqual([]);
    expect(decodeOverview(value).jobs.in_progress).toBe(0);
    expect(decodeSession(value).csrf_token).toBe('');
    expect(decodeActivityPage(value).position).toBe(0);
  });

  it('should refuse states and types it does not know', () => {
    const { jobs } = decodeJobPage({
      position: '12',
      jobs: [{ id: 1, status: 'exploded', progress: 'much', missing: [1, null, 'x'] }],
    });
    expect(jobs[0]).toMatchObject({ id: '1', status: 'pending', progress: 0, missing: ['1', 'x'], seen: 12 });
  });

  it('should read opening hours in each form', () => {
    const { profile } = decodeJobDetail({
      profile: { hours: { mon: [{ opens: '09:00', closes: '12:00' }], tue: '10:00-11:00', sun: [], wed: [null] } },
    });
    expect(profile.hours).toEqual({ mon: ['09:00-12:00'], tue: ['10:00-11:00'], sun: [], wed: [] });
  });
});

describe('request', () => {
  it('should turn a problem document into an error with its words', async () => {
    answer(JSON.stringify({ title: 'Slow down', detail: 'Wait.' }), { status: 429, headers: { 'Retry-After': '7' } });
    await expect(request('/api/x')).rejects.toMatchObject({
      status: 429,
      title: 'Slow down',
      message: 'Wait.',
      retryAfter: 7,
    });
  });

  it('should say so when another program answers', async () => {
    answer('<html>', { status: 200 });
    await expect(request('/api/x')).rejects.toMatchObject({ title: 'Unexpected answer' });
    answer('<html>', { status: 502 });
    await expect(request('/api/x')).rejects.toMatchObject({
      status: 502,
      title: 'The server answered with status 502',
    });
  });

  it('should report the end of the session, but not where 401 is an answer', async () => {
    const ended = vi.fn();
    onSignedOut(ended);
    answer('{}', { status: 401 });
    await expect(getSession()).rejects.toThrow(ApiError);
    expect(ended).not.toHaveBeenCalled();
    await expect(getJobs({ state: 'all' }, 50, null)).rejects.toThrow(ApiError);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('should write only the parameters that are set', async () => {
    const fetch = answer('{}', { status: 200 });
    await getJobs({ state: 'all', q: 'a&b' }, 50, null);
    expect(fetch.mock.calls[0]?.[0]).toBe('/api/staff/jobs?state=all&q=a%26b&limit=50');
  });
});

describe('mayRetry', () => {
  it('should try again what may recover, twice', () => {
    expect(mayRetry(0, new ApiError(503, '', ''))).toBe(true);
    expect(mayRetry(1, new ApiError(0, '', ''))).toBe(true);
    expect(mayRetry(2, new ApiError(503, '', ''))).toBe(false);
    expect(mayRetry(0, new ApiError(404, '', ''))).toBe(false);
  });
});

describe('tokenWaitMs', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const inSeconds = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
  it('should wake a minute before the token ends, never at once and never beyond ten minutes', () => {
    expect(tokenWaitMs(inSeconds(300), now)).toBe(240_000);
    expect(tokenWaitMs(inSeconds(30), now)).toBe(5_000);
    expect(tokenWaitMs(inSeconds(86_400), now)).toBe(600_000);
    expect(tokenWaitMs('nonsense', now)).toBe(600_000);
  });
});
