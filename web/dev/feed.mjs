// The realtime half of the development server: Supabase's protocol 2.0.0 with `since` and positions.
import { WebSocketServer } from 'ws';
import { token } from './api.mjs';

const columns = [{ name: 'id', type: 'text' }];

export function serveFeed(server, world) {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname !== '/realtime/v1/websocket' || url.searchParams.get('apikey') !== token) {
      if (url.pathname.startsWith('/realtime')) socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => follow(client, world));
  });
  return sockets;
}

function follow(client, world) {
  const channels = new Map();
  const send = (...message) => client.send(JSON.stringify(message));

  function deliver(topic, channel, change) {
    const ids = channel.bindings.filter((binding) => binding.table === change.table).map((binding) => binding.id);
    const { position, table, type, record, old_record } = change;
    const data = {
      schema: 'public',
      table,
      type,
      commit_timestamp: new Date().toISOString(),
      columns,
      record,
      old_record,
      errors: null,
      position,
    };
    if (ids.length) send(channel.joinRef, null, topic, 'postgres_changes', { ids, data });
  }

  const listener = (change) => channels.forEach((channel, topic) => deliver(topic, channel, change));
  world.listeners.add(listener);
  client.on('close', () => world.listeners.delete(listener));
  client.on('message', (frame) => {
    const [joinRef, ref, topic, event, payload] = JSON.parse(String(frame));
    if (event === 'phx_join') {
      const bindings = payload.config.postgres_changes.map((binding, index) => ({ ...binding, id: index + 1 }));
      const channel = { joinRef, bindings };
      send(joinRef, ref, topic, 'phx_reply', { status: 'ok', response: { postgres_changes: bindings } });
      const system = (status, message) =>
        send(joinRef, null, topic, 'system', {
          channel: topic,
          extension: 'postgres_changes',
          status,
          message,
          position: world.position,
        });
      const { since } = payload;
      if (since !== undefined && (world.changes[0]?.position ?? 1) > since + 1) {
        system('error', 'position too old: reload');
        return;
      }
      world.changes
        .filter((change) => since !== undefined && change.position > since)
        .forEach((change) => deliver(topic, channel, change));
      channels.set(topic, channel);
      system('ok', 'Subscribed to PostgreSQL');
    } else {
      if (event === 'phx_leave') channels.delete(topic);
      send(joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} });
    }
  });
}
