// The real binary on PostgreSQL: one process and many, and the database restarted in the middle of a job.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Postgres, postgresAbsent } from '../peers/postgres.mjs';
import { Bolt, eventually, run, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

const options = { skip: postgresAbsent() };
let server, sites;

before(async () => {
    if (options.skip) return;
    server = await Postgres.start();
    const folder = temporaryFolder();
    sites = new Bolt(['playground', '--port', '0', '--record', join(folder, 'received.jsonl')], { folder });
    sites.playgroundPort = (await sites.untilOutput(/Practice directories at http:\/\/localhost:(\d+)/))[1];
    await sites.untilOutput(/only-once/);
});
after(async () => {
    await sites?.stop();
    await server?.stop();
});

function seed(database) {
    const rows = [...sites.output.matchAll(/^ {2}(\S+)\s+(http:\/\/(\S+?:\d+)\S*)/gm)];
    for (const [, name, url, host] of rows)
        server.sql(database, `INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms) VALUES ('${name}', '${name}', 'http://${host}/', '${url}', '${host}', 'allowed', 50) ON CONFLICT DO NOTHING`);
    return rows.length;
}

const ended = (database, job) => Number(server.sql(database, `SELECT count(*) FROM job_results WHERE job_id = '${job}' AND status NOT IN ('pending', 'submitting')`));

async function assertCompleteAndOnce(database, job, total) {
    await eventually('the job ends', () => ['completed', 'failed'].includes(server.sql(database, `SELECT status FROM jobs WHERE id = '${job}'`)), 300_000, 200);
    assert.equal(server.sql(database, `SELECT status, directories_total, directories_done, progress FROM jobs WHERE id = '${job}'`), `completed|${total}|${total}|100`);
    const name = server.sql(database, `SELECT business_name FROM customers c JOIN jobs j ON j.customer_id = c.id WHERE j.id = '${job}'`);
    const received = (await sites.received()).filter((entry) => entry.accepted && entry.fields.some(([, value]) => value.includes(name)));
    const perSite = new Map();
    for (const entry of received) perSite.set(entry.site, (perSite.get(entry.site) ?? 0) + 1);
    for (const [site, count] of perSite) assert.equal(count, 1, `${site} received it ${count} times`);
    for (const directory of server.sql(database, `SELECT directory_name FROM job_results WHERE job_id = '${job}' AND status = 'submitted'`).split('\n'))
        assert.equal(perSite.get(directory), 1, `${directory} has no record`);
    assert.equal(server.sql(database, `SELECT count(*) FROM queue_history WHERE job_id = '${job}' AND event = 'job_finalized'`), '1');
}

test('a purchase end to end on one process, the database restarted in the middle', options, async () => {
    const url = server.makeDatabase('up');
    const bolt = await Bolt.up({ env: { DATABASE_URL: url, BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '5' } });
    try {
        server.sql('up', 'DELETE FROM directories');
        const total = seed('up');
        const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: business('pg') }))).json();
        for (const done of [2, 6]) {
            await eventually(`${done} submissions ended`, () => ended('up', job_id) >= done, 120_000);
            await server.restartAtOnce();
        }
        await assertCompleteAndOnce('up', job_id, total);
        const overview = await bolt.api('/api/staff/overview');
        assert.equal(overview.jobs.completed, 1);
        assert.ok(Number.isSafeInteger(overview.position));
    } finally {
        await bolt.stop();
    }
});

test('roles in processes of their own on one database: three workers share the job', options, async () => {
    const url = server.makeDatabase('roles');
    const folder = temporaryFolder();
    const secrets = Object.fromEntries(['STRIPE_WEBHOOK_SECRET', 'BACKEND_ENQUEUE_TOKEN', 'STAFF_API_KEY', 'BOLT_SESSION_SECRET', 'BOLT_SECRET_KEY'].map((name) => [name, `${name}-of-this-test-only`]));
    const env = { ...secrets, DATABASE_URL: url, BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '0', BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '5', BOLT_WORKER_CONCURRENCY: '1', LOG_LEVEL: 'info' };
    const roles = [];
    const start = (role, more = {}) => {
        const bolt = new Bolt([role], { folder, env: { ...env, ...more } });
        roles.push(bolt);
        return eventually(`${role} is ready`, () => {
            if (bolt.child.exitCode !== null) throw new Error(`${role} ended: ${bolt.log}`);
            return bolt.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready');
        }, 60_000);
    };
    try {
        // All at once: they migrate the empty database together.
        const brain = start('brain');
        const others = ['subscriber', 'monitor', 'worker', 'worker', 'worker'].map((role) => start(role));
        const gateway = await start('gateway', { BACKEND_ENQUEUE_URL: `http://127.0.0.1:${(await brain).brain_port}` });
        await Promise.all(others);
        const total = seed('roles');
        const { job_id } = await (await postWebhook({ url: `http://127.0.0.1:${gateway.gateway_port}`, secrets }, checkoutEvent({ fields: business('many') }))).json();
        await assertCompleteAndOnce('roles', job_id, total);
        assert.ok(Number(server.sql('roles', 'SELECT count(DISTINCT worker_id) FROM attempts')) >= 2, 'one worker did it all');
        for (const role of roles) assert.ok(!role.log.includes('postgres@127.0.0.1:' + server.port + ':'), 'the URL with a password is never logged');
    } finally {
        await Promise.all(roles.map((role) => role.stop({ keep: true })));
    }
});

test('doctor and a role say what is wrong with DATABASE_URL, without the password', options, () => {
    for (const command of ['doctor', 'migrate']) {
        const away = run([command], { env: { DATABASE_URL: 'postgresql://ann:s3cret@127.0.0.1:1/bolt' } });
        assert.match(away.stdout + away.stderr, /cannot connect to postgresql:\/\/ann@127\.0\.0\.1:1\/bolt/);
        assert.match(away.stdout + away.stderr, /check that the server runs/);
        assert.ok(!(away.stdout + away.stderr).includes('s3cret'));
        assert.notEqual(away.status, 0);
    }
    const fresh = server.makeDatabase('fresh');
    assert.match(run(['doctor'], { env: { DATABASE_URL: fresh } }).stdout, /not migrated yet/);
    assert.match(run(['migrate'], { env: { DATABASE_URL: fresh } }).stdout, /is at version \d+/);
    assert.match(run(['doctor'], { env: { DATABASE_URL: fresh } }).stdout, /the schema is current/);
});
