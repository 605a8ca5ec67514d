import { createStore } from './store';

export type NoticeTone = 'good' | 'bad' | 'idle';

export interface Notice {
  id: number;
  tone: NoticeTone;
  title: string;
  detail: string | null;
  /** A way back, where there is one. */
  undo: (() => void) | null;
}

/** Enough for what just happened; older ones make room. */
const mostShown = 4;
const shownMs = 6_000;
/** What went wrong stays longer: it has to be read. */
const problemShownMs = 14_000;

export const noticeStore = createStore<readonly Notice[]>([]);
let lastId = 0;

export function dismiss(id: number): void {
  noticeStore.set(noticeStore.get().filter((notice) => notice.id !== id));
}

export function notify(tone: NoticeTone, title: string, more: { detail?: string; undo?: () => void } = {}): number {
  lastId += 1;
  const id = lastId;
  const notice = { id, tone, title, detail: more.detail ?? null, undo: more.undo ?? null };
  noticeStore.set([...noticeStore.get(), notice].slice(-mostShown));
  setTimeout(() => dismiss(id), tone === 'bad' ? problemShownMs : shownMs);
  return id;
}
