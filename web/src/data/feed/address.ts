/** The WebSocket address of a realtime path or http(s) URL, as seen from the page. */
export function realtimeAddress(url: string, pageUrl: string): string {
  const address = new URL(url, pageUrl);
  address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'wss:' : 'ws:';
  return address.href.replace(/\/$/, '');
}

const delaysMs = [500, 1_000, 2_000, 4_000, 8_000];
const longestDelayMs = 10_000;

/** Wait before connection try `tries` (from 1), spread by up to a quarter so that a restarted server meets no stampede. */
export function reconnectDelayMs(tries: number, random: () => number = Math.random): number {
  const delay = delaysMs[tries - 1] ?? longestDelayMs;
  return Math.round(delay * (0.75 + random() * 0.25));
}
