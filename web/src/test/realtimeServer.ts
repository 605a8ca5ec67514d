import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

type Message = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: Payload];
type Payload = Record<string, unknown>;

interface Join {
  joinRef: string | null;
  topic: string;
  payload: Payload;
  socket: WebSocket;
}

/** A server of Supabase's realtime protocol whose every answer the test decides. Refuses tokens it does not know. */
export interface RealtimeServer {
  url: string;
  tokens: Set<string>;
  /** Tokens of the connections that were asked for, refused ones included. */
  connections: string[];
  joins: Join[];
  /** Tokens that arrived in running channels. */
  refreshed: unknown[];
  /** Called after a join was accepted; by default reports success with `position`. */
  onJoin: (join: Join) => void;
  position: number;
  system(join: Join, status: string, message: string): void;
  change(join: Join, position: number, table: string, record: Payload, type?: string): void;
  send(join: Join, event: string, payload: Payload): void;
  dropAll(): void;
  stop(): Promise<void>;
}

export async function startRealtimeServer(): Promise<RealtimeServer> {
  const tokens = new Set(['token-1']);
  const connections: string[] = [];
  const tokenOf = (path: string | undefined): string =>
    new URL(path ?? '', 'http://x').searchParams.get('apikey') ?? '';
  const sockets = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    verifyClient: ({ req }: { req: IncomingMessage }) => {
      connections.push(tokenOf(req.url));
      return tokens.has(tokenOf(req.url));
    },
  });
  await new Promise((resolve) => sockets.once('listening', resolve));

  const server: RealtimeServer = {
    url: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}/realtime/v1`,
    tokens,
    connections,
    joins: [],
    refreshed: [],
    position: 0,
    onJoin: (join) => server.system(join, 'ok', 'Subscribed to PostgreSQL'),
    send: ({ socket, joinRef, topic }, event, payload) =>
      socket.send(JSON.stringify([joinRef, null, topic, event, payload])),
    system: (join, status, message) =>
      server.send(join, 'system', { extension: 'postgres_changes', status, message, position: server.position }),
    change(join, position, table, record, type = 'UPDATE') {
      const data = { schema: 'public', table, type, commit_timestamp: '', columns: [], record, errors: null, position };
      server.send(join, 'postgres_changes', { ids: [1], data });
    },
    dropAll: () => sockets.clients.forEach((socket) => socket.terminate()),
    async stop() {
      server.dropAll();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };

  function hear(socket: WebSocket, [joinRef, ref, topic, event, payload]: Message): void {
    const reply = (response: Payload): void =>
      socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response }]));
    if (event === 'access_token') server.refreshed.push(payload['access_token']);
    if (event !== 'phx_join') {
      reply({});
      return;
    }
    const wanted = (payload['config'] as { postgres_changes: Payload[] }).postgres_changes;
    reply({ postgres_changes: wanted.map((entry, index) => ({ ...entry, id: index + 1 })) });
    const join = { joinRef, topic, payload, socket };
    server.joins.push(join);
    server.onJoin(join);
  }

  sockets.on('connection', (socket) => {
    socket.on('message', (frame) => hear(socket, JSON.parse(String(frame)) as Message));
  });
  return server;
}
