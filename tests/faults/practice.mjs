// What the fault tests share: a data folder whose directories are learned already (so that jobs need no browser and take a
// second), small sites in this process that outlive every kill, and the comparison of both afterwards.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Bolt, eventually, temporaryFolder } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { Sites } from '../system/small_sites.mjs';

export const env = { BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '2', LOG_LEVEL: 'info' };

export class Practice {
    /** `count` directories, each sent to once, so that the http lane knows its form. */
    static async prepare(count = 3, { answerMs = 0 } = {}) {
        const practice = new Practice();
        practice.sites = await Sites.start(count, { answerMs });
        practice.root = temporaryFolder();
        practice.template = join(practice.root, 'template');
        mkdirSync(practice.template);
        const bolt = await Bolt.up({ folder: practice.template, env });
        try {
            practice.secrets = bolt.secrets;
            // The shipped catalog stays out of it.
            bolt.sql('DELETE FROM directories;' + practice.sites.names.map((name) => `INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms)
                VALUES ('${name}', '${name}', '${practice.sites.origin(name)}/', '${practice.sites.origin(name)}/add', '${name}.localhost:${practice.sites.port}', 'allowed', 10);`).join(''));
            const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: business('warm-up') }))).json();
            const document = await bolt.jobEnded(job_id);
            assert.equal(document.job.status, 'completed', JSON.stringify(document.results));
        } finally {
            await bolt.stop({ keep: true });
        }
        return practice;
    }

    /** A copy of the prepared data. */
    folder(name) {
        const folder = join(this.root, name);
        cpSync(this.template, folder, { recursive: true });
        return folder;
    }

    /** As Stripe does: again until it is answered with 2xx. Gives the job's id. */
    async tell(bolt, event) {
        return eventually('the webhook answers 2xx', async () => {
            const response = await postWebhook(bolt, event);
            if (!response.ok) return undefined;
            const answer = await response.json();
            if (answer.job_id) return answer.job_id;
            // A repetition names no job.
            const { business_name } = JSON.parse(event).data.object.metadata;
            const { jobs } = await bolt.api('/api/staff/jobs');
            return jobs.find((job) => job.business_name === business_name)?.id;
        });
    }

    /** Nothing lost, nothing twice: every submission has ended, and what a site has is what its row says. */
    assertAgreed(document, tag) {
        const counts = this.sites.countsOf(tag);
        assert.equal(document.results.length, this.sites.names.length);
        for (const { directory_name: site, status, verdict } of document.results) {
            const received = counts.get(site) ?? 0;
            assert.ok(received <= 1, `${site} received ${tag} ${received} times`);
            if (status === 'submitted') assert.equal(received, 1, `${site} is submitted and has no record of ${tag}`);
            else assert.deepEqual([status, verdict], ['action_required', 'unknown'], `${site} of ${tag}: a person is asked`);
        }
        assert.equal(document.job.directories_done, document.results.length);
        assert.equal(document.job.progress, 100);
    }

    async stop() {
        await this.sites.stop();
        rmSync(this.root, { recursive: true, force: true });
    }
}

/** `directory-bolt verify` passes on the deployment whose gateway (or `up`) `bolt` is, whatever was done to it before. */
export async function assertVerified(bolt, more = {}) {
    // Not run(): the sites are in this process and must answer meanwhile.
    const verify = new Bolt(['verify', '--url', bolt.url, '--directories', '2', '--output', bolt.folder, '--timeout', '60'], { folder: bolt.folder, env: { ...bolt.secrets, ...env, ...more } });
    assert.equal((await verify.exited).code, 0, verify.output + verify.log);
    assert.match(verify.output, /6 of 6 passed/);
}

/** What goes wrong on the way to `gate` (tests/e2e/tcp_gate.mjs), one after another, while jobs run. */
export async function trouble(gate) {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); // how long a fault lasts, not a wait for anything
    gate.delayMs = 150;
    await pause(1500);
    gate.delayMs = 0;
    gate.bytesPerSecond = 20_000;
    await pause(1500);
    gate.bytesPerSecond = Infinity;
    gate.deaf = true; // what is sent arrives nowhere, and nobody is told
    await pause(3000);
    for (const socket of gate.sockets) socket.destroy();
    gate.deaf = false;
    await pause(1000);
    await gate.cut();
    await pause(2500);
    await gate.mend();
}

/** What it logged. */
export const lines = (bolt) => bolt.log.split('\n').filter(Boolean).map((line) => JSON.parse(line));

/** Roles in processes of their own on one folder; `gateway` has url and secrets like `up`. */
export async function roles(practice, folder, names, more = {}) {
    const running = new Map();
    const shared = { ...practice.secrets, ...env, BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '0' };
    const start = async (name) => {
        const bolt = new Bolt([name.replace(/-.*/, '')], { folder, env: { ...shared, ...(name.startsWith('worker') ? { BOLT_WORKER_ID: name } : {}), ...more[name] } });
        running.set(name, bolt);
        bolt.ready = await eventually(`${name} is ready`, () => lines(bolt).find((line) => line.message === 'ready'));
        if (name === 'brain') shared.BACKEND_ENQUEUE_URL = `http://127.0.0.1:${bolt.ready.brain_port}`;
        if (name === 'gateway') Object.assign(bolt, { url: `http://127.0.0.1:${bolt.ready.gateway_port}`, secrets: practice.secrets });
        return bolt;
    };
    for (const name of names) await start(name);
    const stop = () => Promise.all([...running.values()].filter((each) => each.child.exitCode === null && each.child.signalCode === null).map((each) => each.kill('SIGKILL')));
    return { running, start, stop };
}

/** Runs `work` for each item, at most `width` at a time; fails with the first failure, when all have ended. */
export async function sideBySide(items, width, work) {
    const waiting = [...items.entries()];
    const failures = [];
    const one = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift())
            await work(next[1], next[0]).catch((error) => failures.push(new Error(`${next[1]}: ${error.stack}`)));
    };
    await Promise.all(Array.from({ length: width }, one));
    if (failures.length > 0) throw new AggregateError(failures, failures.map((each) => each.message).join('\n'));
}
