import { request } from '../http';
import { asNumber, asRow } from '../read';
import { shape } from '../shape';
import type { Reader } from '../shape';

/** A number of a document; nothing else is one. */
export const number: Reader<number> = (value) => asNumber(value);

/** Gets and reads a document. */
export async function get<T>(path: string, read: Reader<T>, signal?: AbortSignal): Promise<T> {
  return read(await request(path, { signal }));
}

export const change = shape({ changed: (value) => value !== false });

/** Sends an action; `changed` is false where it was so already. */
export async function act(
  path: string,
  body: unknown = {},
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'POST',
): Promise<{ changed: boolean; document: Record<string, unknown> }> {
  const document = asRow(await request(path, { method, ...(method === 'DELETE' ? {} : { body }) }));
  return { ...change(document), document };
}

export const segment = encodeURIComponent;
