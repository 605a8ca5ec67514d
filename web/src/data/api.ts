import { decodeActivityPage, decodeJobDetail, decodeJobPage, decodeOverview, decodeSession } from './decode';
import { request, setCsrfToken } from './http';
import type { ActivityPage, JobDetail, JobPage, JobsFilter, Overview, Session } from './types';

/** One function a route of docs/api.md. */

function query(parameters: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

function signedIn(document: unknown): Session {
  const session = decodeSession(document);
  setCsrfToken(session.csrf_token);
  return session;
}

export async function login(email: string, password: string): Promise<Session> {
  return signedIn(
    await request('/api/staff/login', { method: 'POST', body: { email, password }, needsSession: false }),
  );
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
  const { state, status, q } = filter;
  return decodeJobPage(await request(`/api/staff/jobs${query({ state, status, q, limit, cursor })}`, { signal }));
}

export async function getJob(id: string, signal?: AbortSignal): Promise<JobDetail> {
  return decodeJobDetail(await request(`/api/staff/jobs/${encodeURIComponent(id)}`, { signal }));
}

export async function getActivity(limit: number, before: string | null, signal?: AbortSignal): Promise<ActivityPage> {
  return decodeActivityPage(await request(`/api/staff/activity${query({ limit, before })}`, { signal }));
}
