// Stopped with SIGSTOP past its lease and then continued (F7), a second server on the same folder (F12), workers restarted
// one after another under load (F22).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { business, checkoutEvent } from '../system/purchase.mjs';
import { assertVerified, env, lines, Practice, roles } from './practice.mjs';

let practice;
before(async () => (practice = await Practice.prepare(4)));
after(() => practice?.stop());

const stopped = (bolt) => readFileSync(`/proc/${bolt.child.pid}/stat`, 'utf8').split(') ')[1].startsWith('T');
for (const [place, what] of [['worker.attempting', 'before it has sent anything'], ['worker.marked', 'right before it sends'], ['worker.ended', 'after it has sent']])
    test(`F7 a worker stopped ${what} for three leases and continued: another goes on, and nothing is sent or written twice`, async () => {
        const folder = practice.folder(place);
        const set = await roles(practice, folder, ['brain', 'gateway', 'subscriber', 'monitor', 'worker-sleeper'], { 'worker-sleeper': { BOLT_FAILPOINT: `${place}=stop` } });
        try {
            const gateway = set.running.get('gateway'), sleeper = set.running.get('worker-sleeper');
            const job = await practice.tell(gateway, checkoutEvent({ fields: business(`${place}.`) }));
            await eventually('the worker is stopped', () => stopped(sleeper));
            await set.start('worker-heir');
            const document = await gateway.jobEnded(job);
            practice.assertAgreed(document, `${place}.`);
            const before = await gateway.api(`/api/staff/jobs/${job}`);
            sleeper.child.kill('SIGCONT');
            // What it held is refused or it finds that it is lost: either way it says so and goes on as a worker.
            await eventually('the late worker says that its lease is lost', () => lines(sleeper).some((line) => /no longer this worker's/.test(line.message)));
            const next = await practice.tell(gateway, checkoutEvent({ fields: business(`${place}-after`) }));
            practice.assertAgreed(await gateway.jobEnded(next), `${place}-after`);
            const later = await gateway.api(`/api/staff/jobs/${job}`);
            assert.deepEqual(later.results.map((row) => [row.directory_name, row.status]).sort(), before.results.map((row) => [row.directory_name, row.status]).sort());
            practice.assertAgreed(later, `${place}.`);
            await assertVerified(gateway);
        } finally {
            await set.stop();
        }
    });

test('F12 a second server on the same data folder is refused, with the name of the holder', async () => {
    const folder = practice.folder('second');
    const first = await Bolt.up({ folder, env });
    const second = new Bolt(['up', '--data', folder, '--port', '0'], { folder, env });
    const { code } = await second.exited;
    assert.equal(code, 1);
    const said = second.log.split('\n').filter((line) => line.startsWith('directory-bolt:'));
    assert.equal(said.length, 1, second.log);
    assert.match(said[0], new RegExp(`in use by .*process ${first.child.pid}`));
    assert.ok((await fetch(`${first.url}/healthz`)).ok, 'the first goes on');
    await first.kill('SIGKILL');
    const third = await Bolt.up({ folder, env });
    await third.stop();
});

test('F22 workers replaced one after another under load: nothing lost, nothing twice', { timeout: 300_000 }, async () => {
    const seconds = Number(process.env.BOLT_ROLLING_SECONDS ?? 12);
    const set = await roles(practice, practice.folder('rolling'), ['brain', 'gateway', 'subscriber', 'monitor', 'worker-0a', 'worker-1a']);
    try {
        const gateway = set.running.get('gateway');
        const jobs = new Map();
        const until = Date.now() + seconds * 1000;
        const buying = (async () => {
            for (let i = 0; Date.now() < until; ++i) {
                const tag = `rolling-${i}.`;
                jobs.set(tag, await practice.tell(gateway, checkoutEvent({ fields: business(tag) })));
                await new Promise((resolve) => setTimeout(resolve, 250)); // the load, not a wait for anything
            }
        })();
        const current = ['worker-0a', 'worker-1a'];
        for (let i = 0; Date.now() < until; ++i) {
            const slot = i % 2;
            // Every other one without a chance to hand anything back.
            await set.running.get(current[slot]).kill(i % 4 < 2 ? 'SIGTERM' : 'SIGKILL');
            current[slot] = `worker-${slot}${String.fromCharCode(98 + i)}`;
            await set.start(current[slot]);
            await new Promise((resolve) => setTimeout(resolve, 2000)); // the rhythm of the roll
        }
        await buying;
        for (const [tag, job] of jobs) practice.assertAgreed(await gateway.jobEnded(job), tag);
        assert.ok(jobs.size >= seconds, `${jobs.size} jobs`);
    } finally {
        await set.stop();
    }
});
