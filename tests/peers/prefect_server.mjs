// Prefect's own server on a free port of 127.0.0.1 with its database in a folder of its own, without telemetry.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const prefectPresent = existsSync('.peers/installed') && existsSync('.peers/prefect');

const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

export class PrefectServer {
    /** `auth`: "user:password"; `csrf`: forged requests are refused. */
    constructor({ auth = '', csrf = false } = {}) {
        this.options = { auth, csrf };
        this.home = mkdtempSync(join(tmpdir(), 'bolt-prefect-'));
    }

    /** Resolves when it serves; again on the same port and database after kill(). */
    async start() {
        this.port ??= await freePort();
        this.url = `http://127.0.0.1:${this.port}/api`;
        const { auth, csrf } = this.options;
        this.child = spawn('python3', ['-m', 'prefect', 'server', 'start', '--host', '127.0.0.1', '--port', String(this.port), '--no-ui'], {
            env: {
                PATH: process.env.PATH, HOME: this.home, PYTHONPATH: '.peers/prefect', PREFECT_HOME: this.home, DO_NOT_TRACK: '1',
                PREFECT_SERVER_DATABASE_CONNECTION_URL: `sqlite+aiosqlite:///${this.home}/prefect.db`,
                PREFECT_SERVER_ANALYTICS_ENABLED: 'false', PREFECT_SERVER_UI_ENABLED: 'false', PREFECT_LOGGING_LEVEL: 'WARNING',
                PREFECT_SERVER_CSRF_PROTECTION_ENABLED: String(csrf), ...(auth ? { PREFECT_SERVER_API_AUTH_STRING: auth } : {}),
            },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.said = '';
        for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => (this.said = (this.said + chunk).slice(-20_000)));
        this.exited = new Promise((resolve) => this.child.on('exit', resolve));
        for (let looks = 0; ; ++looks) {
            if (this.child.exitCode !== null || looks > 1200) throw new Error(`Prefect's server does not serve: ${this.said}`);
            if (await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(5_000) }).then((answer) => answer.ok, () => false)) return this;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }

    kill() {
        this.child.kill('SIGKILL');
        return this.exited;
    }

    async stop() {
        await this.kill();
        rmSync(this.home, { recursive: true, force: true });
    }

    /** A call of its API as anybody with the password may make it. */
    async call(method, path, body) {
        const headers = { 'Content-Type': 'application/json' };
        if (this.options.auth) headers.Authorization = `Basic ${Buffer.from(this.options.auth).toString('base64')}`;
        if (this.options.csrf && method !== 'GET') {
            this.csrf ??= (await this.call('GET', '/csrf-token?client=test')).token;
            headers['Prefect-Csrf-Token'] = this.csrf;
            headers['Prefect-Csrf-Client'] = 'test';
        }
        const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        return text && JSON.parse(text);
    }

    /** The flow runs of a job, oldest first. */
    runsOf(job) {
        return this.call('POST', '/flow_runs/filter', { flow_runs: { tags: { all_: [`job:${job}`] } }, sort: 'EXPECTED_START_TIME_ASC' });
    }

    setState(run, type) {
        return this.call('POST', `/flow_runs/${run}/set_state`, { state: { type } });
    }

    async picture(run) {
        const of_run = { flow_runs: { id: { any_: [run] } }, limit: 200 };
        const [tasks, logs, artifacts] = await Promise.all([
            this.call('POST', '/task_runs/filter', of_run),
            this.call('POST', '/logs/filter', { logs: { flow_run_id: { any_: [run] } }, sort: 'TIMESTAMP_ASC', limit: 200 }),
            this.call('POST', '/artifacts/filter', { artifacts: { flow_run_id: { any_: [run] } } }),
        ]);
        return { tasks, logs, artifacts };
    }
}
