import WebSocket from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRealtimeServer } from '@/test/realtimeServer';
import type { RealtimeServer } from '@/test/realtimeServer';
import { openFeed } from './feed';
import type { FeedOptions } from './feed';
import type { Feed, FeedChange, FeedState } from './types';

/** The real client library against a real socket. */

let server: RealtimeServer;
let feed: Feed;
let changes: FeedChange[];
let states: FeedState[];
let handlers: { onReload: () => void; onTokenDoubt: () => void };

beforeEach(async () => {
  server = await startRealtimeServer();
  changes = [];
  states = [];
  handlers = { onReload: vi.fn(), onTokenDoubt: vi.fn() };
});

afterEach(async () => {
  feed.stop();
  await server.stop();
});

function open(options: Partial<FeedOptions> = {}): void {
  feed = openFeed({
    url: server.url,
    token: 'token-1',
    transport: WebSocket as unknown as NonNullable<FeedOptions['transport']>,
    reconnectAfterMs: () => 10,
    onChange: (change) => changes.push(change),
    onState: (state) => states.push(state),
    onAlive: () => undefined,
    ...handlers,
    ...options,
  });
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 4_000, interval: 5 });
const joined = (count: number): Promise<void> => until(() => expect(server.joins).toHaveLength(count));
const lastJoin = () => {
  const join = server.joins.at(-1);
  if (!join) throw new Error('nobody has joined');
  return join;
};
const positions = (): number[] => changes.map((change) => change.position);

describe('openFeed', () => {
  it('should join with the position it is told to follow and be live when the server says so', async () => {
    server.onJoin = () => undefined;
    open();
    feed.follow(41);
    await joined(1);
    expect(lastJoin().payload).toMatchObject({ since: 41, access_token: 'token-1' });
    expect(states).not.toContain('live');

    server.position = 41;
    server.system(lastJoin(), 'ok', 'Subscribed to PostgreSQL');
    await until(() => expect(states.at(-1)).toBe('live'));
  });

  it('should deliver each change once with its position, table and rows', async () => {
    open();
    server.position = 10;
    feed.follow(10);
    await joined(1);
    server.change(lastJoin(), 11, 'jobs', { id: 'a', progress: 50 });
    server.change(lastJoin(), 11, 'jobs', { id: 'a', progress: 50 });
    server.change(lastJoin(), 9, 'jobs', { id: 'a', progress: 10 });
    server.change(lastJoin(), 12, 'queue_history', { id: 7 }, 'INSERT');
    await until(() => expect(positions()).toEqual([11, 12]));
    expect(changes[0]).toEqual({
      position: 11,
      table: 'jobs',
      type: 'UPDATE',
      record: { id: 'a', progress: 50 },
      oldRecord: {},
    });
    expect(changes[1]).toMatchObject({ table: 'queue_history', type: 'INSERT' });
  });

  it('should ask for what came after its last change when it rejoins', async () => {
    open();
    server.position = 10;
    feed.follow(10);
    await joined(1);
    server.change(lastJoin(), 17, 'jobs', { id: 'a' });
    await until(() => expect(positions()).toEqual([17]));

    server.onJoin = (join) => {
      server.change(join, 18, 'jobs', { id: 'b' });
      server.position = 18;
      server.system(join, 'ok', '');
    };
    server.dropAll();
    await joined(2);
    expect(lastJoin().payload['since']).toBe(17);
    await until(() => expect(positions()).toEqual([17, 18]));
    expect(states).toContain('interrupted');
    await until(() => expect(states.at(-1)).toBe('live'));
  });

  it('should ask for new snapshots when its position is too old, and join again with the new one', async () => {
    open();
    server.onJoin = (join) => server.system(join, 'error', 'position too old: reload');
    feed.follow(3);
    await until(() => expect(handlers.onReload).toHaveBeenCalledTimes(1));
    expect(states).not.toContain('live');

    server.position = 900;
    server.onJoin = (join) => server.system(join, 'ok', '');
    feed.follow(900);
    await joined(2);
    expect(lastJoin().payload['since']).toBe(900);
    await until(() => expect(states.at(-1)).toBe('live'));
  });

  it('should ask for new snapshots when the server stands before its position', async () => {
    open();
    server.position = 5;
    feed.follow(70);
    await until(() => expect(handlers.onReload).toHaveBeenCalledTimes(1));
  });

  it('should go on from its position after the server has closed the channel', async () => {
    open();
    feed.follow(0);
    await joined(1);
    server.change(lastJoin(), 4, 'jobs', { id: 'a' });
    await until(() => expect(positions()).toEqual([4]));
    server.position = 4;
    server.send(lastJoin(), 'phx_close', {});
    await joined(2);
    expect(lastJoin().payload['since']).toBe(4);
    expect(handlers.onTokenDoubt).toHaveBeenCalled();
  });

  it('should put a fresh token into the running channel, the next connection and the next join', async () => {
    open();
    feed.follow(0);
    await until(() => expect(states.at(-1)).toBe('live'));
    server.tokens.add('token-2');
    server.tokens.delete('token-1');
    feed.setToken('token-2');
    await until(() => expect(server.refreshed).toEqual(['token-2']));
    server.dropAll();
    await joined(2);
    expect(server.connections.at(-1)).toBe('token-2');
    expect(lastJoin().payload['access_token']).toBe('token-2');
  });

  it('should report doubt about its token when connections are refused, and connect once it has a good one', async () => {
    server.tokens.clear();
    open();
    feed.follow(0);
    await until(() => expect(handlers.onTokenDoubt).toHaveBeenCalled());
    expect(states).not.toContain('live');
    server.tokens.add('token-2');
    feed.setToken('token-2');
    await until(() => expect(states.at(-1)).toBe('live'));
  });

  it('should not connect again once it is stopped', async () => {
    open();
    feed.follow(0);
    await until(() => expect(states.at(-1)).toBe('live'));
    feed.stop();
    server.tokens.add('other');
    const before = states.length;
    server.dropAll();
    // Another feed connects, is cut and connects again meanwhile: time enough for the stopped one to do so too.
    const other: FeedState[] = [];
    const second = { onState: (state: FeedState) => other.push(state), token: 'other' };
    open(second);
    feed.follow(0);
    await until(() => expect(other.at(-1)).toBe('live'));
    server.dropAll();
    await until(() => expect(other.filter((state) => state === 'live')).toHaveLength(2));
    expect(server.connections.filter((token) => token === 'token-1')).toHaveLength(1);
    expect(states).toHaveLength(before);
  });
});
