// Fault F26: a thousand dashboards at the real binary, a hundred of which never read their socket. Bare TCP clients: a thousand WebSocket
// objects would be the slowest part.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from './harness.mjs';

const readers = 900, sleepers = 100, changes = 150, rowBytes = 20_000;
const mark = Buffer.from('"event":"change ');
let bolt;
before(async () => { bolt = await Bolt.up(); });
after(() => bolt.stop());

function clientFrame(text) {
    const head = text.length < 126 ? [0x81, 0x80 | text.length] : [0x81, 0x80 | 126, text.length >> 8, text.length & 0xff];
    return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), Buffer.from(text)]); // a mask of zeros
}

/** Resolves when it has joined the feed of the history. `take` gets every chunk from then on. */
function join(take) {
    return new Promise((resolve, reject) => {
        const { hostname, port } = new URL(bolt.url);
        const socket = connect(Number(port), hostname);
        socket.setNoDelay(true);
        socket.on('error', (error) => reject(error)); // later ones: it was cut
        let start = '', joining = false;
        const begin = (chunk) => {
            start += chunk.toString('latin1');
            if (!joining && start.includes('\r\n\r\n')) {
                if (!start.startsWith('HTTP/1.1 101')) return reject(new Error(start));
                joining = true;
                socket.write(clientFrame(JSON.stringify(['1', '1', 'realtime:x', 'phx_join', { config: { postgres_changes: [{ event: 'INSERT', schema: 'public', table: 'queue_history' }] } }])));
            }
            if (!start.includes('Subscribed to PostgreSQL')) return;
            socket.off('data', begin);
            if (take) socket.on('data', take);
            else socket.pause();
            resolve(socket);
        };
        socket.on('data', begin);
        socket.write(`GET /realtime/v1/websocket?vsn=2.0.0&apikey=${bolt.secrets.STAFF_API_KEY} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    });
}

const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bolt.child.pid}/status`, 'utf8'))[1]) / 1024;
const connections = async () => Number(/^bolt_realtime_connections (\d+)/m.exec(await (await fetch(`${bolt.url}/metrics`)).text())[1]);

/** Finds the numbers of the changes in a stream that may be split anywhere. */
class Stream {
    seen = [];
    rest = Buffer.alloc(0);

    take(chunk) {
        const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
        let from = 0;
        for (;;) {
            const at = bytes.indexOf(mark, from);
            const end = at < 0 ? -1 : bytes.indexOf('.', at);
            if (end < 0) {
                this.rest = bytes.subarray(at < 0 ? Math.max(from, bytes.length - mark.length) : at);
                return;
            }
            this.seen.push(Number(bytes.toString('latin1', at + mark.length, end)));
            from = end;
        }
    }
}

test('F26 of 1,000 dashboards 100 never read: they are cut, memory stays flat, the others miss nothing', { timeout: 180_000 }, async () => {
    const streams = Array.from({ length: readers }, () => new Stream());
    const sockets = [];
    for (const stream of streams) sockets.push(await join((chunk) => stream.take(chunk)));
    const asleep = [];
    for (let i = 0; i < sleepers; ++i) asleep.push(await join());
    let lost = 0;
    for (const socket of asleep) socket.on('close', () => ++lost);
    assert.equal(await connections(), readers + sleepers);
    bolt.sql(`INSERT INTO customers (id, business_name) VALUES ('filler', 'Filler'); INSERT INTO jobs (id, customer_id) VALUES ('filler-job', 'filler');`);

    const before = memory();
    let most = before;
    for (let i = 0; i < changes; ++i) {
        bolt.sql(`INSERT INTO queue_history (job_id, event, details) VALUES ('filler-job', 'change ${i}.', json_object('filler', hex(zeroblob(${rowBytes / 2}))));`);
        // At the readers' own pace: this process is one for all of them.
        await eventually(`change ${i}`, () => streams.every(({ seen }) => seen.length > i), 30_000, 2);
        most = Math.max(most, memory());
    }
    for (const { seen } of streams) assert.deepEqual(seen, [...Array(changes).keys()], 'each change once and in order');
    await eventually('those that never read are cut', async () => (await connections()) === readers);
    most = Math.max(most, memory());
    // What waits for them is bounded: 100 x 256 KiB if nothing of it were shared; all that they miss would be 300 MB.
    assert.ok(most - before < 64, `grew from ${before.toFixed(1)} to ${most.toFixed(1)} MB`);
    for (const socket of asleep) socket.resume();
    await eventually('they learn of it', () => lost === sleepers);
    for (const socket of sockets) socket.destroy();
});
