// Starts the real binary on a folder of its own and free ports, and ends it. Shared by all system and end-to-end tests.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env.BOLT_BINARY ?? 'build/release/directory-bolt';
if (!existsSync(binary)) throw new Error(`${binary} does not exist: run make build, or set BOLT_BINARY`);

export function temporaryFolder() {
    return mkdtempSync(join(tmpdir(), 'bolt-test-'));
}

/** Waits until `look` gives something truthy; fails with `what` after `timeoutMs`. The pause is between looks, not a guess. */
export async function eventually(what, look, timeoutMs = 30_000, pauseMs = 50) {
    // Not Date.now(): a machine's clock may be set while the test waits.
    const deadline = performance.now() + timeoutMs;
    let last;
    for (;;) {
        try {
            const seen = await look();
            if (seen) return seen;
            last = seen;
        } catch (error) {
            last = error;
        }
        if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms (last: ${last?.message ?? JSON.stringify(last)})`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
}

/** A running directory-bolt process. */
export class Bolt {
    constructor(args, { env = {}, folder = temporaryFolder() } = {}) {
        this.folder = folder;
        this.log = '';
        this.output = '';
        this.child = spawn(binary, args, {
            env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_FORMAT: 'json', PLAYWRIGHT_DIR: join(process.cwd(), 'node_modules/playwright-core'), ...env },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.child.stderr.on('data', (chunk) => (this.log += chunk));
        this.child.stdout.on('data', (chunk) => (this.output += chunk));
        this.exited = new Promise((resolve) => this.child.on('exit', (code, signal) => resolve({ code, signal })));
    }

    /** `up` with everything; resolves when it serves. */
    static async up({ args = [], folder = temporaryFolder(), env = {} } = {}) {
        const bolt = new Bolt(['up', '--data', folder, '--port', '0', ...args], { folder, env });
        try {
            return await bolt.untilUp();
        } catch (error) {
            // Left running it would keep the test's process from ending.
            await bolt.kill('SIGKILL');
            throw error;
        }
    }

    async untilUp() {
        const match = await this.untilOutput(/Dashboard\s+(http:\/\/\S+)/);
        this.url = match[1];
        this.brainUrl = /Brain\s+(http:\/\/[^/\s]+)/.exec(this.output)[1];
        this.loginLink = /Sign in\s+(\S+)/.exec(this.output)[1];
        this.playgroundPort = /Playground\s+http:\/\/localhost:(\d+)/.exec(this.output)?.[1];
        this.secrets = JSON.parse(readFileSync(join(this.folder, 'secrets.json'), 'utf8'));
        // A server that takes the connection and says nothing must fail here, not after fetch's own five minutes.
        await eventually('healthz', async () => (await fetch(`${this.url}/healthz`, { signal: AbortSignal.timeout(10_000) })).ok);
        return this;
    }

    async untilOutput(pattern, timeoutMs = 30_000) {
        return eventually(`output ${pattern}`, () => {
            if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.log}`);
            return pattern.exec(this.output);
        }, timeoutMs);
    }

    get database() {
        return join(this.folder, 'bolt.db');
    }

    /** Runs SQL in the sqlite3 shell, as a person would. */
    sql(text) {
        return sql(this.database, text);
    }

    async api(path, options = {}) {
        const response = await fetch(this.url + path, { ...options, headers: { 'X-Staff-Key': this.secrets.STAFF_API_KEY, ...options.headers } });
        if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
        return response.json();
    }

    async received(query = '') {
        const response = await fetch(`http://127.0.0.1:${this.playgroundPort}/_playground/received${query}`);
        return (await response.json()).submissions;
    }

    async jobEnded(id, timeoutMs = 120_000) {
        return eventually(`job ${id} ends`, async () => {
            const document = await this.api(`/api/staff/jobs/${id}`);
            return ['completed', 'failed', 'cancelled'].includes(document.job.status) && document;
        }, timeoutMs, 200);
    }

    kill(signal = 'SIGKILL') {
        this.child.kill(signal);
        return this.exited;
    }

    /** SIGTERM, then the folder goes. */
    async stop({ keep = false } = {}) {
        const ended = this.child.exitCode === null && this.child.signalCode === null ? await this.kill('SIGTERM') : await this.exited;
        if (!keep) rmSync(this.folder, { recursive: true, force: true });
        return ended;
    }
}

export function sql(database, text) {
    const result = spawnSync('sqlite3', ['-cmd', '.timeout 5000', database], { input: text, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`sqlite3: ${result.stderr}`);
    return result.stdout.trim();
}

/** Runs a command to its end. */
export function run(args, { env = {}, input } = {}) {
    return spawnSync(binary, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, encoding: 'utf8', input, timeout: 300_000 });
}
