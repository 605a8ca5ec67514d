// From a purchase to proven submissions, on the real binary with a real browser against the practice directories.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, eventually, run } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

let bolt;
before(async () => { bolt = await Bolt.up({ args: ['--demo'] }); });
after(async () => { await bolt.stop(); });

// What each submission of the job ended with must be what the site itself has on record.
async function compareWithSites(document) {
    const name = document.profile.business_name;
    const received = (await bolt.received()).filter((entry) => entry.fields.some(([, value]) => value.includes(name)));
    for (const result of document.results) {
        const mine = received.filter((entry) => entry.site === result.directory_name && entry.accepted && !entry.trap);
        if (result.status === 'submitted') assert.equal(mine.length, 1, `${result.directory_name}: claimed submitted`);
        assert.ok(mine.length <= 1, `${result.directory_name} received ${mine.length} times`);
    }
    assert.deepEqual(received.filter((entry) => entry.trap), [], 'a trap was filled');
}

test('the demo purchase completes, every verdict is the expected one, nothing arrives twice', async () => {
    const job = await eventually('the demo job', async () => (await bolt.api('/api/staff/jobs?state=all')).jobs[0]);
    const document = await bolt.jobEnded(job.id, 240_000);
    assert.equal(document.job.status, 'completed');
    assert.equal(document.job.progress, 100);
    assert.equal(document.job.directories_done, document.job.directories_total);
    const expected = Object.fromEntries((await bolt.api('/api/staff/directories')).directories.map((directory) => [directory.name, null]));
    assert.equal(document.results.length, Object.keys(expected).length);
    const wrong = [];
    for (const result of document.results) {
        const site = JSON.parse(readFileSync(join('playground/sites', result.directory_name, 'site.json'), 'utf8'));
        if (result.verdict !== site.verdict) wrong.push(`${result.directory_name}: ${result.verdict}, expected ${site.verdict}: ${JSON.stringify(result.response_log?.reasons ?? result.error_message)}`);
        if (result.status === 'submitted') assert.ok(result.response_log.reasons.length > 0, 'submitted without evidence');
    }
    assert.deepEqual(wrong, []);
    await compareWithSites(document);
    const events = document.history.map((event) => event.event);
    for (const event of ['queue_claimed', 'flow_triggered', 'flow_started', 'job_started', 'submitting', 'submitted', 'job_finalized', 'flow_completed'])
        assert.ok(events.includes(event), event);
});

test('evidence pictures are JPEG and only for staff', async () => {
    const [job] = (await bolt.api('/api/staff/jobs?state=completed')).jobs;
    const document = await bolt.api(`/api/staff/jobs/${job.id}`);
    const result = document.results.find((each) => each.status === 'submitted');
    for (const picture of [result.evidence.before, result.evidence.after]) {
        const path = picture.startsWith('/') ? picture : `/api/staff/evidence/${picture}`;
        const response = await fetch(bolt.url + path, { headers: { 'X-Staff-Key': bolt.secrets.STAFF_API_KEY } });
        assert.equal(response.status, 200);
        assert.deepEqual([...new Uint8Array(await response.arrayBuffer()).slice(0, 3)], [0xff, 0xd8, 0xff]);
        assert.equal((await fetch(bolt.url + path)).status, 401);
    }
});

test('rows typed into sqlite3 and POST /api/jobs/enqueue run like bought ones', async () => {
    bolt.sql(`INSERT INTO customers (business_name, first_name, last_name, email, phone, website, address, city, state, zip, country, description, category)
        VALUES ('Hand Made Records', 'Ada', 'Lind', 'ada@handmade.example.com', '+1 512 555 0199', 'https://handmade.example.com', '5 Oak Street', 'Austin', 'TX', '78702', 'USA',
        'Hand Made Records buys, sells and repairs vinyl records and turntables in East Austin since nineteen ninety-nine.', 'Music store');`);
    const customer = bolt.sql("SELECT id FROM customers WHERE business_name = 'Hand Made Records'");
    bolt.sql(`INSERT INTO jobs (customer_id, package_type, status) VALUES ('${customer}', 'starter', 'pending');`);
    const job = bolt.sql(`SELECT id FROM jobs WHERE customer_id = '${customer}'`);
    const response = await fetch(`${bolt.brainUrl}/api/jobs/enqueue`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${bolt.secrets.BACKEND_ENQUEUE_TOKEN}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ job_id: job, customer_id: customer, package_size: 3, priority: 4 }),
    });
    assert.equal(response.status, 200, await response.clone().text());
    const answer = await response.json();
    assert.deepEqual(Object.keys(answer).sort(), ['job_id', 'message_id', 'queue_provider', 'queue_url', 'status']);
    assert.equal(answer.status, 'queued');
    const document = await bolt.jobEnded(job);
    assert.equal(document.job.status, 'completed');
    assert.equal(document.job.directories_total, 3);
    await compareWithSites(document);
});

test('directory-bolt verify passes 6 of 6 and writes its report', async () => {
    const result = run(['verify', '--url', bolt.url, '--data', bolt.folder, '--output', bolt.folder]);
    assert.equal(result.status, 0, result.stdout + result.stderr);
    const report = JSON.parse(readFileSync(join(bolt.folder, 'SYSTEM_INTEGRATION_TEST.json'), 'utf8'));
    assert.deepEqual([report.summary.total, report.summary.passed, report.summary.failed], [6, 6, 0]);
    assert.ok(report.tests.every((each) => each.passed && each.timestamp && each.details));
    assert.match(readFileSync(join(bolt.folder, 'SYSTEM_INTEGRATION_TEST.md'), 'utf8'), /6 of 6 passed/);
});

test('verify fails clearly against nothing and with wrong secrets', () => {
    const nobody = run(['verify', '--url', 'http://127.0.0.1:1', '--data', bolt.folder, '--output', bolt.folder]);
    assert.equal(nobody.status, 1);
    assert.match(nobody.stdout, /0 of 6 passed/);
    const wrong = run(['verify', '--url', bolt.url, '--output', bolt.folder], { env: { STAFF_API_KEY: 'wrong', STRIPE_WEBHOOK_SECRET: 'wrong' } });
    assert.equal(wrong.status, 1);
    assert.match(wrong.stdout, /staff API accepts the key/);
});

test('two purchases of one business to the same site: duplicates are recognised, not sent as new', async () => {
    const fields = business('dup');
    const ids = [];
    for (let i = 0; i < 2; ++i) {
        const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields }))).json();
        ids.push(job_id);
        await bolt.jobEnded(job_id, 240_000);
    }
    const second = await bolt.api(`/api/staff/jobs/${ids[1]}`);
    const aware = second.results.find((result) => result.directory_name === 'only-once');
    assert.equal(aware.verdict, 'duplicate');
    assert.equal(aware.status, 'skipped');
});

test('SIGTERM ends it with exit code 0', async () => {
    const other = await Bolt.up();
    const { code } = await other.stop();
    assert.equal(code, 0, other.log);
});
