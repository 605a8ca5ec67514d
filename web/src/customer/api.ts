export interface FieldProblem {
  field: string;
  message: string;
  missing: boolean;
}

/** What the server refused, in words for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string,
    readonly problems: FieldProblem[],
  ) {
    super(detail ? `${title}. ${detail}` : title);
  }
}

async function refusal(response: Response): Promise<Refused> {
  const body = (await response.json().catch(() => ({}))) as Partial<Record<'title' | 'detail' | 'type', string>> & {
    problems?: FieldProblem[];
  };
  const code = body.type?.split(':').pop() ?? '';
  return new Refused(
    response.status,
    body.title ?? 'Sorry, that did not work',
    body.detail ?? 'Please try again in a moment.',
    code,
    body.problems ?? [],
  );
}

/** Calls our own server; throws Refused, also when it cannot be reached. */
export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const isFile = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
      ...(body === undefined
        ? {}
        : isFile
          ? { body, headers: { 'Content-Type': body.type } }
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, 'No connection', 'Check your connection, then try again.', 'offline', []);
  }
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const words = (error: unknown): string =>
  error instanceof Refused ? error.message : 'Sorry, that did not work. Please try again in a moment.';
