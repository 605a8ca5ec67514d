// Fault F28: access that is taken away through one gateway ends at every gateway of the store, and at once.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Postgres, postgresAbsent } from '../peers/postgres.mjs';
import { Bolt, eventually, temporaryFolder } from './harness.mjs';
import { Caller, followLink } from './staff.mjs';

const secrets = Object.fromEntries(['STRIPE_WEBHOOK_SECRET', 'BACKEND_ENQUEUE_TOKEN', 'STAFF_API_KEY', 'BOLT_SESSION_SECRET', 'BOLT_SECRET_KEY'].map((name) => [name, `${name}-of-this-test-only`]));
let postgres;
before(async () => { if (!postgresAbsent()) postgres = await Postgres.start(); });
after(() => postgres?.stop());

async function startGateway(folder, more) {
    const gateway = new Bolt(['gateway'], { folder, env: { ...secrets, BOLT_DATA: folder, PORT: '0', ...more } });
    gateway.secrets = secrets;
    const ready = await eventually('the gateway is ready', () => {
        if (gateway.child.exitCode !== null) throw new Error(gateway.log);
        return gateway.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready');
    });
    gateway.url = `http://127.0.0.1:${ready.gateway_port}`;
    return gateway;
}

/** A joined socket that notes what comes and when it was closed. */
async function watch(gateway, token) {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${token}`);
    const watched = { socket, changes: [], closed: null };
    socket.on('close', (code) => (watched.closed = { code, at: Date.now() }));
    socket.on('message', (text) => {
        const message = JSON.parse(text);
        if (message[3] === 'system') watched.subscribed = true;
        if (message[3] === 'postgres_changes') watched.changes.push(message[4].data);
    });
    await new Promise((resolve, reject) => { socket.once('open', resolve); socket.once('error', reject); });
    const config = { postgres_changes: [{ event: '*', schema: 'public', table: 'pauses' }] };
    socket.send(JSON.stringify(['1', '1', 'realtime:x', 'phx_join', { config }]));
    await eventually('it is subscribed', () => watched.subscribed);
    return watched;
}

const stores = [['SQLite', {}, {}], ['PostgreSQL', { DATABASE_URL: 'access' }, { skip: postgresAbsent() }]];
for (const [name, env, options] of stores)
    test(`F28: on ${name}, a revoked session, a disabled user, a changed role and a revoked key lose their sockets within 1 s on every gateway`, options, async () => {
        const folder = temporaryFolder();
        const more = env.DATABASE_URL ? { DATABASE_URL: postgres.makeDatabase('access') } : {};
        const here = await startGateway(folder, more), there = await startGateway(folder, more);
        const sockets = [];
        try {
            const command = async (...args) => {
                const ran = new Bolt(['staff', ...args], { folder, env: { ...secrets, BOLT_DATA: folder, ...more } });
                assert.equal((await ran.exited).code, 0, ran.log);
                return ran.output.trim();
            };
            await command('add', 'ada@example.com', '--role', 'admin');
            const admin = await followLink(here, await command('link', 'ada@example.com'));
            assert.equal(admin.status, 200);
            const elsewhere = new Caller(there, admin.headers);
            const { user: person, link } = (await admin.post('/api/staff/users', { email: 'bob@example.com', role: 'operator' })).body;
            const key = (await admin.post('/api/staff/api-keys', { name: 'tool', role: 'viewer' })).body;
            const tokenOf = (caller) => caller.session.realtime.token;
            const signIn = async () => followLink(there, (await admin.post(`/api/staff/users/${person.id}/link`)).body.link);
            const bystander = await watch(there, tokenOf(admin));
            sockets.push(bystander);

            const cases = [
                ['its session is revoked', await followLink(there, link), async () => {
                    const { sessions } = (await admin.get('/api/staff/sessions?all=true')).body;
                    await admin.delete(`/api/staff/sessions/${sessions.find((each) => each.email === 'bob@example.com').id}`);
                }],
                ['its role is changed', signIn, () => admin.patch(`/api/staff/users/${person.id}`, { role: 'viewer' })],
                ['it signs out elsewhere', signIn, (who) => new Caller(here, who.headers).post('/api/staff/logout')],
                ['the user is disabled', signIn, () => admin.patch(`/api/staff/users/${person.id}`, { active: false })],
                ['the key is revoked', null, () => admin.delete(`/api/staff/api-keys/${key.api_key.id}`)],
            ];
            for (const [what, arrive, act] of cases) {
                const who = typeof arrive === 'function' ? await arrive() : arrive;
                const watched = [await watch(here, who ? tokenOf(who) : key.key), await watch(there, who ? tokenOf(who) : key.key)];
                sockets.push(...watched);
                await act(who);
                const done = Date.now();
                // What follows must not reach them any more, whichever gateway writes it.
                await elsewhere.put('/api/staff/pauses/everything', { reason: what });
                await eventually(`${what}: both are closed`, () => watched.every((each) => each.closed), 10_000, 10);
                for (const each of watched) {
                    assert.equal(each.closed.code, 1008, what);
                    assert.ok(each.closed.at - done <= 1000, `${what}: after ${each.closed.at - done} ms`);
                    assert.deepEqual(each.changes.filter((change) => change.record?.reason === what), [], what);
                }
                await eventually('others go on', () => bystander.changes.some((change) => change.record?.reason === what));
                assert.equal(bystander.closed, null);
                await elsewhere.delete('/api/staff/pauses/everything');
            }
        } finally {
            for (const each of sockets) each.socket.terminate();
            await here.kill('SIGTERM');
            await there.kill('SIGTERM');
            rmSync(folder, { recursive: true, force: true });
        }
    });
