// The staff API's jobs, actions and bulk operations on the real binary.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from './harness.mjs';
import { callers, insertAction, insertJob } from './staff.mjs';

let bolt, admin, keys;
before(async () => {
    bolt = await Bolt.up();
    // Rows of this file's own: no directory may pick them up.
    bolt.sql("UPDATE directories SET policy = 'ask'");
    ({ admin, keys } = await callers(bolt));
});
after(() => bolt.stop());

const audit = (target) => admin.get(`/api/staff/audit?target=${target}`).then((answer) => answer.body.entries);

test('every route refuses a role that is too low, by the document', async () => {
    const { body: document } = await keys.viewer.get('/api/openapi.json');
    const ranks = { none: 0, viewer: 0, operator: 1, admin: 2 };
    let checked = 0;
    for (const [path, operations] of Object.entries(document.paths))
        for (const [method, operation] of Object.entries(operations))
            for (const [role, rank] of [['viewer', 0], ['operator', 1]]) {
                // Customers' own routes know no staff: tests/system/customer.test.mjs.
                if (operation['x-required-role'] === 'customer' || ranks[operation['x-required-role']] <= rank) continue;
                const answer = await keys[role].call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'), method === 'get' ? undefined : {});
                assert.equal(answer.status, 403, `${role} ${method} ${path}: ${answer.text}`);
                assert.match(answer.headers.get('content-type'), /problem\+json/);
                ++checked;
            }
    assert.ok(checked > 40, `${checked} refusals`);
});

test('filters combine, counts are those of the filter, pages lead both ways', async () => {
    const tag = 'Filterfisch';
    for (let i = 0; i < 9; ++i)
        insertJob(bolt, { name: `${tag} ${i}`, minutesAgo: 100 + i, status: i % 3 === 0 ? 'failed' : 'completed', packageType: i < 4 ? 'growth' : 'starter',
            results: i === 0 ? [{ directory: 'somewhere', status: 'failed', error: 'The site answered 503 after 12 ms' }] : [] });
    const list = async (query) => (await keys.viewer.get(`/api/staff/jobs?q=${tag}&${query}`)).body;
    const names = (page) => page.jobs.map((job) => Number(job.business_name.split(' ')[1]));
    const all = await list('');
    assert.equal(all.counts.total, 9);
    assert.equal(all.counts.by_status.failed, 3);
    assert.deepEqual(all.counts.by_package, { growth: 4, starter: 5 });
    assert.deepEqual(names(await list('status=failed&package=growth')), [0, 3]);
    assert.equal((await list('status=failed&package=growth')).counts.total, 2);
    assert.equal((await list('status=failed&package=growth')).counts.by_status.completed, 2, 'what the other state would show');
    assert.deepEqual(names(await list('directory=somewhere&directory_status=failed')), [0]);
    assert.deepEqual(names(await list('error=answered%20503')), [0]);
    assert.deepEqual(names(await list('order=asc&limit=2')), [8, 7]);
    const first = await list('limit=4'), second = await list(`limit=4&cursor=${first.next_cursor}`), third = await list(`limit=4&cursor=${second.next_cursor}`);
    assert.deepEqual([first, second, third].map(names), [[0, 1, 2, 3], [4, 5, 6, 7], [8]]);
    assert.equal(third.next_cursor, null);
    assert.equal(first.previous_cursor, null);
    assert.deepEqual(names(await list(`limit=4&cursor=${third.previous_cursor}`)), [4, 5, 6, 7]);
    assert.deepEqual(names(await list(`limit=4&cursor=${second.previous_cursor}`)), [0, 1, 2, 3]);
    for (const bad of ["sort=created_at'--", 'status=done', 'priority=x', 'cursor=eA', 'from=yesterday', 'paused=maybe'])
        assert.equal((await keys.viewer.get(`/api/staff/jobs?${bad}`)).status, 400, bad);
    const { suggestions } = (await keys.viewer.get('/api/staff/jobs/suggest?q=filterf')).body;
    assert.ok(suggestions.some((each) => each.kind === 'customer' && each.query.customer_id));
});

test('of two people who cancel at once one does it, and the reason stays in the audit log', async () => {
    const { job } = insertJob(bolt);
    const answers = await Promise.all([admin, keys.operator].map((who) => who.post(`/api/staff/jobs/${job}/cancel`, { reason: 'customer called' })));
    assert.deepEqual(answers.map((each) => each.status), [200, 200]);
    assert.deepEqual(answers.map((each) => each.body.changed).sort(), [false, true]);
    const entries = await audit(`job:${job}`);
    assert.equal(entries.length, 1);
    assert.equal(entries[0].details.reason, 'customer called');
    assert.equal((await keys.operator.post(`/api/staff/jobs/${job}/pause`)).status, 409, 'an ended job cannot be paused');
    assert.equal((await keys.operator.post('/api/staff/jobs/00000000-0000-7000-8000-000000000000/cancel')).status, 404);
    assert.equal((await keys.operator.post(`/api/staff/jobs/${job}/cancel`, { reason: 'x'.repeat(501) })).status, 400);
});

test('retry touches what failed only, and the job runs again', async () => {
    const { job, submissions } = insertJob(bolt, { status: 'completed', results: [
        { directory: 'a', status: 'failed', verdict: 'rejected', error: 'no' }, { directory: 'b', status: 'submitted', verdict: 'accepted' },
        { directory: 'c', status: 'action_required', verdict: 'unknown' }, { directory: 'd', status: 'skipped', verdict: 'duplicate' }] });
    const states = () => bolt.sql(`SELECT group_concat(status) FROM (SELECT status FROM job_results WHERE job_id = '${job}' ORDER BY directory_name)`);
    const retried = await keys.operator.post(`/api/staff/jobs/${job}/retry`, { reason: 'site is back' });
    assert.equal(retried.body.affected, 1);
    assert.equal(retried.body.job.status, 'in_progress');
    assert.equal(states(), 'pending,submitted,action_required,skipped');
    assert.equal((await keys.operator.post(`/api/staff/jobs/${job}/retry`)).body.changed, false);
    assert.equal((await keys.operator.post(`/api/staff/jobs/${job}/retry`, { scope: 'all' })).body.changed, false, 'an unknown outcome is never sent blindly again');
    assert.equal((await keys.operator.post(`/api/staff/submissions/${submissions[1]}/retry`)).status, 409);
    assert.equal((await keys.operator.post(`/api/staff/submissions/${submissions[2]}/retry`)).body.affected, 1, 'a person may say so');
    assert.equal(states(), 'pending,submitted,pending,skipped');
});

test('a person pauses, resumes and reorders a job', async () => {
    const { job } = insertJob(bolt, { status: 'in_progress', results: [{ directory: 'a', status: 'pending' }] });
    assert.equal((await keys.operator.post(`/api/staff/jobs/${job}/pause`)).body.job.paused, true);
    assert.deepEqual((await keys.viewer.get(`/api/staff/jobs/${job}`)).body.pauses, ['job']);
    assert.equal((await keys.viewer.get(`/api/staff/jobs/${job}`)).body.eta.state, 'unknown');
    assert.equal((await keys.operator.post(`/api/staff/jobs/${job}/resume`)).body.job.paused, false);
    assert.equal((await keys.operator.put(`/api/staff/jobs/${job}/priority`, { priority: 1 })).body.job.priority, 1);
    assert.equal(bolt.sql(`SELECT priority FROM job_results WHERE job_id = '${job}'`), '1');
    assert.equal((await keys.operator.put(`/api/staff/jobs/${job}/priority`, { priority: 9 })).status, 400);
});

test('a new job waits for its profile and goes on when a person completes it; one key makes one job', async () => {
    const body = { profile: { business_name: 'New Bistro', email: 'new@example.com' }, package_type: 'starter', client_key: 'once' };
    const made = await keys.operator.post('/api/staff/jobs', body);
    assert.equal(made.status, 201);
    assert.equal((await keys.operator.post('/api/staff/jobs', body)).body.job.id, made.body.job.id);
    const id = made.body.job.id;
    const { items } = (await keys.viewer.get(`/api/staff/actions?job_id=${id}`)).body;
    assert.deepEqual(items[0].answers, ['profile', 'cancel_job']);
    const item = items[0].id;
    assert.equal((await keys.operator.post(`/api/staff/actions/${item}/resolve`, { answer: 'profile', profile: { phone: '+1 312 555 0100' } })).status, 400);
    const profile = { phone: '+1 312 555 0100', website: 'https://new.example.com', address: '1 Road', city: 'Chicago', state: 'IL', postal_code: '60601',
        country: 'US', description: 'A place with food that is long enough to be described in so many words.', categories: ['Restaurant'] };
    const resolved = await keys.operator.post(`/api/staff/actions/${item}/resolve`, { answer: 'profile', profile });
    assert.equal(resolved.status, 200, resolved.text);
    assert.equal(resolved.body.item.status, 'resolved');
    await eventually('the job was enqueued', async () => (await keys.viewer.get(`/api/staff/jobs/${id}`)).body.job.status !== 'pending');
});

test('a bulk operation previews, runs in the background, says what failed, and is one under one key', async () => {
    const tag = 'Bulkfish';
    for (let i = 0; i < 120; ++i) insertJob(bolt, { name: `${tag} ${i}`, status: i % 10 === 0 ? 'completed' : 'in_progress', results: [{ directory: 'a', status: 'pending' }] });
    const selection = { action: 'pause', filter: { q: tag }, reason: 'stop them', client_key: 'bulk-1' };
    const preview = await keys.operator.post('/api/staff/bulk/preview', selection);
    assert.equal(preview.body.matching, 120);
    assert.equal(preview.body.sample.length, 10);
    assert.equal((await keys.operator.post('/api/staff/bulk', { ...selection, client_key: 'other', expected: 100 })).status, 409);
    const started = await keys.operator.post('/api/staff/bulk', selection);
    assert.equal(started.status, 202);
    assert.equal((await keys.operator.post('/api/staff/bulk', selection)).body.operation.id, started.body.operation.id);
    const ended = await eventually('the operation ends', async () => {
        const { operation } = (await keys.viewer.get(`/api/staff/bulk/${started.body.operation.id}`)).body;
        return operation.status === 'completed' && operation;
    });
    assert.deepEqual([ended.total, ended.done, ended.changed, ended.failed], [120, 120, 108, 12]);
    assert.match(ended.last_error, /is completed/);
    assert.equal((await keys.viewer.get(`/api/staff/jobs?q=${tag}&paused=true`)).body.counts.total, 108);
    assert.equal((await keys.operator.post(`/api/staff/bulk/${ended.id}/abort`)).body.changed, false);
    for (const bad of [{}, { action: 'pause' }, { action: 'explode', filter: {} }, { action: 'pause', ids: [], filter: {} }, { action: 'pause', filter: { status: 'odd' } }])
        assert.equal((await keys.operator.post('/api/staff/bulk', bad)).status, 400, JSON.stringify(bad));
});

test('failures group by normalised error and a group is retried as one', async () => {
    for (let i = 0; i < 5; ++i)
        insertJob(bolt, { name: 'Groupfish', status: 'completed', results: [{ directory: `g${i}`, status: 'failed', verdict: 'unreachable', error: `Port ${4000 + i} of https://site${i}.example/x refused` },
            { directory: 'other', status: 'failed', verdict: 'rejected', error: 'The form said no' }] });
    // One job that failed at three directories counts once.
    insertJob(bolt, { name: 'Groupfish', status: 'completed', packageType: 'growth', results: [5, 6, 7].map((i) => ({ directory: `g${i}`, status: 'failed', verdict: 'unreachable', error: `Port ${4000 + i % 2} of https://site.example/x refused` })) });
    const groupOf = async (query) => (await keys.viewer.get(`/api/staff/failures${query}`)).body.groups.find((each) => each.message === 'Port <n> of <url> refused');
    const group = await groupOf('');
    assert.deepEqual([group.count, group.jobs], [8, 6]);
    assert.deepEqual((({ count, jobs }) => [count, jobs])(await groupOf('?package=growth')), [3, 1]);
    assert.deepEqual((({ count, jobs }) => [count, jobs])(await groupOf('?directory=g6')), [1, 1]);
    const { operation } = (await keys.operator.post('/api/staff/bulk', { action: 'retry_failed', filter: { failure_key: group.key } })).body;
    await eventually('the retry ends', async () => (await keys.viewer.get(`/api/staff/bulk/${operation.id}`)).body.operation.status === 'completed');
    assert.equal(bolt.sql("SELECT count(*) FROM job_results WHERE status = 'pending' AND directory_name LIKE 'g%'"), '8');
    assert.equal(bolt.sql("SELECT count(*) FROM job_results WHERE status = 'failed' AND directory_name = 'other'"), '5', 'the other group stays');
    assert.equal((await keys.operator.post('/api/staff/bulk', { action: 'retry_failed', filter: { failure_key: 'none' } })).status, 404);
});

test('an item is claimed by one, proved, resolved, and its submission ends with the evidence', async () => {
    const { job, submissions } = insertJob(bolt, { status: 'completed', results: [{ directory: 'a', status: 'action_required', verdict: 'needs_captcha' },
        { directory: 'b', status: 'action_required', verdict: 'needs_captcha' }] });
    const [first, second] = submissions.map((submission, i) => insertAction(bolt, { job, submission, directory: 'ab'[i] }));
    const claims = await Promise.all([admin, keys.operator].map((who) => who.post(`/api/staff/actions/${first}/claim`)));
    assert.deepEqual(claims.map((each) => each.status).sort(), [200, 409]);
    const [owner, other] = claims[0].status === 200 ? [admin, keys.operator] : [keys.operator, admin];
    assert.equal((await other.post(`/api/staff/actions/${first}/resolve`, { answer: 'submitted' })).status, 409);
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    assert.equal((await owner.call('PUT', `/api/staff/actions/${first}/proof`, Buffer.from('<svg onload="alert(1)"/>'), { 'Content-Type': 'image/png' })).status, 415);
    const proof = await owner.call('PUT', `/api/staff/actions/${first}/proof`, png, { 'Content-Type': 'image/png' });
    assert.equal(proof.status, 200, proof.text);
    assert.equal((await owner.post(`/api/staff/actions/${first}/resolve`, { answer: 'submitted', listing_url: 'javascript:alert(1)' })).status, 400);
    const resolved = await owner.post(`/api/staff/actions/${first}/resolve`, { answer: 'submitted', listing_url: 'https://a.example/listing', note: 'done by hand' });
    assert.equal(resolved.body.item.status, 'resolved');
    const result = (await keys.viewer.get(`/api/staff/jobs/${job}`)).body.results.find((each) => each.id === submissions[0]);
    assert.equal(result.status, 'submitted');
    assert.equal(result.listing_url, 'https://a.example/listing');
    const picture = await fetch(bolt.url + result.evidence.after, { headers: keys.operator.headers });
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await picture.arrayBuffer()), png);
    assert.equal((await admin.post(`/api/staff/actions/${second}/resolve`, { answer: 'retry' })).status, 200);
    assert.equal(bolt.sql(`SELECT status FROM job_results WHERE id = '${submissions[1]}'`), 'pending');
    assert.equal((await admin.post(`/api/staff/actions/${second}/resolve`, { answer: 'retry' })).status, 409);
});
