import { createStore } from './store';

/** Whether dates and hours are those of this device or of UTC, which colleagues elsewhere and the server's log share. */
export type TimeZone = 'own' | 'utc';

const storageKey = 'bolt-zone';

function stored(): TimeZone {
  try {
    return localStorage.getItem(storageKey) === 'utc' ? 'utc' : 'own';
  } catch {
    return 'own';
  }
}

export const timeZoneStore = createStore<TimeZone>(stored());

export function chooseTimeZone(zone: TimeZone): void {
  timeZoneStore.set(zone);
  try {
    localStorage.setItem(storageKey, zone);
  } catch {
    // Storage may be switched off: the choice then lasts until the page is reloaded.
  }
}
