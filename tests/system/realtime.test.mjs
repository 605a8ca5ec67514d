// The npm package @supabase/realtime-js, unchanged, against the real binary.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RealtimeClient } from '@supabase/realtime-js';
import WebSocket from 'ws';
import { Bolt, eventually } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

let bolt;
const clients = [];
before(async () => { bolt = await Bolt.up(); });
after(async () => {
    for (const client of clients) client.disconnect();
    await bolt.stop();
});

function connect() {
    const client = new RealtimeClient(`${bolt.url.replace('http', 'ws')}/realtime/v1`, { params: { apikey: bolt.secrets.STAFF_API_KEY }, transport: WebSocket });
    clients.push(client);
    return client;
}

function subscribe(channel) {
    return new Promise((resolve, reject) => {
        channel.on('system', {}, (message) => (message.status === 'ok' ? resolve(message) : reject(new Error(message.message))));
        channel.subscribe((status, error) => status === 'CHANNEL_ERROR' && reject(error ?? new Error(status)));
    });
}

test('INSERT and UPDATE arrive with record and old_record, filters hold', async () => {
    const client = connect();
    const all = [], failed = [], history = [];
    const channel = client.channel('dash')
        .on('postgres_changes', { event: '*', schema: 'public', table: 'jobs' }, (change) => all.push(change))
        .on('postgres_changes', { event: 'UPDATE', schema: 'public', table: 'jobs', filter: 'status=eq.failed' }, (change) => failed.push(change))
        .on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'queue_history' }, (change) => history.push(change));
    await subscribe(channel);
    // No directories: the job fails at its begin.
    const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: business('rt') }))).json();
    await eventually('the failed update', () => failed.length > 0);
    const insert = all.find((change) => change.eventType === 'INSERT' && change.new.id === job_id);
    assert.equal(insert.new.status, 'pending');
    assert.equal(insert.new.paused, false);
    assert.equal(typeof insert.new.progress, 'number');
    const [update] = failed;
    assert.equal(update.new.id, job_id);
    assert.notEqual(update.old.status, 'failed');
    assert.deepEqual(update.new.metadata, {});
    await eventually('history', () => history.some((change) => change.new.event === 'job_finalized' || change.new.event === 'flow_completed'));
});

// A bare client of the wire protocol, to see positions.
async function raw(since) {
    const socket = new WebSocket(`${bolt.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${bolt.secrets.STAFF_API_KEY}`);
    const messages = [];
    socket.on('message', (text) => messages.push(JSON.parse(text)));
    await new Promise((resolve, reject) => { socket.once('open', resolve); socket.once('error', reject); });
    const config = { postgres_changes: [{ event: '*', schema: 'public', table: 'jobs' }] };
    socket.send(JSON.stringify(['1', '1', 'realtime:x', 'phx_join', { config, ...(since === undefined ? {} : { since }) }]));
    const system = await eventually('system message', () => messages.find((message) => message[3] === 'system'));
    return { socket, messages, system, positions: () => messages.filter((message) => message[3] === 'postgres_changes').map((message) => message[4].data.position) };
}

test('F27 a client that was away gets every change once, in order', async () => {
    const first = await raw();
    for (let i = 0; i < 5; ++i) await postWebhook(bolt, checkoutEvent({ fields: business(`before${i}`) }));
    await eventually('changes', () => first.positions().length >= 5);
    const seen = first.positions();
    first.socket.terminate();
    const last = seen[2];
    for (let i = 0; i < 20; ++i) await postWebhook(bolt, checkoutEvent({ fields: business(`away${i}`) }));
    const second = await raw(last);
    for (let i = 0; i < 5; ++i) await postWebhook(bolt, checkoutEvent({ fields: business(`after${i}`) }));
    const stored = () => bolt.sql(`SELECT group_concat(position) FROM (SELECT position FROM changes WHERE table_name = 'jobs' AND position > ${last} ORDER BY position)`).split(',').map(Number);
    await eventually('all of them', () => stored().length >= 30 && second.positions().length === stored().length);
    assert.deepEqual(second.positions(), stored());
    second.socket.terminate();
});

test('a position that is no longer kept, or never was, says reload', async () => {
    const { system, socket } = await raw(10_000_000);
    assert.equal(system[4].status, 'error');
    assert.match(system[4].message, /reload/);
    socket.terminate();
});

test('no key, a wrong key and a foreign origin are refused', async () => {
    const attempt = (query, headers = {}) => new Promise((resolve) => {
        const socket = new WebSocket(`${bolt.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0${query}`, { headers });
        socket.once('unexpected-response', (_, response) => resolve(response.statusCode));
        socket.once('open', () => { socket.terminate(); resolve('open'); });
        socket.once('error', () => {});
    });
    assert.equal(await attempt(''), 401);
    assert.equal(await attempt('&apikey=wrong'), 401);
    assert.equal(await attempt(`&apikey=${bolt.secrets.STAFF_API_KEY}`, { Origin: 'https://evil.example' }), 403);
    assert.equal(await attempt(`&apikey=${bolt.secrets.STAFF_API_KEY}`, { Origin: bolt.url }), 'open');
});

test('bad joins are answered with a reason and the connection lives', async () => {
    const { socket, messages } = await raw();
    const ask = async (payload, topic = 'realtime:y') => {
        const ref = String(Math.random());
        socket.send(JSON.stringify([ref, ref, topic, 'phx_join', payload]));
        return (await eventually('reply', () => messages.find((message) => message[3] === 'phx_reply' && message[1] === ref)))[4];
    };
    const binding = (extra) => ({ config: { postgres_changes: [{ event: '*', schema: 'public', table: 'jobs', ...extra }] } });
    for (const payload of [binding({ table: 'staff_users' }), binding({ table: 'orders' }), binding({ filter: 'status~x' }), binding({ filter: 'nope=eq.1' }), binding({ event: 'TRUNCATE' }), binding({ schema: 'auth' }), { since: -1 }, { since: 'x' }, { config: { postgres_changes: 7 } }])
        assert.equal((await ask(payload)).status, 'error', JSON.stringify(payload));
    assert.equal((await ask(binding({}), 'nonsense')).status, 'error');
    assert.equal((await ask({ ...binding({}), access_token: 'forged' })).status, 'error');
    assert.equal((await ask(binding({}))).status, 'ok');
    socket.terminate();
});

test('F26 a client that does not read is cut, the others go on', async () => {
    const connections = async () => Number(/^bolt_realtime_connections (\d+)/m.exec(await (await fetch(`${bolt.url}/metrics`)).text())[1]);
    for (const client of clients) client.disconnect();
    await eventually('the clients of the other tests are gone', async () => (await connections()) === 0);
    const lazy = await raw();
    lazy.socket._socket.pause();
    const busy = await raw();
    bolt.sql(`INSERT INTO customers (id, business_name) VALUES ('filler', 'Filler'); INSERT INTO jobs (id, customer_id) VALUES ('filler-job', 'filler');`);
    // 20 MB in all: more than socket buffers and the queue hold together.
    for (let i = 0; i < 100; ++i) bolt.sql(`UPDATE jobs SET error_message = '${i}' || hex(zeroblob(50000)) WHERE id = 'filler-job';`);
    await eventually('the other client has them all', () => busy.messages.filter((message) => message[3] === 'postgres_changes' && message[4].data.record.id === 'filler-job').length >= 100);
    // A client that takes nothing for ten seconds is cut; until then it would have been caught up.
    await eventually('the server cuts the lazy one', async () => (await connections()) === 1, 60_000);
    lazy.socket._socket.resume();
    await eventually('it learns of it', () => lazy.socket.readyState === WebSocket.CLOSED);
    busy.socket.terminate();
});
