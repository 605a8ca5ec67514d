// Part 4 on the real binary: what the monitor notices reaches people once, and again when it is over.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, eventually, temporaryFolder } from './harness.mjs';

let hook, posts = [], refuse = 0, bolt, keys, tls;
before(async () => {
    hook = http.createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            if (refuse > 0) { --refuse; response.writeHead(500).end(); return; }
            posts.push({ type: request.headers['content-type'], ...JSON.parse(body) });
            response.end('ok');
        });
    });
    await new Promise((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const folder = temporaryFolder();
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' });
    tls = https.createServer({ key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }, (_, response) => response.end());
    await new Promise((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const { port } = hook.address();
    bolt = await Bolt.up({ env: { BOLT_ALERT_WEBHOOK_URL: `http://hooks.localhost:${port}/services/hush`, BOLT_ALLOWED_HOSTS: `hooks.localhost:${port}`, BOLT_PUBLIC_URL: `https://localhost:${tls.address().port}` } });
    const token = new URL(bolt.loginLink, bolt.url).searchParams.get('token');
    const login = await fetch(`${bolt.url}/api/staff/login/link`, { method: 'POST', body: JSON.stringify({ token }) });
    assert.equal(login.status, 200);
    keys = { 'X-Staff-Key': bolt.secrets.STAFF_API_KEY };
});
after(async () => {
    await bolt?.stop();
    hook?.close();
    tls?.close();
});

const health = async () => (await fetch(`${bolt.url}/api/staff/health`, { headers: keys })).json();
const told = (pattern) => posts.filter((post) => pattern.test(post.text)).length;

test('every role shows that it lives, and says when it stops', async () => {
    const { roles, status, checks } = await eventually('all roles', async () => { const seen = await health(); return seen.roles?.length === 5 && seen; });
    assert.deepEqual(roles.map((each) => each.role), ['brain', 'gateway', 'monitor', 'subscriber', 'worker']);
    assert.ok(roles.every((each) => each.status === 'running' && each.process_id === bolt.child.pid && each.version));
    assert.equal(status, 'healthy');
    assert.deepEqual(Object.keys(checks).sort(), ['brain', 'database', 'disk', 'queue']);
});

test('a certificate that ends in two days is told of at once, with what to do', async () => {
    await eventually('it is told', () => told(/\[critical\] certificate: .*renew it/) === 1, 60_000);
    assert.equal(posts[0].type, 'application/json');
    assert.ok(!bolt.log.includes('hush'), 'the URL of the webhook is a secret');
});

test('a dead letter is told once while it lasts, and once when it is over', async () => {
    refuse = 1; // the first try fails: it is sent again
    bolt.sql("INSERT INTO queue_messages (id, queue, body, attributes, visible_at, receive_count, sent_at) SELECT 'm1', 'jobs-dlq', 'x', '{}', strftime('%Y-%m-%dT%H:%M:%f','now') || '000+00:00', 1, strftime('%Y-%m-%dT%H:%M:%f','now') || '000+00:00'");
    await eventually('it is told', () => told(/\[warning\] dead_letters/) === 1, 60_000);
    const open = (await health()).alerts.find((each) => each.name === 'dead_letters');
    assert.equal(open.resolved_at, null);
    assert.deepEqual(open.details, { messages: 1 });
    assert.match(await (await fetch(`${bolt.url}/metrics`, { headers: keys })).text(), /^bolt_alerts_open [1-9]/m);
    bolt.sql("DELETE FROM queue_messages WHERE id = 'm1'");
    await eventually('its end is told', () => told(/\[resolved\] dead_letters/) === 1, 60_000);
    assert.equal(told(/\[warning\] dead_letters/), 1);
    assert.ok((await health()).alerts.find((each) => each.name === 'dead_letters').resolved_at);
    assert.equal(bolt.sql("SELECT count(*) FROM changes WHERE table_name = 'alerts' AND record ->> 'name' = 'dead_letters'"), '2', 'live screens hear of both');
});

test('a role that died without a word is missed; a restart tells nothing twice', async () => {
    bolt.sql(`INSERT INTO role_heartbeats (id, role, host, process_id, version, status, started_at, seen_at) VALUES ('gone', 'scribe', 'there', 1, '0.1.0', 'running', '${new Date(Date.now() - 600_000).toISOString().replace('Z', '000+00:00')}', '${new Date(Date.now() - 120_000).toISOString().replace('Z', '000+00:00')}')`);
    await eventually('it is missed', () => told(/\[critical\] role_silent:scribe/) === 1, 60_000);
    const before = posts.length;
    assert.equal((await bolt.stop({ keep: true })).code, 0);
    assert.equal(bolt.sql("SELECT count(*) FROM role_heartbeats WHERE status = 'stopped'"), '5');
    const { port } = hook.address();
    bolt = await Bolt.up({ folder: bolt.folder, env: { BOLT_ALERT_WEBHOOK_URL: `http://hooks.localhost:${port}/services/hush`, BOLT_ALLOWED_HOSTS: `hooks.localhost:${port}` } });
    keys = { 'X-Staff-Key': bolt.secrets.STAFF_API_KEY };
    bolt.sql("UPDATE role_heartbeats SET status = 'stopped' WHERE id = 'gone'");
    await eventually('its end is told by the new process', () => told(/\[resolved\] role_silent:scribe/) === 1, 60_000);
    assert.equal(told(/\[critical\] role_silent:scribe/), 1);
    assert.ok(posts.length > before);
});
