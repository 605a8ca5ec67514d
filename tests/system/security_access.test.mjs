// A4, A5, A6 and A9 on the real binary, swept over every route of the API document.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Bolt } from './harness.mjs';
import { callers, followLink, insertAction, insertJob } from './staff.mjs';

const ranks = { none: 0, viewer: 1, operator: 2, admin: 3 };
let bolt, admin, keys, sessions, document, known;
before(async () => {
    bolt = await Bolt.up();
    bolt.sql("UPDATE directories SET policy = 'ask'");
    ({ admin, keys } = await callers(bolt));
    document = (await keys.viewer.get('/api/openapi.json')).body;
    sessions = { admin };
    for (const role of ['viewer', 'operator']) {
        const made = await admin.post('/api/staff/users', { email: `${role}@example.com`, role, name: role });
        sessions[role] = await followLink(bolt, made.body.link);
    }
    const { job, customer, submissions } = insertJob(bolt, { status: 'completed', results: [{ directory: 'a', status: 'action_required', verdict: 'needs_captcha' }] });
    known = { job, customer, action: insertAction(bolt, { job, submission: submissions[0], directory: 'a' }) };
});
after(() => bolt.stop());

function* operations() {
    for (const [path, each] of Object.entries(document.paths))
        for (const [method, operation] of Object.entries(each)) yield { method: method.toUpperCase(), path, operation, role: operation['x-required-role'] };
}
const fill = (path, id) => path.replace(/\{\w+\}/g, id);
const idFor = (path) => (path.includes('/jobs/') ? known.job : path.includes('/customers/') ? known.customer : path.includes('/actions/') ? known.action : 'x');
const send = (path, method, headers, body) => fetch(bolt.url + path, { method, headers: { 'Content-Type': 'application/json', ...headers }, body: method === 'GET' || method === 'DELETE' ? undefined : (body ?? '{}') });

test('A9 every staff route is 401 for nobody, 403 for a role that is too low, the same for what exists and what does not', async () => {
    let refusals = 0;
    for (const { method, path, role } of operations()) {
        if (role === 'none' || !path.startsWith('/api/staff/')) continue;
        const real = fill(path, idFor(path)), missing = fill(path, randomUUID());
        for (const headers of [{}, { Cookie: 'bolt_session=forged' }, { 'X-API-Key': 'bolt_forged' }, { Authorization: 'Bearer forged' }, { 'X-Staff-Key': 'forged' }]) {
            assert.equal((await send(real, method, headers)).status, 401, `nobody ${method} ${path}`);
            ++refusals;
        }
        for (const low of ['viewer', 'operator']) {
            if (ranks[low] >= ranks[role]) continue;
            for (const { headers } of [keys[low], sessions[low]]) {
                const [here, gone] = await Promise.all([send(real, method, headers), send(missing, method, headers)]);
                assert.equal(here.status, 403, `${low} ${method} ${path}`);
                assert.deepEqual(await here.json(), await gone.json(), `${low} learns from ${method} ${path} what exists`);
                refusals += 2;
            }
        }
    }
    assert.ok(refusals > 300, String(refusals));
    assert.match(bolt.log, /a staff request was refused: the role is too low/, 'denied access is logged (ASVS 16.3.2)');
    assert.equal(bolt.sql(`SELECT status FROM jobs WHERE id = '${known.job}'`), 'completed');
});

test('A9 a role that is high enough reads every route of its own', async () => {
    for (const { method, path, role } of operations()) {
        if (method !== 'GET' || !path.startsWith('/api/staff/')) continue;
        for (const each of ['viewer', 'operator', 'admin']) {
            if (ranks[each] < ranks[role]) continue;
            const { status } = await send(fill(path, idFor(path)), method, keys[each].headers);
            assert.ok(![401, 403].includes(status) && status < 500, `${each} ${path}: ${status}`);
        }
    }
});

test('A4 SQL in every query parameter of every route: 400 or no effect', async () => {
    const payloads = ["' OR '1'='1", "'; DROP TABLE jobs; --", '1) UNION SELECT password_hash FROM staff_users --', '" OR ""="', '%', '_', '\\', "x' AND (SELECT 1)=1 --", '1; VACUUM', '$1', '?1', '\u0000', '); --'];
    const before = bolt.sql('SELECT count(*) FROM jobs; SELECT count(*) FROM staff_users; SELECT count(*) FROM directories');
    let tried = 0;
    for (const { method, path, operation } of operations()) {
        if (method !== 'GET' || !path.startsWith('/api/staff/')) continue;
        const resolve = (parameter) => (parameter.$ref ? parameter.$ref.slice(2).split('/').reduce((node, part) => node[part], document) : parameter);
        const query = (operation.parameters ?? []).map(resolve).filter((each) => each.in === 'query');
        for (const { name, schema } of query)
            for (const payload of payloads) {
                const answer = await fetch(`${bolt.url}${fill(path, idFor(path))}?${name}=${encodeURIComponent(payload)}`, { headers: keys.admin.headers });
                const text = await answer.text();
                assert.ok([200, 400, 404].includes(answer.status), `${path}?${name}=${payload}: ${answer.status} ${text.slice(0, 200)}`);
                assert.ok(!/argon2|syntax error|no such column/i.test(text), `${path}?${name}: ${text.slice(0, 200)}`);
                if ((name === 'sort' || name === 'order' || schema?.enum || schema?.type === 'integer') && payload !== '\u0000') assert.equal(answer.status, 400, `${path}?${name}=${payload}`);
                ++tried;
            }
        if (path.includes('{'))
            for (const payload of payloads) {
                const answer = await fetch(`${bolt.url}${fill(path, encodeURIComponent(payload))}`, { headers: keys.admin.headers });
                assert.ok([400, 404].includes(answer.status) || (answer.status === 200 && !(await answer.text()).includes('"id"')), `${path} with ${payload}: ${answer.status}`);
                ++tried;
            }
    }
    assert.ok(tried > 300, String(tried));
    assert.equal(bolt.sql('SELECT count(*) FROM jobs; SELECT count(*) FROM staff_users; SELECT count(*) FROM directories'), before);
    assert.equal(bolt.sql('PRAGMA quick_check'), 'ok');
});

test('A5 no write with a session alone: every changing route wants its CSRF token', async () => {
    const { Cookie } = sessions.admin.headers;
    let checked = 0;
    for (const { method, path, role } of operations()) {
        if (method === 'GET' || role === 'none' || !path.startsWith('/api/staff/')) continue;
        for (const headers of [{ Cookie }, { Cookie, 'X-CSRF-Token': 'wrong' }, { Cookie, 'X-CSRF-Token': sessions.viewer.headers['X-CSRF-Token'] }, { Cookie, 'Content-Type': 'text/plain' },
            { Cookie, 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://evil.example' }]) {
            const answer = await send(fill(path, idFor(path)), method, headers);
            assert.equal(answer.status, 403, `${method} ${path}`);
            assert.match((await answer.json()).type, /csrf/);
            ++checked;
        }
    }
    assert.ok(checked > 100, String(checked));
    assert.equal((await fetch(`${bolt.url}/api/staff/login`, { method: 'POST', body: '{"email":"a@b.c","password":"x"}', headers: { Origin: 'https://evil.example' } })).status, 403, 'nobody is signed in by another site');
    assert.equal((await sessions.admin.get('/api/staff/session')).status, 200, 'the session is as it was');
});

test('A5 nothing changes by GET', async () => {
    // That files left the house is noted, and that is all.
    const state = () => bolt.sql("SELECT count(*) FROM audit_log WHERE action NOT LIKE '%.export' AND action NOT LIKE '%.report'; SELECT count(*) FROM queue_history; SELECT status, updated_at FROM jobs; SELECT status, claimed_by FROM action_items; SELECT paused FROM directories; SELECT count(*) FROM pauses");
    const before = state();
    for (const { method, path } of operations()) {
        if (path.startsWith('/realtime/')) continue;
        const target = fill(path, idFor(path));
        const { status } = await fetch(bolt.url + target, { headers: sessions.admin.headers });
        if (method !== 'GET' && !document.paths[path].get) assert.ok([404, 405].includes(status), `GET ${path}: ${status}`);
        await fetch(bolt.url + target, { method: 'HEAD', headers: sessions.admin.headers });
    }
    assert.equal(state(), before);
});

test('A6 a socket opens for its own pages and for bearers of a token, and for nobody else', async () => {
    const open = (query, headers = {}) => new Promise((resolve) => {
        const socket = new WebSocket(`${bolt.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0${query}`, { headers });
        socket.once('unexpected-response', (_, response) => { response.resume(); resolve(response.statusCode); });
        socket.once('open', () => { socket.terminate(); resolve('open'); });
        socket.once('error', () => {});
    });
    const token = encodeURIComponent(sessions.viewer.session.realtime.token);
    const { Cookie } = sessions.viewer.headers;
    for (const Origin of ['https://evil.example', 'null', `${bolt.url}.evil.example`, 'http://localhost:1', 'https://127.0.0.1:1'])
        assert.equal(await open(`&apikey=${token}`, { Origin, Cookie }), 403, Origin);
    assert.equal(await open('', { Origin: bolt.url }), 401, 'no token');
    assert.equal(await open('', { Origin: bolt.url, Cookie }), 401, 'a cookie alone is no token: pages of others send it too');
    assert.equal(await open('', {}), 401, 'no origin, no cookie');
    assert.equal(await open('&apikey=forged', {}), 401);
    const [head, ...rest] = decodeURIComponent(token).split('.');
    assert.equal(await open(`&apikey=${encodeURIComponent([`${head}x`, ...rest].join('.'))}`), 401, 'a changed token');
    assert.equal(await open(`&apikey=${token}`, { Origin: bolt.url }), 'open');
    assert.ok(!bolt.log.includes(decodeURIComponent(token)), 'no token in the log (ASVS 14.2.1)');
    const live = sessions.viewer.session.realtime;
    assert.ok(new Date(live.expires_at) - Date.now() <= 3_600_000, 'what stands in a URL lives an hour at most');
});
