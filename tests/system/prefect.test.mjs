// Jobs run by Prefect's own server: what its API shows, what people can do there, and what outages and kills leave.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PrefectServer, prefectPresent } from '../peers/prefect_server.mjs';
import { Bolt, eventually, run, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { playground, seed, untilSome } from './sites.mjs';

if (!prefectPresent) {
    console.log('.peers/prefect is not there: run scripts/setup-peers; the tests with Prefect are skipped');
    if (process.env.CI === 'true') throw new Error('with CI=true they must run');
}
const options = { skip: !prefectPresent };
const auth = 'staff:correct horse';
const prefect = new PrefectServer({ auth, csrf: true });
const folder = temporaryFolder();
let env, bolt, sites;

before(async () => {
    if (!prefectPresent) return;
    [, sites] = await Promise.all([prefect.start(), playground(temporaryFolder())]);
    env = { PREFECT_API_URL: prefect.url, PREFECT_API_AUTH_STRING: auth, BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '3' };
});
after(async () => {
    await bolt?.stop();
    await sites?.stop();
    if (prefectPresent) await prefect.stop();
});

async function buy(tag, directories) {
    const answer = await postWebhook(bolt, checkoutEvent({ fields: business(tag), directories }));
    return (await answer.json()).job_id;
}
const runShown = (job, state) => eventually(`a flow run that is ${state}`, async () => (await prefect.runsOf(job)).find((each) => each.state_type === state), 90_000, 200);

/** What Prefect shows of a job that has ended, complete and the same as the store's. */
async function assertPicture(document, state) {
    const shown = await runShown(document.job.id, state);
    const { tasks, logs, artifacts } = await eventually('the results artifact', async () => {
        const picture = await prefect.picture(shown.id);
        return picture.artifacts.length === 2 && picture;
    }, 60_000, 200);
    const types = { submitted: 'COMPLETED', action_required: 'COMPLETED', failed: 'FAILED', skipped: state === 'CANCELLED' ? 'CANCELLED' : 'COMPLETED' };
    assert.deepEqual(tasks.map((task) => [task.name, task.state_type]).sort(), document.results.map((result) => [result.directory_name, types[result.status]]).sort());
    const lines = logs.map((line) => `${line.timestamp} ${line.message}`);
    assert.equal(new Set(lines).size, lines.length, 'a log line was shipped twice');
    assert.ok(logs.some((line) => line.message.startsWith('job_started')), JSON.stringify(lines));
    const table = artifacts.find((each) => each.type === 'table');
    assert.equal(JSON.parse(table.data).length, document.results.length);
    assert.ok(artifacts.some((each) => each.type === 'progress' && each.data === document.job.progress));
    return { shown, tasks, logs };
}

test('setup makes what is missing and can be repeated; doctor says what is wrong', options, async () => {
    // Without a browser to look for it is quick.
    const doctor = (more = {}) => run(['doctor'], { env: { ...env, BOLT_NODE: '/nonexistent/node', ...more } }).stdout;
    assert.match(doctor(), /\[ok\] +Prefect 3\.\S+ answers at http.*\n\[!\] +Prefect has no work pool directory-bolt\n.*prefect setup/);
    const first = run(['prefect', 'setup'], { env });
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /made work pool directory-bolt\nmade work queue enterprise with priority 1\n(made work queue .*\n){3}made flow process_job\nmade deployment process_job\/production\n/);
    const again = run(['prefect', 'setup'], { env });
    assert.equal(again.status, 0, again.stderr);
    assert.doesNotMatch(again.stdout, /made|moved/);
    const queues = await prefect.call('POST', '/work_pools/directory-bolt/queues/filter', {});
    assert.deepEqual(queues.sort((a, b) => a.priority - b.priority).map((each) => each.name), ['enterprise', 'professional', 'growth', 'starter', 'default']);

    const refused = doctor({ PREFECT_API_AUTH_STRING: 'staff:wrong' });
    assert.match(refused, /\[x\] +Prefect answers 401 .*\n.*PREFECT_API_AUTH_STRING/);
    assert.match(doctor({ PREFECT_API_URL: 'http://127.0.0.1:1/api' }), /\[x\] +Prefect.*\n.*PREFECT_API_URL/);
    assert.match(doctor({ PREFECT_API_URL: `http://127.0.0.1:${prefect.port}` }), /\[x\] +Prefect answers 404 .*\n.*PREFECT_API_URL/);
    const wrong = run(['prefect', 'setup'], { env: { ...env, PREFECT_API_AUTH_STRING: '' } });
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /401.*PREFECT_API_AUTH_STRING/);
    assert.doesNotMatch(wrong.stderr + refused, /staff:wrong/);
    await prefect.call('PATCH', '/work_pools/directory-bolt', { is_paused: true });
    assert.match(doctor(), /work pool directory-bolt is paused/);
    await prefect.call('PATCH', '/work_pools/directory-bolt', { is_paused: false });
});

test('F16 a purchase is a completed flow run with one task run per directory, through two kills', options, async () => {
    bolt = await Bolt.up({ folder, env });
    seed(bolt, sites);
    const job = await buy('prefect');
    for (const done of [1, 3]) {
        await untilSome(bolt, job, done);
        await bolt.kill('SIGKILL');
        bolt = await Bolt.up({ folder, env });
    }
    const document = await bolt.jobEnded(job, 240_000);
    assert.equal(document.job.status, 'completed');
    const { shown, tasks } = await assertPicture(document, 'COMPLETED');
    assert.equal((await prefect.runsOf(job)).length, 1);
    assert.equal(shown.name, 'Ledger & Vine prefect (starter)');
    assert.equal(shown.work_queue_name, 'starter');
    assert.match(shown.state.message, /\d+ submitted/);
    for (const task of tasks.filter((each) => each.state_name === 'Completed')) assert.ok(task.total_run_time > 0 && task.start_time, JSON.stringify(task));
});

test('a paused work queue starts nothing; resumed it starts what waited', options, async () => {
    await prefect.call('PATCH', '/work_pools/directory-bolt/queues/starter', { is_paused: true });
    const job = await buy('paused', 2);
    const waiting = await runShown(job, 'SCHEDULED');
    // Another queue of the pool is not held up: its job overtakes.
    bolt.sql(`INSERT INTO customers (business_name, first_name, last_name, email, phone, website, address, city, state, zip, country, description, category)
        VALUES ('Overtaker', 'Ada', 'Lind', 'ada@over.example.com', '+1 512 555 0199', 'https://over.example.com', '5 Oak Street', 'Austin', 'TX', '78702', 'USA',
        'Overtaker buys, sells and repairs vinyl records and turntables in East Austin since nineteen ninety-nine.', 'Music store');`);
    bolt.sql("INSERT INTO jobs (customer_id, package_type, package_size, priority, status) SELECT id, 'growth', 1, 3, 'pending' FROM customers WHERE business_name = 'Overtaker';");
    const [overtaker, customer] = bolt.sql("SELECT id, customer_id FROM jobs WHERE package_type = 'growth'").split('|');
    const enqueued = await fetch(`${bolt.brainUrl}/api/jobs/enqueue`, {
        method: 'POST', body: JSON.stringify({ job_id: overtaker, customer_id: customer, package_size: 1, priority: 3 }),
        headers: { Authorization: `Bearer ${bolt.secrets.BACKEND_ENQUEUE_TOKEN}`, 'Content-Type': 'application/json', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    });
    assert.equal(enqueued.status, 200, await enqueued.text());
    await bolt.jobEnded(overtaker);
    assert.equal((await prefect.runsOf(overtaker))[0].labels.__OTEL_TRACEPARENT, '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
    assert.equal(bolt.sql(`SELECT status FROM jobs WHERE id = '${job}'`), 'queued');
    await prefect.call('PATCH', '/work_pools/directory-bolt/queues/starter', { is_paused: false });
    const document = await bolt.jobEnded(job);
    const { shown } = await assertPicture(document, 'COMPLETED');
    assert.equal(shown.id, waiting.id);
});

/** All hosts but one are to be left alone for a while: the job stands in its middle. */
function hold(held) {
    const at = new Date(Date.now() + (held ? 600_000 : -1000)).toISOString().replace('Z', '000+00:00');
    bolt.sql(`INSERT INTO host_slots (host, next_at) SELECT DISTINCT host, '${at}' FROM directories WHERE host NOT LIKE '%only-once%' ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at;`);
}

test('a run that is cancelled in Prefect stops between submissions', options, async () => {
    hold(true);
    const job = await buy('cancelled');
    const running = await runShown(job, 'RUNNING');
    assert.equal((await prefect.setState(running.id, 'CANCELLING')).status, 'ACCEPT');
    const document = await bolt.jobEnded(job);
    assert.equal(document.job.status, 'cancelled');
    const { shown } = await assertPicture(document, 'CANCELLED');
    assert.equal(shown.state_type, 'CANCELLED');
    hold(false);
});

test('F16 while Prefect is down the work goes on; its picture is caught up', options, async () => {
    hold(true);
    const job = await buy('outage', 5);
    await runShown(job, 'RUNNING');
    await prefect.kill();
    hold(false);
    const document = await bolt.jobEnded(job, 240_000);
    assert.equal(document.job.status, 'completed');
    // A purchase in the meantime waits in the queue.
    const later = await buy('later', 1);
    await eventually('the outage is told', () => /picture falls behind/.test(bolt.log));
    await prefect.start();
    await assertPicture(document, 'COMPLETED');
    await assertPicture(await bolt.jobEnded(later, 240_000), 'COMPLETED');
    assert.equal((await prefect.runsOf(later)).length, 1);
});

test('a stop ends the waits at once and takes the worker off Prefect’s list', options, async () => {
    const started = Date.now();
    assert.equal((await bolt.kill('SIGTERM')).code, 0);
    assert.ok(Date.now() - started < 15_000, `${Date.now() - started} ms`);
    const workers = await prefect.call('POST', '/work_pools/directory-bolt/workers/filter', {});
    assert.ok(!workers.some((each) => each.status === 'ONLINE' && Date.parse(each.last_heartbeat_time) > started), JSON.stringify(workers));
});

test('roles in processes of their own: killed ones leave no wrong picture; verify passes', options, async () => {
    const { secrets } = bolt;
    const common = { ...env, ...secrets, BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '0', LOG_LEVEL: 'info' };
    const roles = [];
    const start = async (role, more = {}) => {
        const process = new Bolt([role], { folder, env: { ...common, ...more } });
        roles.push(process);
        process.ready = await eventually(`${role} is ready`, () => process.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready'));
        return process;
    };
    try {
        const brain = await start('brain');
        const gateway = await start('gateway', { BACKEND_ENQUEUE_URL: `http://127.0.0.1:${brain.ready.brain_port}` });
        gateway.url = `http://127.0.0.1:${gateway.ready.gateway_port}`;
        gateway.secrets = secrets;
        bolt = gateway;
        const subscriber = await start('subscriber');
        await start('monitor');
        const doomed = await start('worker', { BOLT_WORKER_ID: 'doomed' });
        const job = await buy('roles');
        await untilSome(gateway, job, 2);
        await Promise.all([doomed.kill('SIGKILL'), subscriber.kill('SIGKILL')]);
        await start('worker', { BOLT_WORKER_ID: 'heir' });
        const document = await gateway.jobEnded(job, 240_000);
        assert.equal(document.job.status, 'completed');
        await assertPicture(document, 'COMPLETED');
        const workers = await prefect.call('POST', '/work_pools/directory-bolt/workers/filter', {});
        assert.ok(workers.some((each) => each.name === 'heir' && each.status === 'ONLINE'), JSON.stringify(workers));
        await start('subscriber');
        const verified = run(['verify', '--url', gateway.url, '--output', folder], { env: secrets });
        assert.equal(verified.status, 0, verified.stdout + verified.stderr);
        for (const role of roles.filter((each) => each !== doomed && each !== subscriber)) {
            const { code } = await role.kill('SIGTERM');
            assert.equal(code, 0, role.log);
        }
    } finally {
        for (const role of roles) if (role.child.exitCode === null && role.child.signalCode === null) await role.kill('SIGKILL');
    }
});
