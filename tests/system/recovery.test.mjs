// Killed in the middle: the job completes and no site receives the same business twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bolt, eventually, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { playground, seed, untilSome } from './sites.mjs';

async function assertOnce(sites, document) {
    const name = document.profile.business_name;
    const received = (await sites.received()).filter((entry) => entry.accepted && entry.fields.some(([, value]) => value.includes(name)));
    const perSite = new Map();
    for (const entry of received) perSite.set(entry.site, (perSite.get(entry.site) ?? 0) + 1);
    for (const [site, count] of perSite) assert.equal(count, 1, `${site} received it ${count} times`);
    for (const result of document.results)
        if (result.status === 'submitted') assert.equal(perSite.get(result.directory_name), 1, `${result.directory_name} has no record`);
}

test('F5 F6 kill -9 of the whole process in mid-job, restart: completes, nothing twice', async () => {
    const folder = temporaryFolder();
    const sites = await playground(temporaryFolder());
    const env = { BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '3' };
    let bolt = await Bolt.up({ folder, env });
    try {
        const total = seed(bolt, sites);
        assert.ok(total >= 8);
        const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: business('kill9') }))).json();
        for (const done of [2, 5]) {
            await untilSome(bolt, job_id, done);
            await bolt.kill('SIGKILL');
            bolt = await Bolt.up({ folder, env });
        }
        const document = await bolt.jobEnded(job_id, 240_000);
        assert.equal(document.job.status, 'completed');
        assert.equal(document.results.length, total);
        await assertOnce(sites, document);
        for (const result of document.results) assert.ok(!['pending', 'submitting'].includes(result.status));
    } finally {
        await bolt.stop();
        await sites.stop();
    }
});

test('F5 roles in processes of their own; kill -9 of one worker: the other finishes', async () => {
    const folder = temporaryFolder();
    const sites = await playground(temporaryFolder());
    // `up` makes the secrets; then each role runs alone on the same folder.
    const first = await Bolt.up({ folder });
    const secrets = first.secrets;
    await first.stop({ keep: true });
    const env = { ...secrets, BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '0', BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '3', LOG_LEVEL: 'info' };
    const roles = [];
    const start = async (role, more = {}) => {
        const bolt = new Bolt([role], { folder, env: { ...env, ...more } });
        roles.push(bolt);
        const ready = await eventually(`${role} is ready`, () => bolt.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready'));
        return { bolt, ready };
    };
    try {
        const brain = await start('brain');
        const gateway = await start('gateway', { BACKEND_ENQUEUE_URL: `http://127.0.0.1:${brain.ready.brain_port}` });
        gateway.bolt.url = `http://127.0.0.1:${gateway.ready.gateway_port}`;
        gateway.bolt.secrets = secrets;
        await start('subscriber');
        await start('monitor');
        const doomed = await start('worker', { BOLT_WORKER_ID: 'doomed' });
        seed(gateway.bolt, sites);
        const { job_id } = await (await postWebhook(gateway.bolt, checkoutEvent({ fields: business('workers') }))).json();
        await untilSome(gateway.bolt, job_id, 2);
        await doomed.bolt.kill('SIGKILL');
        await start('worker', { BOLT_WORKER_ID: 'heir' });
        const document = await gateway.bolt.jobEnded(job_id, 240_000);
        assert.equal(document.job.status, 'completed');
        await assertOnce(sites, document);
        assert.ok(Number(gateway.bolt.sql("SELECT count(*) FROM attempts WHERE worker_id = 'heir'")) > 0);
        for (const role of roles.filter((each) => each !== doomed.bolt)) {
            const { code } = await role.kill('SIGTERM');
            assert.equal(code, 0, role.log);
        }
    } finally {
        for (const role of roles) if (role.child.exitCode === null && role.child.signalCode === null) await role.kill('SIGKILL');
        await sites.stop();
    }
});
