// F8: the wall clock of every process is moved an hour forward and back, and stands still, while jobs run (clock_shift.c).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook, signed } from '../system/purchase.mjs';
import { assertVerified, Practice, roles } from './practice.mjs';

const HOUR = 3600;
let practice, shim;
before(async () => {
    practice = await Practice.prepare(4, { answerMs: 300 });
    shim = join(practice.root, 'clock_shift.so');
    const built = spawnSync('clang-19', ['-O1', '-shared', '-fPIC', '-Wall', '-Werror', '-o', shim, 'tests/faults/clock_shift.c'], { encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);
});
after(() => practice?.stop());

/** The clock that all processes of one machine share. */
class Clock {
    constructor(file) {
        this.file = file;
        this.descriptor = openSync(file, 'w');
        this.set(0);
    }
    set(shiftSeconds, standsAt = 0) {
        Object.assign(this, { shiftSeconds, standsAt });
        const both = Buffer.alloc(16);
        both.writeBigInt64LE(BigInt(shiftSeconds));
        both.writeBigInt64LE(BigInt(standsAt), 8);
        writeSync(this.descriptor, both, 0, 16, 0);
    }
    seconds() {
        return this.standsAt || Math.floor(Date.now() / 1000) + this.shiftSeconds;
    }
    close() {
        closeSync(this.descriptor);
    }
}

test('F8 the clock jumps an hour forward and back and stands still: nothing lost, nothing twice', { timeout: 300_000 }, async () => {
    const clock = new Clock(join(practice.root, 'clock'));
    const shifted = { LD_PRELOAD: shim, CLOCK_SHIFT_FILE: clock.file };
    const names = ['brain', 'gateway', 'subscriber', 'monitor', 'worker-a', 'worker-b'];
    const set = await roles(practice, practice.folder('moved'), names, Object.fromEntries(names.map((name) => [name, shifted])));
    try {
        const gateway = set.running.get('gateway');
        const buy = async (tag) => {
            const event = checkoutEvent({ fields: business(tag) });
            const answer = await postWebhook(gateway, event, signed(event, gateway.secrets.STRIPE_WEBHOOK_SECRET, { timestamp: clock.seconds() }));
            assert.equal(answer.status, 200, await answer.clone().text());
            return (await answer.json()).job_id;
        };
        const underway = (tag) => eventually(`a site has ${tag}`, () => practice.sites.countsOf(tag).size > 0);
        const agreed = async (job, tag) => practice.assertAgreed(await gateway.jobEnded(job, 60_000), tag);
        const stale = await postWebhook(gateway, checkoutEvent(), signed(checkoutEvent(), gateway.secrets.STRIPE_WEBHOOK_SECRET, { timestamp: clock.seconds() - HOUR }));
        assert.equal(stale.status, 400);

        const forward = await buy('forward.');
        await underway('forward.');
        clock.set(HOUR);
        await agreed(forward, 'forward.');
        const ahead = await buy('ahead.');
        await agreed(ahead, 'ahead.');

        clock.set(HOUR, clock.seconds() + 2);
        const standing = await buy('standing.');
        await agreed(standing, 'standing.');
        clock.set(HOUR + 60);

        const back = await buy('back.');
        await underway('back.');
        clock.set(0);
        // Taken and kept; the sites were visited an hour ahead, so their pace holds it until that hour has come.
        const early = await buy('early.');
        clock.set(HOUR + 120);
        await agreed(back, 'back.');
        await agreed(early, 'early.');
        for (const [job, tag] of [[forward, 'forward.'], [ahead, 'ahead.'], [standing, 'standing.']]) await agreed(job, tag);
        await assertVerified(gateway, shifted);
    } finally {
        await set.stop();
        clock.close();
    }
});
