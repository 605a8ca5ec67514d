import { asNumber, asText, asTextOrNull, asTexts } from '../read';
import { dictionary, list, orNull, shape } from '../shape';
import type { Read } from '../shape';
import { useSnapshot } from '../snapshots';
import { act, get, number } from './common';

const readQueue = shape({
  position: number,
  queue: orNull(
    shape({
      depth: number,
      in_flight: number,
      dead: number,
      oldest_age_seconds: number,
      provider: asText,
      url: asText,
    }),
  ),
  outbox: shape({ waiting: number, oldest_age_seconds: number }),
  error: asTextOrNull,
});
export type QueueDocument = Read<typeof readQueue>;

const readDeadLetter = shape({
  id: asText,
  job_id: asTextOrNull,
  body: asText,
  attributes: dictionary(asText),
  reason: asTextOrNull,
  receive_count: number,
  sent_at: asText,
});
export type DeadLetter = Read<typeof readDeadLetter>;

const readDeadLetters = shape({ messages: list(readDeadLetter) });
const mostDeadLetters = 100;

export function useQueue() {
  return useSnapshot(['queue'], (signal) => get('/api/staff/queue', readQueue, signal));
}

/** Dead letters lie outside the feed's database; the queue's position, read before them, says from when on changes count. */
async function getDeadLetters(signal: AbortSignal) {
  const { position } = await get('/api/staff/queue', readQueue, signal);
  return { position, ...(await get(`/api/staff/queue/dead?limit=${mostDeadLetters}`, readDeadLetters, signal)) };
}

export function useDeadLetters(isAllowed: boolean) {
  return useSnapshot(['deadLetters'], getDeadLetters, { isEnabled: isAllowed });
}

export type DeadLetterChoice = { ids: string[] } | { all: true };

async function move(what: 'redrive' | 'discard', choice: DeadLetterChoice, reason: string) {
  const { document } = await act(`/api/staff/queue/dead/${what}`, { ...choice, reason });
  return { moved: asNumber(document['moved']), missing: asTexts(document['missing']) };
}

export const redrive = (choice: DeadLetterChoice, reason: string) => move('redrive', choice, reason);
export const discard = (choice: DeadLetterChoice, reason: string) => move('discard', choice, reason);
