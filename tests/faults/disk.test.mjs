// F9: a full disk. The data folder stands on a small file system of its own (tmpfs), where one may be mounted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, temporaryFolder } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { env, Practice } from './practice.mjs';

const place = temporaryFolder();
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', place]).status === 0;
if (!mounted) console.log('no file system may be mounted here: the test with a full disk is skipped');

let practice;
before(async () => (practice = mounted ? await Practice.prepare() : undefined));
after(async () => {
    await practice?.stop();
    if (mounted) spawnSync('umount', [place]);
    rmSync(place, { recursive: true, force: true });
});

test('F9 on a full disk nothing is acknowledged that is not stored; with space again all goes on', { skip: !mounted, timeout: 180_000 }, async () => {
    const folder = join(place, 'data');
    mkdirSync(folder);
    spawnSync('cp', ['-r', `${practice.template}/.`, folder]);
    const bolt = await Bolt.up({ folder, env });
    const ballast = join(place, 'ballast');
    try {
        const space = statfsSync(place);
        writeFileSync(ballast, Buffer.alloc(space.bavail * space.bsize));
        const acknowledged = [], refused = [];
        // Until what SQLite had set aside is used up.
        for (let i = 0; i < 3000 && refused.length < 20; ++i) {
            const tag = `full-${i}.`;
            const event = checkoutEvent({ fields: business(tag) });
            const response = await postWebhook(bolt, event);
            if (response.ok) acknowledged.push([tag, (await response.json()).job_id]);
            else {
                assert.equal(response.status, 503, await response.text());
                refused.push([tag, event]);
            }
        }
        assert.equal(refused.length, 20, 'the disk was never full');
        assert.match(bolt.log, /disk full/);
        assert.equal(bolt.child.exitCode, null, 'it goes on');
        console.log(`${acknowledged.length} acknowledged, ${refused.length} refused on the full disk`);
        rmSync(ballast);
        for (const [tag, event] of refused.slice(0, 3)) acknowledged.push([tag, await practice.tell(bolt, event)]);
        // All that was acknowledged is there; those that ran in the middle of it end, the newest do at once.
        const known = new Set(bolt.sql('SELECT id FROM jobs').split('\n'));
        for (const [tag, job] of acknowledged) assert.ok(known.has(job), `${tag} was acknowledged and is not there`);
        for (const [tag, job] of [...acknowledged.slice(0, 3), ...acknowledged.slice(-3)]) practice.assertAgreed(await bolt.jobEnded(job, 60_000), tag);
    } finally {
        await bolt.stop({ keep: true });
    }
});
