// Past one machine, on one: PostgreSQL, an SQS server and a Prefect server that are real, and every role a process of its own. Work
// spreads, no customer starves another, one host is visited at its pace by all workers together, `verify` passes; and while any of
// the processes is killed again and again, the database included, a job of 100 directories completes with nothing twice and
// nothing lost.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Cluster } from './cluster.mjs';
import { Bolt, eventually, run } from './harness.mjs';
import { startPeers } from './peers.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { Sites } from './small_sites.mjs';

const kKills = 20;
const peers = await startPeers();
const options = { skip: peers.absent };
let cluster, sites;

before(async () => {
    if (peers.absent) return;
    sites = await Sites.start(100, { answerMs: 300 });
    cluster = await Cluster.start(peers);
    const catalog = sites.writeCatalog(join(cluster.folder, 'directories.yaml'));
    cluster.command('directories', 'import', catalog);
});
after(async () => {
    await cluster?.stop();
    await sites?.stop();
    await peers.stop?.();
});

const buy = async (tag, directories, package_id = 'enterprise') =>
    (await (await postWebhook(cluster, checkoutEvent({ fields: { ...business(tag), package_id }, directories }))).json()).job_id;
const rows = (sql) => peers.sql(sql);
/** What is known of one submission, for the message of a failure. */
const traceOf = (job, name) => [
    `all that the site received: ${JSON.stringify(sites.received.filter(({ site }) => site === name))}`,
    `attempts: ${rows(`SELECT a.* FROM attempts a WHERE a.job_id = '${job}' AND a.directory_name = '${name}' ORDER BY number`)}`,
    `result: ${rows(`SELECT * FROM job_results WHERE job_id = '${job}' AND directory_name = '${name}'`)}`,
    `history: ${rows(`SELECT id, created_at, event, details FROM queue_history WHERE job_id = '${job}' AND directory_name = '${name}' ORDER BY id`)}`,
].join('\n');
/** What every end must look like: each submission ended, none received twice, each `submitted` received. */
function assertOnce(document, tag) {
    const counts = sites.countsOf(tag);
    for (const [site, count] of counts) assert.equal(count, 1, `${site} received ${tag} ${count} times`);
    for (const { directory_name: name, status } of document.results) {
        assert.ok(['submitted', 'failed', 'skipped', 'action_required'].includes(status), `${name}: ${status}`);
        if (status === 'submitted') assert.equal(counts.get(name), 1, `${name} is submitted and received nothing\n${traceOf(document.job.id, name)}`);
        if (status === 'failed') assert.ok(!counts.has(name), `${name} failed but received it`);
    }
}

test('doctor finds every part', options, () => {
    const { stdout } = run(['doctor'], { env: cluster.env });
    assert.doesNotMatch(stdout, /\[x\]/, stdout);
    assert.match(stdout, /PostgreSQL/i);
    assert.match(stdout, /Prefect/);
});

test('a purchase is one completed flow run with a task run for each directory, spread over the workers', options, async () => {
    const job = await buy('spread', 12);
    const document = await cluster.jobEnded(job, 240_000);
    assert.equal(document.job.status, 'completed');
    assert.equal(document.results.length, 12);
    assertOnce(document, 'spread');
    const runs = await eventually('the flow run is completed in Prefect', async () => {
        const found = await peers.prefect.runsOf(job);
        return found.length === 1 && found[0].state_type === 'COMPLETED' && found;
    }, 60_000, 300);
    // Prefect records the states of task runs after it has answered, so they may come after the flow run's.
    const states = async () => (await peers.prefect.picture(runs[0].id)).tasks.map(({ state_type }) => state_type);
    await eventually('Prefect shows 12 completed task runs', async () => {
        const seen = await states();
        if (seen.length === 12 && seen.every((state) => state === 'COMPLETED')) return true;
        throw new Error(seen.join());
    }, 60_000, 300);
    assert.ok(Number(rows(`SELECT count(DISTINCT worker_id) FROM attempts WHERE job_id = '${job}'`)) >= 2, 'one worker did everything');
});

test('one host is visited at its pace by all workers together', options, async () => {
    const same = sites.names.slice(0, 6);
    rows(`UPDATE directories SET host = 'shared.localhost', pacing_ms = 1500 WHERE name IN (${same.map((name) => `'${name}'`).join()})`);
    try {
        const job = await buy('pace', 6, 'growth'); // whose pacing_factor is 1
        assertOnce(await cluster.jobEnded(job, 240_000), 'pace');
        const starts = rows(`SELECT extract(epoch FROM started_at) * 1000 FROM attempts WHERE job_id = '${job}' ORDER BY started_at`).split('\n').map(Number);
        assert.equal(starts.length, 6);
        for (let i = 1; i < starts.length; ++i) assert.ok(starts[i] - starts[i - 1] >= 1500, `${starts[i] - starts[i - 1]} ms between two visits`);
    } finally {
        rows("UPDATE directories SET host = name || '.localhost', pacing_ms = 100 WHERE host = 'shared.localhost'");
    }
});

test('a customer with nine tenths of the backlog starves nobody, and the higher package goes first', options, async () => {
    const crowd = await buy('crowd', 95, 'starter');
    await eventually('the large job is being served', () => Number(rows(`SELECT count(*) FROM attempts WHERE job_id = '${crowd}'`)) > 3, 60_000);
    // Held until both wait: which of the two messages the queue gives out first says nothing about the order of the work.
    rows("INSERT INTO pauses (target, reason, actor) VALUES ('everything', 'both shall wait', 'test')");
    const [small, express] = await Promise.all([buy('small', 8, 'starter'), buy('express', 8, 'enterprise')]);
    await eventually('both are started', () => rows(`SELECT count(*) FROM jobs WHERE id IN ('${small}', '${express}') AND status = 'in_progress'`) === '2', 60_000);
    await eventually('no visit is under way', () => rows("SELECT count(*) FROM attempts WHERE status IN ('leased', 'sent')") === '0', 60_000);
    rows("DELETE FROM pauses WHERE target = 'everything'");
    const [ended, first] = await Promise.all([cluster.jobEnded(small, 300_000), cluster.jobEnded(express, 300_000)]);
    // First come, first served would have let the large job visit everything before the small one's last visit.
    const visits = (job, and) => Number(rows(`SELECT count(*) FROM attempts WHERE job_id = '${job}' ${and}`));
    const meanwhile = visits(crowd, `AND started_at BETWEEN (SELECT started_at FROM jobs WHERE id = '${small}') AND (SELECT max(started_at) FROM attempts WHERE job_id = '${small}')`);
    assert.ok(meanwhile <= 3 * 8, `${meanwhile} visits for the large job while the small one waited for 8`);
    assert.ok(visits(crowd, '') < 95, 'the large job was done before the small one: this run shows nothing');
    // Workers that claim at the same moment pass over what another one is about to lease, so a few may come in between.
    const overtaking = visits(small, `AND started_at < (SELECT max(started_at) FROM attempts WHERE job_id = '${express}' AND number = 1)`);
    assert.ok(overtaking <= 3, `${overtaking} of 8 visits of the lower package were before the last one of the higher package that waited beside it`);
    assertOnce(ended, 'small');
    assertOnce(first, 'express');
    rows(`UPDATE jobs SET paused = true WHERE id = '${crowd}'`);
});

test('verify passes on this deployment, although a paused job waits in front', options, async () => {
    // Not run(): the directories answer from this process.
    const verify = new Bolt(['verify', '--url', cluster.url, '--directories', '5', '--output', cluster.folder, '--timeout', '60'], { folder: cluster.folder, env: cluster.env });
    assert.equal((await verify.exited).code, 0, verify.output + verify.log);
    assert.match(verify.output, /6 of 6 passed/);
});

test(`kill -9 of any process, ${kKills} times, and of the database: 100 directories, nothing lost, nothing twice`, options, async () => {
    const job = await buy('storm', 100);
    const names = [...cluster.roles.keys()];
    const ended = () => Number(rows(`SELECT count(*) FROM job_results WHERE job_id = '${job}' AND status NOT IN ('pending', 'submitting')`));
    let kills = 0;
    for (; kills < kKills; ++kills) {
        const victim = names[Math.floor(Math.random() * names.length)];
        await eventually(`${kills * 4} submissions ended (before kill ${kills + 1})`, () => ended() >= Math.min(kills * 4, 90), 300_000, 200);
        if (kills === kKills / 2) await peers.restartDatabase();
        await cluster.replace(victim);
    }
    const document = await cluster.jobEnded(job, 300_000);
    assert.equal(document.job.status, 'completed');
    assert.equal(document.results.length, 100);
    assertOnce(document, 'storm');
    const received = sites.countsOf('storm').size;
    const unclear = document.results.filter(({ status }) => status === 'action_required').length;
    console.log(`${kills} kills and a restart of the database: ${received} of 100 directories received it once, ${unclear} went to a person`);
    assert.ok(received + unclear >= 100, 'some submission has no trace');
    await eventually('Prefect shows it as completed', async () => (await peers.prefect.runsOf(job))[0]?.state_type === 'COMPLETED', 60_000, 300);
});

test('every role stops cleanly', options, async () => {
    for (const [name, code] of await cluster.stop()) assert.equal(code, 0, `${name} ended with ${code}`);
});
