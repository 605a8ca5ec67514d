// The staff API's people, customers, directories, workers, queue and exports on the real binary.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { Bolt, eventually } from './harness.mjs';
import { Caller, at, callers, followLink, insertAction, insertJob } from './staff.mjs';

let bolt, admin, keys;
before(async () => {
    bolt = await Bolt.up();
    bolt.sql("UPDATE directories SET policy = 'ask'");
    ({ admin, keys } = await callers(bolt));
});
after(() => bolt.stop());

const login = (body) => fetch(`${bolt.url}/api/staff/login`, { method: 'POST', body: JSON.stringify(body) });

/** A second person with an account and a session. */
async function person(email, role) {
    const made = await admin.post('/api/staff/users', { email, role, name: email });
    assert.equal(made.status, 201, made.text);
    return Object.assign(await followLink(bolt, made.body.link), { id: made.body.user.id });
}

/** A joined socket; `closed` resolves with the code. */
async function socketOf(token) {
    const socket = new WebSocket(`${bolt.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${encodeURIComponent(token)}`);
    await new Promise((resolve, reject) => { socket.once('open', resolve); socket.once('error', reject); });
    const messages = [];
    socket.on('message', (text) => messages.push(JSON.parse(text)));
    const tables = ['directories', 'pauses', 'worker_drains', 'audit_log', 'bulk_operations', 'customers'];
    socket.send(JSON.stringify(['1', '1', 'realtime:x', 'phx_join', { config: { postgres_changes: tables.map((table) => ({ event: '*', schema: 'public', table })) } }]));
    await eventually('joined', () => messages.some((each) => each[3] === 'system'));
    return { messages, closed: new Promise((resolve) => socket.once('close', resolve)), close: () => socket.close() };
}

test('F28 a revoked session is out at once, its socket within a second; a changed role too', async () => {
    const ada = await person('ada@example.com', 'operator');
    const socket = await socketOf(ada.session.realtime.token);
    const { sessions } = (await admin.get('/api/staff/sessions?all=true')).body;
    assert.equal((await ada.get('/api/staff/sessions?all=true')).status, 403);
    const own = sessions.find((each) => each.email === 'ada@example.com');
    assert.equal((await keys.operator.delete(`/api/staff/sessions/${own.id}`)).status, 404, "somebody else's looks like none");
    const revoked = Date.now();
    assert.equal((await admin.delete(`/api/staff/sessions/${own.id}`)).status, 204);
    assert.equal(await socket.closed, 1008);
    assert.ok(Date.now() - revoked < 1000, `${Date.now() - revoked} ms`);
    assert.equal((await ada.get('/api/staff/jobs')).status, 401);

    const bob = await person('bob@example.com', 'admin');
    assert.equal((await bob.patch(`/api/staff/users/${bob.id}`, { role: 'viewer' })).status, 200);
    assert.equal((await bob.get('/api/staff/jobs')).status, 401, 'the old session had the old role');
    const me = (await admin.get('/api/staff/session')).body.user;
    assert.equal((await admin.patch(`/api/staff/users/${me.id}`, { active: false })).status, 409, 'the last admin stays');
    assert.equal((await admin.post('/api/staff/users', { email: 'ada@example.com', role: 'viewer' })).status, 409);
});

test('an API key is shown once, works in both headers, is kept hashed, and ends when revoked', async () => {
    const bearer = new Caller(bolt, { Authorization: `Bearer ${keys.viewer.key}` });
    assert.equal((await bearer.get('/api/staff/jobs')).status, 200);
    assert.equal((await new Caller(bolt, { 'X-API-Key': `${keys.viewer.key}x` }).get('/api/staff/jobs')).status, 401);
    const { text, body } = await admin.get('/api/staff/api-keys');
    assert.ok(!text.includes(keys.viewer.key));
    assert.ok(body.keys.find((each) => each.id === keys.viewer.id).last_used_at);
    assert.ok(!readFileSync(bolt.database).includes(keys.viewer.key));
    const { key, api_key } = (await admin.post('/api/staff/api-keys', { name: 'short', role: 'viewer' })).body;
    const short = new Caller(bolt, { 'X-API-Key': key });
    assert.equal((await short.get('/api/staff/jobs')).status, 200);
    assert.equal((await admin.delete(`/api/staff/api-keys/${api_key.id}`)).status, 204);
    assert.equal((await short.get('/api/staff/jobs')).status, 401);
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function totp(secret, step = Math.floor(Date.now() / 30_000)) {
    let bits = '';
    for (const letter of secret) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
    const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', bytes).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('with a second factor nobody comes in by password or link alone, and no code works twice', async () => {
    const eve = await person('eve@example.com', 'viewer');
    assert.equal((await eve.put('/api/staff/password', { new: 'short' })).status, 400);
    assert.equal((await eve.put('/api/staff/password', { new: 'correct horse battery' })).status, 204);
    assert.equal((await eve.put('/api/staff/password', { current: 'wrong', new: 'correct horse battery 2' })).status, 403);
    const { secret, url } = (await eve.post('/api/staff/totp')).body;
    assert.match(url, /^otpauth:\/\/totp\//);
    assert.equal((await eve.post('/api/staff/totp/confirm', { code: '000000' })).status, 400);
    const step = Math.floor(Date.now() / 30_000);
    const confirmed = await eve.post('/api/staff/totp/confirm', { code: totp(secret, step) });
    assert.equal(confirmed.body.recovery_codes.length, 10);
    assert.ok(!readFileSync(bolt.database).includes(secret), 'the secret is sealed');
    const credentials = { email: 'eve@example.com', password: 'correct horse battery' };
    const type = async (response) => (await response.json()).type?.split(':').at(-1);
    assert.equal(await type(await login(credentials)), 'totp_required');
    assert.equal(await type(await login({ ...credentials, code: totp(secret, step) })), 'totp_wrong', 'used by the confirmation');
    assert.equal((await login({ ...credentials, code: totp(secret, step + 1) })).status, 200);
    const [code] = confirmed.body.recovery_codes;
    assert.equal((await login({ ...credentials, code })).status, 200);
    assert.equal((await login({ ...credentials, code })).status, 401, 'a recovery code works once');
    const { link } = (await admin.post(`/api/staff/users/${eve.id}/link`)).body;
    assert.equal((await followLink(bolt, link)).status, 401);
    assert.equal((await followLink(bolt, link, { code: confirmed.body.recovery_codes[1] })).status, 200, 'the link was not used up');
});

test('erasing a customer leaves no trace but the audit log', async () => {
    const { customer, email, job } = insertJob(bolt, { name: 'Erasefish', status: 'completed', results: [{ directory: 'a', status: 'submitted', verdict: 'accepted' }] });
    bolt.sql(`UPDATE job_results SET payload = '{"fields":[{"label":"Name","meaning":"name","value":"Erasefish"}]}' WHERE job_id = '${job}'`);
    const { job: running } = insertJob(bolt, { name: 'Other', status: 'in_progress' });
    bolt.sql(`UPDATE jobs SET customer_id = '${customer}' WHERE id = '${running}'`);
    const item = insertAction(bolt, { job });
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    await admin.call('PUT', `/api/staff/actions/${item}/proof`, png);
    const evidence = join(bolt.folder, 'evidence', job);
    assert.equal(readdirSync(evidence).length, 1);
    assert.equal((await keys.operator.post(`/api/staff/customers/${customer}/erase`, { confirm: email })).status, 403);
    assert.equal((await admin.post(`/api/staff/customers/${customer}/erase`, { confirm: 'other' })).status, 400);
    const erased = await admin.post(`/api/staff/customers/${customer}/erase`, { confirm: email, reason: 'asked for it' });
    assert.equal(erased.body.changed, true, erased.text);
    assert.equal(erased.body.files, 1);
    assert.ok(!existsSync(evidence));
    const dump = bolt.sql('.dump');
    assert.ok(!dump.includes(email) && !dump.includes('Erasefish'), dump.split('\n').find((line) => line.includes(email) || line.includes('Erasefish')));
    assert.equal(bolt.sql(`SELECT status FROM jobs WHERE id = '${running}'`), 'cancelled');
    assert.equal((await admin.get(`/api/staff/audit?target=customer:${customer}`)).body.entries[0].details.reason, 'asked for it');
    assert.equal((await admin.post(`/api/staff/customers/${customer}/erase`)).body.changed, false);
    assert.equal((await keys.operator.put(`/api/staff/customers/${customer}/profile`, { profile: { business_name: 'x', email: 'x@example.com' } })).status, 409);
});

test('a profile is edited by the rules, and not over somebody else\'s change', async () => {
    const { customer } = insertJob(bolt, { name: 'Editfish' });
    const read = (await keys.operator.get(`/api/staff/customers/${customer}`)).body;
    assert.ok(read.missing.length > 0);
    const profile = { ...read.profile, phone: '+1 312 555 0100' };
    assert.equal((await keys.operator.put(`/api/staff/customers/${customer}/profile`, { profile: { ...profile, email: 'no' } })).status, 400);
    const edited = await keys.operator.put(`/api/staff/customers/${customer}/profile`, { profile, updated_at: read.customer.updated_at });
    assert.equal(edited.body.profile.phone, '+1 312 555 0100', edited.text);
    assert.equal(edited.body.missing.length, read.missing.length - 1);
    assert.equal((await keys.operator.put(`/api/staff/customers/${customer}/profile`, { profile, updated_at: read.customer.updated_at })).status, 409);
    assert.equal((await keys.viewer.get('/api/staff/customers?q=editfish')).body.customers.length, 1);
});

test('a directory is paused, edited and imported, and every screen hears of it', async () => {
    const socket = await socketOf(admin.session.realtime.token);
    const csv = 'name,title,website,policy,pacing_ms\nfish-list,"Fish, List",https://fish.example,allowed,2000\n';
    const wanted = { format: 'csv', text: csv };
    assert.deepEqual((await admin.post('/api/staff/directories/import', { ...wanted, dry_run: true })).body, { total: 1, inserted: 1, updated: 0, dry_run: true });
    assert.equal((await keys.viewer.get('/api/staff/directories/fish-list')).status, 404);
    assert.equal((await admin.post('/api/staff/directories/import', wanted)).body.inserted, 1);
    const bad = await admin.post('/api/staff/directories/import', { format: 'csv', text: 'name,website\nok-list,https://a.example\nBad Name,ftp://x\n' });
    assert.equal(bad.status, 400);
    assert.match(bad.body.detail, /line 3/);
    assert.equal((await keys.viewer.get('/api/staff/directories/ok-list')).status, 404, 'all or nothing');
    const paused = await keys.operator.post('/api/staff/directories/fish-list/pause', { reason: 'form is broken' });
    assert.equal(paused.body.directory.paused_reason, 'form is broken');
    assert.equal((await keys.operator.post('/api/staff/directories/fish-list/pause', {})).body.changed, false);
    const edited = await admin.patch('/api/staff/directories/fish-list', { submission_url: 'https://fish.example/add', pacing_ms: 5000 });
    assert.equal(edited.body.directory.host, 'fish.example');
    for (const body of [{ submission_url: 'javascript:x' }, { pacing_ms: -1 }, { policy: 'sure' }, { active: 'yes' }])
        assert.equal((await admin.patch('/api/staff/directories/fish-list', body)).status, 400, JSON.stringify(body));
    await eventually('the change is in the feed', () => socket.messages.some((each) => JSON.stringify(each).includes('form is broken') && JSON.stringify(each).includes('fish-list')));
    socket.close();
});

test('everything, a package and a worker are held, and let go', async () => {
    assert.equal((await keys.operator.put('/api/staff/pauses/everything')).status, 403);
    assert.equal((await admin.put('/api/staff/pauses/everything', { reason: 'fire' })).body.everything.reason, 'fire');
    assert.equal((await admin.get('/api/staff/overview')).body.pauses.everything, true);
    assert.equal((await admin.delete('/api/staff/pauses/everything')).body.everything, null);
    assert.equal((await keys.operator.put('/api/staff/pauses/packages/starter')).body.packages[0].name, 'starter');
    assert.equal((await keys.operator.put('/api/staff/pauses/packages/starter')).body.changed, false);
    assert.equal((await keys.operator.put('/api/staff/pauses/packages/none')).status, 404);
    await keys.operator.delete('/api/staff/pauses/packages/starter');
    const worker = await eventually('a worker', async () => (await keys.viewer.get('/api/staff/workers')).body.workers.find((each) => each.alive));
    const drained = await keys.operator.post(`/api/staff/workers/${worker.worker_id}/drain`, { reason: 'update' });
    assert.equal(drained.body.workers.find((each) => each.worker_id === worker.worker_id).draining, true);
    await keys.operator.post(`/api/staff/workers/${worker.worker_id}/undrain`);
});

test('dead letters are read, put back and deleted', async () => {
    const letter = (id, body) => bolt.sql(`INSERT INTO queue_messages (id, queue, body, attributes, visible_at, sent_at) VALUES ('${id}', 'jobs-dlq', '${body}', '{"reason":"odd"}', '${at(1)}', '${at(1)}')`);
    letter('one', '{"job_id":"00000000-0000-7000-8000-00000000dead"}');
    letter('two', 'not json');
    const { messages } = (await keys.operator.get('/api/staff/queue/dead')).body;
    assert.deepEqual(messages.map((each) => [each.id, each.reason]).sort(), [['one', 'odd'], ['two', 'odd']]);
    assert.equal((await keys.operator.get('/api/staff/queue/dead')).body.messages.length, 2, 'reading takes none away');
    assert.equal((await keys.viewer.get('/api/staff/queue')).body.queue.dead, 2);
    assert.equal((await keys.operator.post('/api/staff/queue/dead/discard', { all: true })).status, 403);
    assert.deepEqual((await admin.post('/api/staff/queue/dead/discard', { ids: ['two', 'gone'] })).body, { moved: 1, missing: ['gone'] });
    assert.equal((await keys.operator.post('/api/staff/queue/dead/redrive', { all: true })).body.moved, 1);
    assert.equal((await keys.operator.post('/api/staff/queue/dead/redrive', {})).status, 400);
});

test('the overview keeps the promise against what happened; charts count what ended', async () => {
    insertJob(bolt, { status: 'in_progress', packageType: 'enterprise', minutesAgo: 60 * 25 });
    const { job } = insertJob(bolt, { status: 'in_progress', packageType: 'growth', results: [{ directory: 'a', status: 'submitting' }, { directory: 'b', status: 'pending' }] });
    bolt.sql(`UPDATE job_results SET status = 'submitted', updated_at = '${at()}' WHERE job_id = '${job}' AND directory_name = 'a'`);
    const overview = (await keys.viewer.get('/api/staff/overview')).body;
    const enterprise = overview.slo.find((each) => each.package_type === 'enterprise');
    assert.equal(enterprise.late, 1);
    assert.equal(enterprise.turnaround_hours, 24);
    for (const range of ['5m', '1h', '6h', '24h', '7d', '30d']) {
        const { series } = (await keys.viewer.get(`/api/staff/stats?range=${range}`)).body;
        assert.equal(series.submitted.at(-1), 1, range);
    }
    assert.equal((await keys.viewer.get('/api/staff/stats?range=1y')).status, 400);
    assert.equal((await keys.viewer.get('/api/staff/jobs?late=true')).body.counts.total, 1);
    // What rows typed by hand ended is no attempt; how attempts end is tested where they do (store/visit_stats_test.cpp).
    for (const scope of ['', '&directory=a', '&worker=w'])
        assert.equal((await keys.viewer.get(`/api/staff/visits?range=30d${scope}`)).body.took.p50_ms.length, 30);
    assert.equal((await keys.viewer.get('/api/staff/visits?range=1y')).status, 400);
    assert.equal((await keys.viewer.get('/api/staff/visits?directory=a&worker=w')).status, 400);
});

test('CSV is safe for spreadsheets, the report for browsers', async () => {
    const { job } = insertJob(bolt, { name: '=HYPERLINK("http://evil")<script>', status: 'completed', results: [{ directory: 'a', status: 'submitted' }] });
    const csv = await keys.viewer.get('/api/staff/export/jobs?q=HYPERLINK');
    assert.match(csv.headers.get('content-type'), /text\/csv/);
    assert.ok(csv.text.includes(`"'=HYPERLINK(""http://evil"")<script>"`), csv.text);
    assert.equal(csv.text.trim().split('\r\n').length, 2);
    const report = await keys.viewer.get(`/api/staff/jobs/${job}/report`);
    assert.ok(report.text.includes('&lt;script&gt;') && !report.text.includes('<script>'));
    const saved = await keys.viewer.post('/api/staff/views', { name: 'mine', screen: 'jobs', query: 'status=failed' });
    assert.equal(saved.body.views[0].query, 'status=failed');
    assert.equal((await admin.get('/api/staff/views')).body.views.length, 0, 'not shared');
});
