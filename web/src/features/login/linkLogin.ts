import { loginByLink } from '@/data/api';
import type { Session } from '@/data/types';

const used = new Map<string, Promise<Session>>();

/** Spends a one-time token exactly once, however often the page is rendered. */
export function spendLink(token: string): Promise<Session> {
  const running = used.get(token) ?? loginByLink(token);
  used.set(token, running);
  return running;
}
