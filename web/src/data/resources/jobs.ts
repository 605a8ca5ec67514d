import { asRow, asText } from '../read';
import { dictionary, list, shape } from '../shape';
import type { Read } from '../shape';
import { act, get, segment } from './common';

const path = (id: string, what: string): string => `/api/staff/jobs/${segment(id)}/${what}`;

export type RetryScope = 'failed' | 'all';

export const retryJob = (id: string, scope: RetryScope, reason?: string) => act(path(id, 'retry'), { scope, reason });
export const cancelJob = (id: string, reason?: string) => act(path(id, 'cancel'), { reason });
export const pauseJob = (id: string, reason?: string) => act(path(id, 'pause'), { reason });
export const resumeJob = (id: string) => act(path(id, 'resume'));
export const setPriority = (id: string, priority: number, reason?: string) =>
  act(path(id, 'priority'), { priority, reason }, 'PUT');
export const retrySubmission = (id: string) => act(`/api/staff/submissions/${segment(id)}/retry`);

export interface NewJob {
  customer_id?: string;
  profile?: Record<string, unknown>;
  package_type: string;
  priority?: number;
  /** The same key again gives the same job. */
  client_key: string;
}

export async function createJob(job: NewJob): Promise<string> {
  const { document } = await act('/api/staff/jobs', job);
  return asText(asRow(document['job'])['id']);
}

const readSuggestion = shape({ kind: asText, value: asText, label: asText, query: dictionary(asText) });
export type Suggestion = Read<typeof readSuggestion>;
const readSuggestions = shape({ suggestions: list(readSuggestion) });

export async function suggest(q: string, signal?: AbortSignal): Promise<Suggestion[]> {
  return (await get(`/api/staff/jobs/suggest?q=${segment(q)}`, readSuggestions, signal)).suggestions;
}

export const reportUrl = (id: string): string => path(id, 'report');
export const reportPdfUrl = (id: string): string => path(id, 'report.pdf');
