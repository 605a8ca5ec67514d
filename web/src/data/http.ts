import { strings } from '@/strings';
import { noteServerTime } from '@/lib/clock';
import { asRow, asText } from './read';
import type { Row } from './read';

/** An answer of the API that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly title: string;
  /** Seconds the server asked to wait; null if it did not. */
  readonly retryAfter: number | null;
  /** The whole problem document: some problems have members of their own. */
  readonly problem: Row;

  constructor(status: number, title: string, detail: string, retryAfter: number | null = null, problem: Row = {}) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
    this.problem = problem;
  }
}

export function isApiError(error: unknown, status?: number): error is ApiError {
  return error instanceof ApiError && (status === undefined || error.status === status);
}

/** One retry rule for every query: what the server refused stays refused; a lost network or a busy server may recover. */
export function mayRetry(failures: number, error: unknown): boolean {
  return failures < 2 && (!isApiError(error) || error.status === 0 || error.status >= 500);
}

let csrfToken = '';
/** Kept in memory only; every state-changing request carries it. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

let signedOut: () => Promise<boolean> = () => Promise.resolve(false);
/**
 * `handler` is called when the server says that the session has ended. It gives true once the same person has signed in
 * again: the request is then sent anew, so that nothing that was entered is lost.
 */
export function onSignedOut(handler: () => Promise<boolean>): void {
  signedOut = handler;
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = asRow(await response.json().catch(() => null));
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ApiError(
    response.status,
    asText(problem['title']) || strings.errors.status(response.status),
    asText(problem['detail']),
    Number.isFinite(seconds) ? seconds : null,
    problem,
  );
}

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A document to send as JSON; a Blob goes as it is, with its own type. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** False where 401 is a normal answer (login, the question whether there is a session). */
  needsSession?: boolean;
}

/** Sends one request to our own origin and gives the JSON of a success; every other outcome is an ApiError. */
export async function request(path: string, options: Request = {}): Promise<unknown> {
  const { method = 'GET', body, signal, needsSession = true } = options;
  const headers: Record<string, string> = { Accept: 'application/json' };
  const file = body instanceof Blob ? body : null;
  if (body !== undefined) headers['Content-Type'] = file ? file.type : 'application/json';
  if (method !== 'GET' && csrfToken) headers['X-CSRF-Token'] = csrfToken;

  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: file ?? JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, strings.errors.unreachableTitle, strings.errors.unreachable);
  }
  noteServerTime(response.headers.get('Date'));
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && needsSession && (await signedOut())) return request(path, options);
    throw problem;
  }
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new ApiError(response.status, strings.errors.unreadableTitle, strings.errors.unreadable);
  });
}
