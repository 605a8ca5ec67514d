// F21 on the real binary: a stop finishes or hands back, a second one ends at once, and an upgrade loses no step.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, eventually, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

const roles = ['gateway', 'brain', 'subscriber', 'worker', 'monitor'];
let folder, secrets, site, held = [], received = [], hold = false, running = [];
before(async () => {
    folder = temporaryFolder();
    const first = await Bolt.up({ folder });
    secrets = first.secrets;
    first.sql("UPDATE directories SET policy = 'ask'");
    await first.stop({ keep: true });
    // A directory that takes its time to answer, as long as `hold` is set.
    site = http.createServer((request, response) => {
        if (request.url === '/robots.txt') return response.writeHead(404).end();
        const answer = () => response.setHeader('Content-Type', 'text/html').end(request.method === 'POST'
            ? '<!doctype html><h1>Thank you</h1><p>Your listing was submitted and awaits review by our editors.</p>'
            : `<!doctype html><title>Add your business</title><h1>Add your business</h1><form method=post action=/send><label>Business name <input name=name required></label><label>E-mail <input type=email name=email required></label>
               <label>Website <input type=url name=website></label><label>Description <textarea name=description></textarea></label><button>Submit listing</button></form>`);
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            if (request.method === 'POST') received.push(`${request.headers.host} ${body}`);
            if (hold) held.push(answer);
            else answer();
        });
    });
    await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
});
after(async () => {
    for (const each of running) if (each.child.exitCode === null && each.child.signalCode === null) await each.kill('SIGKILL');
    site.closeAllConnections();
    site.close();
});

const env = () => ({ ...secrets, BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '0', BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '30' });
async function start(role, more = {}) {
    const bolt = new Bolt([role], { folder, env: { ...env(), ...more } });
    running.push(bolt);
    bolt.ready = await eventually(`${role} is ready`, () => {
        if (bolt.child.exitCode !== null) throw new Error(bolt.log);
        return bolt.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready');
    });
    return bolt;
}
const seconds = async (work) => { const began = performance.now(); await work(); return (performance.now() - began) / 1000; };

test('F21 every role ends with exit code 0 when asked to, and says that it stopped', async () => {
    const all = [];
    for (const role of roles) all.push(await start(role));
    const took = await seconds(async () => {
        for (const ended of await Promise.all(all.map((each) => each.kill('SIGTERM')))) assert.deepEqual(ended, { code: 0, signal: null });
    });
    assert.ok(took < 25, `${took} s`);
    for (const each of all) assert.match(each.log, /"message":"stopped"/);
    assert.equal(all[0].sql("SELECT count(*) FROM role_heartbeats WHERE status <> 'stopped'"), '0');
});

test('F21 systemd is told: ready, alive, stopping', async () => {
    // Node has no datagram sockets of the file system.
    const path = join(folder, 'notify');
    const { spawn } = await import('node:child_process');
    const listener = spawn('python3', ['-c', `import socket,sys
s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.bind(sys.argv[1]); print("bound",flush=True)
while True: print(s.recv(4096).decode(),flush=True)`, path]);
    let heard = '';
    listener.stdout.on('data', (chunk) => (heard += chunk));
    try {
        await eventually('the socket', () => heard.includes('bound'));
        const bolt = await start('monitor', { NOTIFY_SOCKET: path, WATCHDOG_USEC: '400000' });
        await eventually('ready and alive', () => /READY=1/.test(heard) && heard.match(/WATCHDOG=1/g)?.length >= 3);
        assert.equal((await bolt.kill('SIGTERM')).code, 0);
        await eventually('stopping', () => /STOPPING=1/.test(heard));
    } finally {
        listener.kill();
    }
});

test('F21 secrets come from systemd credentials and from files alone', async () => {
    const credentials = join(folder, 'credentials');
    mkdirSync(credentials);
    for (const name of ['STRIPE_WEBHOOK_SECRET', 'BACKEND_ENQUEUE_TOKEN']) writeFileSync(join(credentials, name), secrets[name] + '\n');
    writeFileSync(join(folder, 'session'), secrets.BOLT_SESSION_SECRET);
    const bare = Object.fromEntries(Object.keys(secrets).map((name) => [name, '']));
    const gateway = await start('gateway', { ...bare, CREDENTIALS_DIRECTORY: credentials, BOLT_SESSION_SECRET_FILE: join(folder, 'session') });
    assert.equal((await gateway.kill('SIGTERM')).code, 0);
});

test('F21 in the middle of submissions: a worker finishes what it sent, hands back the rest, and the next one loses nothing', async () => {
    const gateway = await start('gateway'), brain = await start('brain', { BOLT_BRAIN_PORT: '0' });
    await gateway.kill('SIGTERM');
    const connected = await start('gateway', { BACKEND_ENQUEUE_URL: `http://127.0.0.1:${brain.ready.brain_port}` });
    Object.assign(connected, { url: `http://127.0.0.1:${connected.ready.gateway_port}`, secrets });
    const { port } = site.address();
    for (let i = 0; i < 6; ++i)
        connected.sql(`INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms) VALUES ('slow${i}', 'Slow ${i}', 'http://slow${i}.localhost:${port}/', 'http://slow${i}.localhost:${port}/add', 'slow${i}.localhost:${port}', 'allowed', 10)`);
    await start('subscriber');
    hold = true;
    const old = await start('worker', { BOLT_WORKER_ID: 'old', BOLT_WORKER_CONCURRENCY: '2' });
    const { job_id: job } = await (await postWebhook(connected, checkoutEvent({ fields: business('drain') }))).json();
    await eventually('it works on some', () => held.length >= 2, 60_000);
    const stopped = old.kill('SIGTERM');
    await eventually('it takes nothing new', () => /stopping; a second signal/.test(old.log));
    hold = false;
    for (const answer of held.splice(0)) answer();
    // The upgrade: the new one starts while the old one drains.
    const fresh = await start('worker', { BOLT_WORKER_ID: 'new' });
    assert.deepEqual(await stopped, { code: 0, signal: null }, old.log);
    const document = await connected.jobEnded(job, 120_000);
    assert.equal(document.results.length, 6);
    assert.equal(received.length, new Set(received.map((each) => each.split(' ')[0])).size, 'no site received it twice');
    assert.equal(received.length, 6, 'and every site received it');
    assert.equal(connected.sql("SELECT count(*) FROM attempts WHERE status = 'lost'"), '0', 'nothing had to run out');
    assert.equal(connected.sql("SELECT count(DISTINCT worker_id) FROM attempts"), '2');
    for (const each of [fresh, connected, brain]) assert.equal((await each.kill('SIGTERM')).code, 0, each.log);
});

test('F21 the second signal ends a worker at once; what it had sent is not sent again', async () => {
    hold = true;
    const gateway = await start('gateway');
    Object.assign(gateway, { url: `http://127.0.0.1:${gateway.ready.gateway_port}`, secrets });
    const brain = await start('brain');
    await gateway.kill('SIGTERM');
    const connected = await start('gateway', { BACKEND_ENQUEUE_URL: `http://127.0.0.1:${brain.ready.brain_port}` });
    Object.assign(connected, { url: `http://127.0.0.1:${connected.ready.gateway_port}`, secrets });
    const worker = await start('worker', { BOLT_WORKER_CONCURRENCY: '2' });
    const { job_id: job } = await (await postWebhook(connected, checkoutEvent({ fields: business('second') }))).json();
    await eventually('it works on some', () => held.length >= 2, 60_000);
    worker.child.kill('SIGTERM');
    await eventually('it drains', () => /stopping; a second signal/.test(worker.log));
    const took = await seconds(async () => assert.equal((await worker.kill('SIGTERM')).code, 130));
    assert.ok(took < 5, `${took} s`);
    assert.equal(connected.sql(`SELECT count(*) FROM job_results WHERE job_id = '${job}' AND status = 'submitting'`), '2', 'their leases run out, or the monitor takes them back');
    for (const each of [connected, brain]) assert.equal((await each.kill('SIGTERM')).code, 0);
    assert.ok(existsSync(join(folder, 'bolt.db')));
});
