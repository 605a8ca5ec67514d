import { RealtimeClient } from '@supabase/realtime-js';
import type { RealtimeChannel, RealtimeClientOptions } from '@supabase/realtime-js';
import { asNumber, asRow, asText } from '../read';
import { realtimeAddress, reconnectDelayMs } from './address';
import type { Feed, FeedChange, FeedEvents, FeedTable } from './types';

/** A silent line is noticed after two of these. */
const heartbeatMs = 10_000;
const rejoinAfterCloseMs = 1_000;

export interface FeedOptions extends FeedEvents {
  url: string;
  token: string;
  /** Only where there is no global WebSocket. */
  transport?: NonNullable<RealtimeClientOptions['transport']>;
  reconnectAfterMs?: (tries: number) => number;
}

interface RowChange {
  table: string;
  eventType: FeedChange['type'];
  new: object;
  old: object;
}

/**
 * The feed over Supabase's realtime protocol. The library joins and rejoins; this adds the position: it is taken from
 * every change, and every (re)join asks for what came after it.
 */
export function openFeed(options: FeedOptions): Feed {
  // The library keeps this object and reads it at every connection, so a fresh token goes in here.
  const params = { apikey: options.token };
  let position: number | null = null;
  let channel: RealtimeChannel | null = null;
  let channelsMade = 0;
  let rejoinTimer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  // The library's change event has no place for `data.position`; it runs our callback before it decodes the next frame.
  let framePosition = Number.NaN;

  const client: RealtimeClient = new RealtimeClient(realtimeAddress(options.url, window.location.href), {
    params,
    heartbeatIntervalMs: heartbeatMs,
    ...(options.transport ? { transport: options.transport } : {}),
    reconnectAfterMs(tries) {
      if (tries > 1) options.onTokenDoubt();
      return (options.reconnectAfterMs ?? reconnectDelayMs)(tries);
    },
    decode(frame, deliver) {
      client.serializer.decode(frame as string, (message: unknown) => {
        const data = asRow(asRow(asRow(message)['payload'])['data']);
        framePosition = asNumber(data['position'], Number.NaN);
        options.onAlive();
        deliver(message as never);
      });
    },
  });
  void client.setAuth(options.token);
  client.connect();
  options.onState('connecting');

  function accept(change: RowChange): void {
    if (position === null || !(framePosition > position)) return;
    position = framePosition;
    channel?.updateJoinPayload({ since: position });
    const { eventType: type, new: record, old: oldRecord } = change;
    const table = change.table as FeedTable;
    options.onChange({ position, table, type, record: asRow(record), oldRecord: asRow(oldRecord) });
  }

  function leave(): void {
    const left = channel;
    channel = null;
    if (left) void client.removeChannel(left);
    options.onState('interrupted');
  }

  function reload(): void {
    leave();
    position = null;
    options.onReload();
  }

  function hearSystem(message: object): void {
    const row = asRow(message);
    if (row['extension'] !== 'postgres_changes') return;
    if (row['status'] === 'ok') {
      // A server that stands before us has lost or replaced its feed: our position means nothing there.
      if (position !== null && asNumber(row['position'], position) < position) reload();
      else options.onState('live');
    } else if (asText(row['message']).includes('too old')) {
      reload();
    } else {
      // The server has dropped the channel although the library takes it for joined.
      leave();
      rejoinTimer = setTimeout(rejoin, rejoinAfterCloseMs);
    }
  }

  function join(since: number): void {
    channelsMade += 1;
    const joined = client.channel(`dashboard-${channelsMade}`);
    channel = joined;
    // Every table in one binding, so that their changes keep their order, and a server that has more refuses nothing.
    joined.on('postgres_changes', { event: '*', schema: 'public', table: '*' }, (change) => {
      if (channel === joined) accept(change);
    });
    joined.on('system', {}, (message) => {
      if (channel === joined) hearSystem(message);
    });
    joined.updateJoinPayload({ since });
    joined.subscribe((status) => {
      if (stopped || channel !== joined || status === 'SUBSCRIBED') return;
      options.onState('interrupted');
      options.onTokenDoubt();
      if (status === 'CLOSED') rejoinTimer = setTimeout(rejoin, rejoinAfterCloseMs);
    });
  }

  /** After the server has closed the channel: the library has given it up, so a new one goes on from the position. */
  function rejoin(): void {
    if (!stopped && position !== null) join(position);
  }

  return {
    follow(start) {
      if (stopped || position !== null) return;
      position = start;
      join(start);
    },
    setToken(token) {
      params.apikey = token;
      void client.setAuth(token);
    },
    stop() {
      stopped = true;
      clearTimeout(rejoinTimer);
      channel = null;
      void client.removeAllChannels();
      void client.disconnect();
    },
  };
}
