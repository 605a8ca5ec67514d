// kill -9 at every named place and at the boundaries of every writing statement between a purchase and its last result
// (docs/reliability.md F4, F5, F6). BOLT_SWEEP=all sweeps every boundary (`make faults`); else a sample of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Bolt } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { env, Practice, sideBySide } from './practice.mjs';

const whole = process.env.BOLT_SWEEP === 'all';
let practice;
before(async () => (practice = await Practice.prepare()));
after(() => practice?.stop());

const names = [...new Set(execFileSync('git', ['grep', '-ohE', 'failpoint\\("[a-z_.]+"\\)', '--', 'src/roles', 'src/submit'], { encoding: 'utf8' })
    .match(/[a-z_]+\.[a-z_]+/g))].sort();

/** Dies at `failpoint` in the middle of a job, is started again, and ends it. Gives whether it died. */
async function die(failpoint, index) {
    const tag = `${failpoint.replaceAll(/[^a-z0-9]/g, '-')}-${index}`;
    const event = checkoutEvent({ fields: business(tag) });
    const folder = practice.folder(tag);
    const first = await Bolt.up({ folder, env: { ...env, BOLT_FAILPOINT: failpoint } });
    let died;
    try {
        const ended = postWebhook(first, event).then((response) => response.json()).then((answer) => first.jobEnded(answer.job_id)).catch(() => first.exited);
        died = await Promise.race([first.exited, ended.then(() => first.child.signalCode && first.exited)]);
        if (died) assert.equal(died.signal, 'SIGKILL', first.log);
    } finally {
        await first.kill('SIGKILL');
    }
    const second = await Bolt.up({ folder, env });
    try {
        const job = await practice.tell(second, event);
        const document = await second.jobEnded(job);
        practice.assertAgreed(document, tag);
        const jobs = (await second.api('/api/staff/jobs')).jobs.filter((each) => each.business_name.includes(tag));
        assert.equal(jobs.length, 1, `${jobs.length} jobs of one purchase`);
        const ends = document.history.filter((entry) => entry.event === 'job_finalized');
        assert.equal(ends.length, 1, 'it ends once');
    } finally {
        await second.stop();
    }
    return Boolean(died);
}

test(`F4 F5 F6 killed at ${whole ? 'each' : 'some'} of the named places of webhook, outbox, enqueue, claim, send and record: nothing lost, nothing twice`, { timeout: 600_000 }, async () => {
    assert.ok(names.length >= 20, names.join(' '));
    // A press of a button happens only in a browser: its lane is killed in system/recovery.test.mjs.
    const sample = ['webhook.stored', 'relay.answered', 'brain.queued', 'subscriber.started', 'worker.begun', 'worker.marked', 'lane.answered', 'worker.ended'];
    const reached = names.filter((name) => (whole ? name !== 'lane.pressed' : sample.includes(name)));
    await sideBySide(reached, 3, async (name, index) => assert.ok(await die(name, index), `${name} was not reached`));
});

test(`F5 killed at ${whole ? 'every boundary' : 'a sample of the boundaries'} of the writing statements of a job`, { timeout: 3_600_000 }, async () => {
    const boundaries = whole ? Array.from({ length: 400 }, (_, i) => i + 1) : [17, 52, 104];
    let died = 0, past = 0;
    await sideBySide(boundaries, 3, async (which) => {
        if (past > 20) return; // the job has fewer
        (await die(`webhook.received>store.write:${which}`, which)) ? ++died : ++past;
    });
    console.log(`killed at ${died} boundaries of writing statements`);
    assert.ok(died >= (whole ? 60 : 2), `only ${died} were reached`);
});
