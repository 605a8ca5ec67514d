// A10 and the HTTP items of ASVS on the real binary: slow, huge and ambiguous requests; headers; who may look at the house.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from './harness.mjs';
import { callers } from './staff.mjs';

const kSlow = 400;
let bolt, keys, port, slow = [];
before(async () => {
    bolt = await Bolt.up();
    port = Number(new URL(bolt.url).port);
    ({ keys } = await callers(bolt));
});
after(() => {
    for (const each of slow) each.socket.destroy();
    return bolt.stop();
});

const residentMiB = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bolt.child.pid}/status`, 'utf8'))[1]) / 1024;

/** Sends raw bytes; gives all that comes back until the server closes, or until `enough` says so. */
function raw(text, { enough = () => false, timeoutMs = 20_000 } = {}) {
    return new Promise((resolve, reject) => {
        let answer = '';
        const socket = net.connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
        const end = () => { clearTimeout(limit); socket.destroy(); resolve(answer); };
        const limit = setTimeout(() => { socket.destroy(); reject(new Error(`no end after ${JSON.stringify(answer.slice(0, 200))}`)); }, timeoutMs);
        socket.on('data', (chunk) => { answer += chunk.toString('latin1'); if (enough(answer)) end(); });
        socket.on('error', end);
        socket.on('close', end);
    });
}
const statuses = (answer) => [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));

test('A10 slowloris: hundreds of heads that never end do not disturb the others', async () => {
    const before = residentMiB();
    slow = Array.from({ length: kSlow }, () => {
        const each = { answer: '', closed: false };
        each.socket = net.connect(port, '127.0.0.1', () => each.socket.write('POST /api/webhook HTTP/1.1\r\nHost: x\r\nX-Slow: '));
        each.socket.on('data', (chunk) => (each.answer += chunk));
        each.socket.on('error', () => {});
        each.socket.on('close', () => (each.closed = true));
        return each;
    });
    await Promise.all(slow.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
    for (let i = 0; i < 50; ++i) assert.equal((await fetch(`${bolt.url}/healthz`)).status, 200);
    assert.ok(residentMiB() - before < 64, `${residentMiB() - before} MiB for ${kSlow} slow clients`);
});

test('A10 bodies: 1 GB announced is 413 at once, and so is one that never says how long it is', async () => {
    const before = residentMiB();
    const announced = await raw('POST /api/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n' + 'x'.repeat(1000));
    assert.deepEqual(statuses(announced), [413]);
    const chunk = `10000\r\n${'y'.repeat(0x10000)}\r\n`;
    const endless = await raw(`POST /api/webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(40)}`);
    assert.deepEqual(statuses(endless), [413]);
    assert.ok(residentMiB() - before < 64, `${residentMiB() - before} MiB`);
});

test('A10 heads: 64 KB in one field and 10,000 fields are 431', async () => {
    assert.deepEqual(statuses(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(65_536)}\r\n\r\n`)), [431]);
    assert.deepEqual(statuses(await raw(`GET / HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(10_000)}\r\n`)), [431]);
});

test('A10 smuggling: requests whose length can be read two ways are 400, and nothing behind them is answered', async () => {
    const hidden = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const body = (text) => `5\r\nhello\r\n0\r\n\r\n${text}`;
    for (const head of [
        'Content-Length: 5\r\nTransfer-Encoding: chunked', 'Transfer-Encoding: chunked\r\nContent-Length: 5', 'Content-Length: 5\r\nContent-Length: 6',
        'Content-Length: 5, 6', 'Content-Length: +5', 'Content-Length: 0x5', 'Content-Length: 5 5', 'Transfer-Encoding: xchunked', 'Transfer-Encoding: chunked, identity',
        'Transfer-Encoding : chunked', 'Transfer-Encoding:\x0bchunked', 'Content-Length: 99999999999999999999', 'X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5, 7',
    ]) {
        const answer = await raw(`POST /api/webhook HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n${body(hidden)}`, { enough: (text) => statuses(text).length > 1 });
        const [first, ...more] = statuses(answer);
        assert.ok([400, 413, 501].includes(first), `${head}: ${answer.slice(0, 100)}`);
        assert.deepEqual(more, [], `${head}: what was hidden was answered`);
    }
});

test('A10 old and pipelined clients are served, in order', async () => {
    const old = await raw('GET /healthz HTTP/1.0\r\n\r\n');
    assert.ok([200, 400, 505].includes(Number(/HTTP\/1\.[01] (\d{3})/.exec(old)?.[1])), old.slice(0, 80));
    const count = 1000;
    const many = Array.from({ length: count }, (_, i) => `GET ${i % 2 ? '/healthz' : '/api/nothing'} HTTP/1.1\r\nHost: x\r\n\r\n`).join('');
    const answer = await raw(many, { enough: (text) => statuses(text).length === count });
    assert.deepEqual(statuses(answer), Array.from({ length: count }, (_, i) => (i % 2 ? 200 : 404)));
});

test('ASVS 13.4.5 monitoring is not public: /metrics and the details of /readyz need this machine or a key', async () => {
    assert.equal((await fetch(`${bolt.url}/metrics`)).status, 200, 'from this machine');
    for (const header of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via']) {
        const headers = { [header]: '203.0.113.7' };
        assert.equal((await fetch(`${bolt.url}/metrics`, { headers })).status, 401, `through a proxy (${header})`);
        assert.deepEqual(await (await fetch(`${bolt.url}/readyz`, { headers })).json(), { status: 'healthy', checks: {} });
        assert.equal((await fetch(`${bolt.url}/metrics`, { headers: { ...headers, 'X-API-Key': keys.viewer.key } })).status, 200);
    }
    assert.equal((await fetch(`${bolt.url}/healthz`, { headers: { Via: 'x' } })).status, 200, 'being alive is no secret');
    const address = Object.values(networkInterfaces()).flat().find((each) => each.family === 'IPv4' && !each.internal)?.address;
    if (!address) return; // a machine without any network: nobody is outside
    const open = await Bolt.up({ env: { BOLT_ADDRESS: '0.0.0.0' } });
    try {
        const outside = `http://${address}:${new URL(open.url).port}`;
        assert.equal((await fetch(`${outside}/metrics`)).status, 401);
        assert.deepEqual(Object.keys((await (await fetch(`${outside}/readyz`)).json()).checks), []);
    } finally {
        await open.stop();
    }
});

test('ASVS 3.3, 3.4: headers and cookies, behind https', async () => {
    const page = await fetch(`${bolt.url}/`);
    for (const [name, pattern] of [['content-security-policy', /default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/], ['x-content-type-options', /nosniff/],
        ['referrer-policy', /no-referrer/], ['cross-origin-opener-policy', /same-origin/]]) assert.match(page.headers.get(name), pattern);
    assert.doesNotMatch(page.headers.get('content-security-policy'), /unsafe/);
    assert.equal(page.headers.get('strict-transport-security'), null, 'no TLS, no promise');
    assert.equal(page.headers.get('server'), null);
    const secure = await Bolt.up({ env: { BOLT_PUBLIC_URL: 'https://bolt.example' } });
    try {
        assert.match((await fetch(`${secure.url}/login`)).headers.get('strict-transport-security'), /max-age=31536000/);
        const token = new URL(secure.loginLink, secure.url).searchParams.get('token');
        const login = await fetch(`${secure.url}/api/staff/login/link`, { method: 'POST', body: JSON.stringify({ token }) });
        const cookie = login.headers.get('set-cookie');
        assert.match(cookie, /^__Host-bolt_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure$/);
        assert.equal((await fetch(`${secure.url}/api/staff/session`, { headers: { Cookie: cookie.split(';')[0] } })).status, 200);
        assert.equal((await fetch(`${secure.url}/metrics`)).status, 401, 'behind a proxy everybody comes from this machine');
    } finally {
        await secure.stop();
    }
});

test('ASVS 13.4.4, 3.4.2: no TRACE, no answer to other origins, errors without insides', async () => {
    const trace = await raw('TRACE /healthz HTTP/1.1\r\nHost: x\r\nCookie: bolt_session=secret\r\nConnection: close\r\n\r\n');
    assert.ok([405, 501, 400].includes(statuses(trace)[0]) && !trace.includes('secret'), trace);
    const foreign = await fetch(`${bolt.url}/api/staff/jobs`, { headers: { Origin: 'https://evil.example', 'X-API-Key': keys.viewer.key } });
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
    for (const [method, path, body] of [['POST', '/api/staff/login', '{'], ['GET', '/api/staff/jobs?cursor=%7B', undefined], ['POST', '/api/webhook', 'x']]) {
        const text = await (await fetch(bolt.url + path, { method, body, headers: { 'X-API-Key': keys.viewer.key } })).text();
        assert.doesNotMatch(text, /SELECT |sqlite|\.cpp|\/home\/|bolt\.db|0x[0-9a-f]{6}/i, path);
    }
});

test('A10 in the end every slow client got 408, and memory is what it was', async () => {
    await eventually('all closed', () => slow.every((each) => each.closed), 60_000, 250);
    const answers = new Set(slow.map((each) => each.answer.split('\r\n')[0]));
    assert.deepEqual([...answers], ['HTTP/1.1 408 Request Timeout']);
    // One connection that stays open and asks slowly is none of them.
    await new Promise((resolve, reject) => http.get(`${bolt.url}/healthz`, (response) => response.resume().on('end', resolve)).on('error', reject));
});
