import { decodeActivityPage, decodeJobDetail, decodeJobPage, decodeOverview, decodeSession } from './decode';
import { request, setCsrfToken } from './http';
import { query } from './query';
import type { ActivityPage, JobDetail, JobPage, JobsFilter, Overview, Session } from './types';

/** The session and what the first screens read; the rest of the routes is in resources/. */

function signedIn(document: unknown): Session {
  const session = decodeSession(document);
  setCsrfToken(session.csrf_token);
  return session;
}

/** `code`: of the second factor, where the account has one. */
export async function login(email: string, password: string, code?: string): Promise<Session> {
  const body = { email, password, ...(code ? { code } : {}) };
  return signedIn(await request('/api/staff/login', { method: 'POST', body, needsSession: false }));
}

export async function loginByLink(token: string): Promise<Session> {
  return signedIn(await request('/api/staff/login/link', { method: 'POST', body: { token }, needsSession: false }));
}

export async function getSession(signal?: AbortSignal): Promise<Session> {
  return signedIn(await request('/api/staff/session', { signal, needsSession: false }));
}

export async function logout(): Promise<void> {
  await request('/api/staff/logout', { method: 'POST', needsSession: false });
  setCsrfToken('');
}

export async function getOverview(signal?: AbortSignal): Promise<Overview> {
  return decodeOverview(await request('/api/staff/overview', { signal }));
}

export async function getJobs(
  filter: JobsFilter,
  limit: number,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<JobPage> {
  return decodeJobPage(await request(`/api/staff/jobs${query({ ...filter, limit, cursor })}`, { signal }));
}

export async function getJob(id: string, signal?: AbortSignal): Promise<JobDetail> {
  return decodeJobDetail(await request(`/api/staff/jobs/${encodeURIComponent(id)}`, { signal }));
}

export async function getActivity(limit: number, before: string | null, signal?: AbortSignal): Promise<ActivityPage> {
  const page = decodeActivityPage(await request(`/api/staff/activity${query({ limit, before })}`, { signal }));
  return { ...page, next_cursor: page.events.length < limit ? null : (page.events.at(-1)?.id ?? null) };
}
