import { createStore } from './store';

/** Whether times read "5 min ago" or "30 Nov 14:05:09"; the other is always in the tip. */
export type TimeStyle = 'relative' | 'absolute';

const storageKey = 'bolt-time';

function stored(): TimeStyle {
  try {
    return localStorage.getItem(storageKey) === 'absolute' ? 'absolute' : 'relative';
  } catch {
    return 'relative';
  }
}

export const timeStyleStore = createStore<TimeStyle>(stored());

export function chooseTimeStyle(style: TimeStyle): void {
  timeStyleStore.set(style);
  try {
    localStorage.setItem(storageKey, style);
  } catch {
    // Storage may be switched off: the choice then lasts until the page is reloaded.
  }
}
