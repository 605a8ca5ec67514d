// The brain's API and the staff API of the real binary: credentials, shapes, bad input.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Bolt, run } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

let bolt;
before(async () => { bolt = await Bolt.up(); });
after(async () => { await bolt.stop(); });

const enqueue = (body, headers = { Authorization: `Bearer ${bolt.secrets.BACKEND_ENQUEUE_TOKEN}` }) =>
    fetch(`${bolt.brainUrl}/api/jobs/enqueue`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

test('health says what it is and what it checked', async () => {
    const response = await fetch(`${bolt.brainUrl}/health`);
    const health = await response.json();
    assert.equal(response.status, 200);
    assert.deepEqual([health.status, health.service], ['healthy', 'brain']);
    assert.match(health.version, /^\d+\.\d+\.\d+$/);
    for (const check of ['queue', 'database', 'authentication']) assert.equal(health.checks[check].status, 'ok');
});

test('enqueue wants a token, by any of the three headers, and compares it whole', async () => {
    const job = { job_id: '018f0000-0000-7000-8000-000000000000', customer_id: '018f0000-0000-7000-8000-000000000001' };
    const token = bolt.secrets.BACKEND_ENQUEUE_TOKEN;
    for (const headers of [{}, { Authorization: 'Bearer ' }, { Authorization: `Bearer ${token}x` }, { 'X-Staff-Key': '' }, { 'X-Admin-Key': token.slice(1) }])
        assert.equal((await enqueue(job, headers)).status, 401, JSON.stringify(Object.keys(headers)));
    for (const headers of [{ Authorization: `Bearer ${token}` }, { 'X-Staff-Key': token }, { 'X-Admin-Key': bolt.secrets.STAFF_API_KEY }])
        assert.equal((await enqueue(job, headers)).status, 404);
});

test('bad enqueue bodies are 400 with every problem named', async () => {
    for (const body of ['', '{', '[]', {}, { job_id: 'x', customer_id: 'y' }, { job_id: '018f0000-0000-7000-8000-000000000000' }])
        assert.equal((await enqueue(body)).status, 400);
    const response = await enqueue({ job_id: 5, customer_id: '', package_size: -1, priority: 'high', surprise: 1 });
    const problem = await response.json();
    for (const word of ['job_id', 'customer_id', 'package_size', 'priority', 'surprise']) assert.match(problem.detail, new RegExp(word));
    assert.equal(bolt.sql('SELECT count(*) FROM queue_messages'), '0');
});

test('a job of another customer is refused', async () => {
    const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: { ...business('other'), phone: '' } }))).json();
    assert.equal((await enqueue({ job_id, customer_id: '018f0000-0000-7000-8000-000000000001' })).status, 409);
});

test('plan opens the catalog URL and guesses no form', async () => {
    bolt.sql("INSERT INTO directories (name, website, submission_url, policy) VALUES ('known', 'http://known.example/', 'http://known.example/add', 'allowed')");
    const ask = (body, headers = { Authorization: `Bearer ${bolt.secrets.BACKEND_ENQUEUE_TOKEN}` }) => fetch(`${bolt.brainUrl}/plan`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal((await ask({ directory: 'known', business: business() }, {})).status, 401);
    const plan = await (await ask({ directory: 'known', business: business(), hints: {} })).json();
    assert.equal(plan.plan[0].action, 'goto');
    assert.equal(plan.plan[0].url, 'http://known.example/add');
    assert.ok(plan.plan.every((step) => step.action !== 'fill'));
    assert.ok(plan.constraints.rateLimitMs > 0);
    assert.equal((await ask({ directory: 'nowhere', business: business() })).status, 404);
    assert.equal((await ask({ business: business() })).status, 400);
});

test('every staff route refuses no, forged and used-up credentials', async () => {
    const paths = ['overview', 'jobs', 'jobs/x', 'activity', 'directories', 'session', 'evidence/a/b'];
    for (const path of paths)
        for (const headers of [{}, { Cookie: 'bolt_session=forged' }, { 'X-Staff-Key': '' }, { 'X-Staff-Key': 'wrong' }])
            assert.equal((await fetch(`${bolt.url}/api/staff/${path}`, { headers })).status, 401, path);
});

test('a login link works once; logout ends the session; writes need the CSRF token', async () => {
    const token = new URL(bolt.loginLink).searchParams.get('token');
    const login = () => fetch(`${bolt.url}/api/staff/login/link`, { method: 'POST', body: JSON.stringify({ token }) });
    const both = await Promise.all([login(), login()]);
    assert.deepEqual(both.map((response) => response.status).sort(), [200, 401]);
    const good = both.find((response) => response.status === 200);
    const cookie = good.headers.get('set-cookie');
    assert.match(cookie, /HttpOnly/);
    assert.match(cookie, /SameSite=Strict/);
    const { csrf_token } = await good.json();
    const headers = { Cookie: cookie.split(';')[0] };
    assert.equal((await fetch(`${bolt.url}/api/staff/overview`, { headers })).status, 200);
    assert.equal((await fetch(`${bolt.url}/api/staff/logout`, { method: 'POST', headers })).status, 403);
    assert.equal((await fetch(`${bolt.url}/api/staff/logout`, { method: 'POST', headers: { ...headers, 'X-CSRF-Token': csrf_token } })).status, 204);
    assert.equal((await fetch(`${bolt.url}/api/staff/overview`, { headers })).status, 401);
});

test('passwords: right, wrong, locked; unknown users answer the same', async () => {
    const added = run(['staff', 'add', 'ada@example.com', '--role', 'viewer', '--password', '--data', bolt.folder], { input: 'correct horse battery\n' });
    assert.equal(added.status, 0, added.stderr);
    const login = (email, password) => fetch(`${bolt.url}/api/staff/login`, { method: 'POST', body: JSON.stringify({ email, password }) });
    assert.equal((await login('ada@example.com', 'correct horse battery')).status, 200);
    const wrong = await (await login('ada@example.com', 'wrong password')).json();
    const unknown = await (await login('nobody@example.com', 'wrong password')).json();
    assert.deepEqual(unknown, wrong);
    for (let i = 0; i < 4; ++i) await login('ada@example.com', 'wrong password');
    const locked = await login('ada@example.com', 'correct horse battery');
    assert.equal(locked.status, 429);
    assert.ok(Number(locked.headers.get('retry-after')) > 0);
    assert.equal(run(['staff', 'add', 'short@example.com', '--password', '--data', bolt.folder], { input: 'short\n' }).status, 2);
});

test('garbage on the sockets costs nothing', async () => {
    const port = Number(new URL(bolt.url).port);
    const samples = ['\0\0\0\0', 'GET / HTTP/9.9\r\n\r\n', 'POST /api/webhook HTTP/1.1\r\nContent-Length: -5\r\n\r\n', 'POST /api/webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        `GET /${'a'.repeat(40_000)} HTTP/1.1\r\n\r\n`, 'GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /api/staff/evidence/..%2f..%2fsecrets.json/x HTTP/1.1\r\nHost: x\r\n\r\n'];
    for (const sample of samples)
        await new Promise((resolve) => {
            const socket = net.connect(port, '127.0.0.1', () => socket.end(sample));
            let answer = '';
            socket.on('data', (chunk) => (answer += chunk));
            socket.on('error', resolve);
            socket.on('close', () => {
                assert.ok(!/HTTP\/1\.1 (200|500)/.test(answer) || sample.includes('passwd'), `${JSON.stringify(sample.slice(0, 40))}: ${answer.slice(0, 80)}`);
                assert.ok(!answer.includes('STRIPE_WEBHOOK_SECRET') && !answer.includes('root:'));
                resolve();
            });
        });
    assert.equal((await fetch(`${bolt.url}/healthz`)).status, 200);
});

test('services refuse to start without their secrets and say which', () => {
    const gateway = run(['gateway'], { env: { BOLT_DATA: bolt.folder, PORT: '0' } });
    assert.equal(gateway.status, 2);
    assert.match(gateway.stderr, /STRIPE_WEBHOOK_SECRET/);
    assert.match(gateway.stderr, /BACKEND_ENQUEUE_TOKEN/);
    const brain = run(['brain'], { env: { BOLT_DATA: bolt.folder, BOLT_BRAIN_PORT: '0' } });
    assert.equal(brain.status, 2);
});

test('wrong settings and options name themselves', () => {
    assert.match(run(['gateway'], { env: { PORT: 'many' } }).stderr, /PORT=many: must be a whole number/);
    assert.match(run(['gateway'], { env: { DATABASE_URL: 'mysql:x' } }).stderr, /DATABASE_URL/);
    assert.equal(run(['nonsense']).status, 2);
    assert.match(run(['--version']).stdout, /^directory-bolt \d+\.\d+\.\d+/);
    for (const command of [[], ['up'], ['verify'], ['job', 'create'], ['staff', 'add'], ['playground']])
        assert.match(run([...command, '--help']).stdout, /--help/);
});

test('two `up` on one port: the second says so', async () => {
    const second = run(['up', '--data', `${bolt.folder}-second`, '--port', new URL(bolt.url).port]);
    assert.equal(second.status, 1);
    assert.match(second.stderr, new RegExp(new URL(bolt.url).port));
});
