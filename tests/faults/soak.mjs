// `make soak`: every role in a process of its own at full load for MINUTES (30), while workers are killed, stopped and drained
// and roles restarted. Afterwards nothing is lost, nothing came twice, and nobody's memory has grown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { business, checkoutEvent } from '../system/purchase.mjs';
import { Practice, roles } from './practice.mjs';

const minutes = Number(process.env.MINUTES ?? 30);
const until = Date.now() + minutes * 60_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const inHand = Number(process.env.IN_HAND ?? 20); // jobs that run at a time

const practice = await Practice.prepare(6);
const set = await roles(practice, practice.folder('soak'), ['brain', 'gateway', 'subscriber', 'monitor', 'worker-0', 'worker-1']);
const gateway = set.running.get('gateway');
const counts = { bought: 0, ended: 0, unknown: 0, killed: 0, stopped: 0, drained: 0, restarted: 0 };
const memory = new Map(['gateway', 'brain', 'monitor'].map((name) => [name, []])); // those that live all the time

async function buy() {
    while (Date.now() < until) {
        const tag = `soak-${++counts.bought}.`;
        const job = await practice.tell(gateway, checkoutEvent({ fields: business(tag) }));
        // A subscriber that is killed with a message in hand gives it back after the message's minute; three times are possible.
        const document = await gateway.jobEnded(job, 900_000);
        practice.assertAgreed(document, tag);
        counts.unknown += document.results.filter((row) => row.status === 'action_required').length;
        ++counts.ended;
    }
}

async function trouble() {
    const current = ['worker-0', 'worker-1'];
    for (let i = 0; Date.now() < until; ++i) {
        await pause(3000);
        const slot = i % 2, what = i % 5;
        const worker = set.running.get(current[slot]);
        if (what === 4) {
            await set.running.get('subscriber').kill(i % 2 ? 'SIGKILL' : 'SIGTERM');
            await set.start('subscriber');
            ++counts.restarted;
            continue;
        }
        if (what === 3) {
            worker.child.kill('SIGSTOP');
            await pause(5000); // more than two leases
            worker.child.kill('SIGCONT');
            ++counts.stopped;
            continue;
        }
        const drained = what === 1;
        await worker.kill(drained ? 'SIGTERM' : 'SIGKILL');
        ++counts[drained ? 'drained' : 'killed'];
        current[slot] = `worker-${slot}-${i}`;
        await set.start(current[slot]);
    }
}

async function watch() {
    while (Date.now() < until) {
        await pause(Math.min(5000, minutes * 1000));
        for (const [name, samples] of memory) samples.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${set.running.get(name).child.pid}/status`, 'utf8'))[1]) / 1024);
    }
}

try {
    await Promise.all([...Array.from({ length: inHand }, buy), trouble(), watch()]);
    const twice = new Map();
    for (const { site, business: name } of practice.sites.received) twice.set(`${site} ${name}`, (twice.get(`${site} ${name}`) ?? 0) + 1);
    assert.ok([...twice.values()].every((count) => count === 1), 'a site received a business twice');
    assert.equal(counts.ended, counts.bought);
    console.log(`${minutes} minutes: ${JSON.stringify(counts)}, ${practice.sites.received.length} forms received, none twice; every job ended and agrees with the sites`);
    for (const [name, samples] of memory) {
        // The first quarter fills caches and pools.
        const quarter = Math.floor(samples.length / 4);
        const early = median(samples.slice(quarter, 2 * quarter)), late = median(samples.slice(3 * quarter));
        console.log(`${name}: ${early.toFixed(1)} MB in the second quarter, ${late.toFixed(1)} MB in the last`);
        if (minutes >= 10) assert.ok(late <= early * 1.1 + 5, `${name} grows`);
    }
} finally {
    await set.stop();
    await practice.stop();
}
