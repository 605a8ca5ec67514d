// A7 and A8 on the real binary: guessing passwords, and the life of a session.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { Bolt, run } from './harness.mjs';
import { followLink } from './staff.mjs';

const password = 'correct horse battery staple';
let bolt, admin;
before(async () => {
    bolt = await Bolt.up();
    admin = await followLink(bolt, bolt.loginLink);
    for (const name of ['ada', 'victim', 'grace', 'linus', 'edsger']) {
        const added = run(['staff', 'add', `${name}@example.com`, '--password', '--data', bolt.folder], { input: `${password}\n` });
        assert.equal(added.status, 0, added.stderr);
    }
});
after(() => bolt.stop());

/** A login from an address of its own (Linux has the whole of 127.0.0.0/8). */
function login(email, secret, localAddress = '127.0.0.1', headers = {}) {
    const body = JSON.stringify({ email, password: secret });
    const began = process.hrtime.bigint();
    return new Promise((resolve, reject) => {
        const request = http.request(`${bolt.url}/api/staff/login`, { method: 'POST', localAddress, headers: { 'Content-Length': Buffer.byteLength(body), ...headers }, agent: false }, (response) => {
            let text = '';
            response.on('data', (chunk) => (text += chunk));
            response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text, ms: Number(process.hrtime.bigint() - began) / 1e6 }));
        });
        request.on('error', reject);
        request.end(body);
    });
}
let next = 0;
const freshAddress = () => `127.${1 + (next >> 16)}.${(next >> 8) & 255}.${1 + (next++ & 255) % 254}`;

test('A7 from one address: a spray over many accounts is throttled', async () => {
    const address = '127.0.9.9', statuses = [];
    for (let i = 0; i < 40; ++i) statuses.push((await login(`nobody${i}@example.com`, 'wrong', address)).status);
    assert.equal(statuses.filter((status) => status === 401).length, 20);
    assert.ok(statuses.slice(20).every((status) => status === 429), statuses.join());
    const refused = await login('ada@example.com', password, address);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.equal((await login('ada@example.com', password, freshAddress())).status, 200, 'others are not held up');
    assert.equal((await login('nobody@example.com', 'wrong', address, { 'X-Forwarded-For': '198.51.100.1' })).status, 429, 'a header does not make another address (ASVS 4.1.3)');
});

test('A7 from a hundred addresses: the account is locked for a while, its owner still comes in by a link', async () => {
    const statuses = await Promise.all(Array.from({ length: 100 }, () => login('victim@example.com', 'wrong', freshAddress())));
    const count = (status) => statuses.filter((each) => each.status === status).length;
    assert.ok(count(401) <= 5 && count(401) + count(429) + count(503) === 100, `${count(401)} judged, ${count(429)} locked, ${count(503)} too many at once`);
    const locked = await login('victim@example.com', password, freshAddress());
    assert.equal(locked.status, 429, locked.text);
    assert.ok(Number(locked.headers['retry-after']) <= 15 * 60, 'not for ever');
    const printed = run(['staff', 'link', 'victim@example.com', '--data', bolt.folder]);
    const link = /\/login\?token=\S+/.exec(printed.stdout)[0];
    assert.equal((await followLink(bolt, link)).status, 200);
});

test('A7 known and unknown accounts answer the same, in the same time', async () => {
    const times = { known: [], unknown: [] };
    // One after the other and in turn: what else the machine does falls on both. A known account is locked after five.
    for (let i = 0; i < 12; ++i) {
        const known = await login(`${['grace', 'linus', 'edsger'][i % 3]}@example.com`, 'wrong', freshAddress());
        const unknown = await login(`stranger${i % 3}@example.org`, 'wrong', freshAddress());
        assert.deepEqual([known.status, known.text], [unknown.status, unknown.text]);
        times.known.push(known.ms);
        times.unknown.push(unknown.ms);
    }
    const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
    const ratio = median(times.known) / median(times.unknown);
    console.log(`# known ${median(times.known).toFixed(1)} ms, unknown ${median(times.unknown).toFixed(1)} ms, ratio ${ratio.toFixed(3)}`);
    // Without the hash an unknown account would answer some fifty times faster; a busy machine moves it by far less than two.
    assert.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio}`);
});

test('A8 a session is new at each login, whatever the browser brought along', async () => {
    const planted = 'A'.repeat(43);
    const first = await login('ada@example.com', password, freshAddress(), { Cookie: `bolt_session=${planted}` });
    const second = await login('ada@example.com', password, freshAddress());
    const token = (answer) => /bolt_session=([\w-]{43})/.exec(answer.headers['set-cookie'][0])[1];
    assert.equal(new Set([planted, token(first), token(second)]).size, 3);
    assert.equal((await fetch(`${bolt.url}/api/staff/session`, { headers: { Cookie: `bolt_session=${planted}` } })).status, 401, 'fixation');
});

test('A8 no session outlives logout, a new password, being switched off, or its time', async () => {
    const open = async () => {
        const answer = await login('ada@example.com', password, freshAddress());
        assert.equal(answer.status, 200, answer.text);
        return { Cookie: answer.headers['set-cookie'][0].split(';')[0], 'X-CSRF-Token': JSON.parse(answer.text).csrf_token };
    };
    const status = async (headers) => (await fetch(`${bolt.url}/api/staff/session`, { headers })).status;
    const left = await open();
    assert.equal((await fetch(`${bolt.url}/api/staff/logout`, { method: 'POST', headers: left })).status, 204);
    assert.equal(await status(left), 401, 'after logout');

    const [own, other] = [await open(), await open()];
    const changed = await fetch(`${bolt.url}/api/staff/password`, { method: 'PUT', headers: { ...own, 'Content-Type': 'application/json' }, body: JSON.stringify({ current: password, new: 'another long password' }) });
    assert.ok(changed.ok, await changed.text());
    assert.equal(await status(other), 401, 'after the password changed elsewhere');
    assert.equal((await login('ada@example.com', password, freshAddress())).status, 401, 'the old password');
    assert.equal((await login('ada@example.com', 'another long password', freshAddress())).status, 200);

    const grown = await login('ada@example.com', 'another long password', freshAddress());
    const headers = { Cookie: grown.headers['set-cookie'][0].split(';')[0] };
    assert.equal(await status(headers), 200);
    bolt.sql("UPDATE staff_sessions SET expires_at = '2020-01-01T00:00:00.000000+00:00' WHERE user_id = (SELECT id FROM staff_users WHERE email = 'ada@example.com')");
    assert.equal(await status(headers), 401, 'after its time');

    const last = await login('ada@example.com', 'another long password', freshAddress());
    const cookie = { Cookie: last.headers['set-cookie'][0].split(';')[0] };
    const { users } = (await admin.get('/api/staff/users')).body;
    const ada = users.find((each) => each.email === 'ada@example.com');
    const off = await admin.patch(`/api/staff/users/${ada.id}`, { active: false });
    assert.equal(off.status, 200, off.text);
    assert.equal(await status(cookie), 401, 'after the account was switched off');
    assert.ok(!bolt.log.includes(password) && !bolt.log.includes('another long password'));
});
