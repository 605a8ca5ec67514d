// The production shape on this machine: a real PostgreSQL, SQS as ElasticMQ speaks it and a real Prefect server; each role a process
// of its own, several workers. Shared by the tests that run on it.
import { join } from 'node:path';
import { Bolt, eventually, run, temporaryFolder } from './harness.mjs';

const secrets = {
    STRIPE_WEBHOOK_SECRET: 'whsec_of_the_cluster_test',
    BACKEND_ENQUEUE_TOKEN: 'enqueue-token-of-the-cluster-test',
    STAFF_API_KEY: 'staff-key-of-the-cluster-test',
    BOLT_SESSION_SECRET: 'session-secret-of-the-cluster-test',
    BOLT_SECRET_KEY: 'secret-key-of-the-cluster-test',
};

export class Cluster {
    /** `peers`: { databaseUrl, queue: environment of the queue, prefectUrl }. Sets everything up as docs/ say and starts every role. */
    static async start(peers, { workers = 3, env = {} } = {}) {
        const cluster = new Cluster();
        cluster.folder = temporaryFolder();
        cluster.roles = new Map();
        cluster.env = {
            ...secrets, ...peers.queue, DATABASE_URL: peers.databaseUrl, PREFECT_API_URL: peers.prefectUrl, BOLT_DATA: cluster.folder, PORT: '0', BOLT_BRAIN_PORT: '0',
            BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_LEASE_SECONDS: '5', BOLT_HTTP_LANE: 'off', LOG_LEVEL: 'info', PLAYWRIGHT_DIR: join(process.cwd(), 'node_modules/playwright-core'), ...env,
        };
        for (const command of [['migrate'], ['queue', 'setup'], ['prefect', 'setup']]) cluster.command(...command);
        const brain = await cluster.startRole('brain');
        cluster.env.BOLT_BRAIN_PORT = String(brain.ready.brain_port);
        cluster.env.BACKEND_ENQUEUE_URL = `http://127.0.0.1:${brain.ready.brain_port}`;
        const gateway = await cluster.startRole('gateway');
        cluster.env.PORT = String(gateway.ready.gateway_port);
        cluster.url = `http://127.0.0.1:${gateway.ready.gateway_port}`;
        for (const name of ['subscriber', 'monitor', ...Array.from({ length: workers }, (_, i) => `worker-${i + 1}`)]) await cluster.startRole(name);
        return cluster;
    }

    get secrets() {
        return secrets;
    }

    /** Runs a command of the binary to its end; gives what it printed. */
    command(...args) {
        const ended = run(args, { env: this.env });
        if (ended.status !== 0) throw new Error(`directory-bolt ${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
        return ended.stdout;
    }

    /** `worker-2` is the role worker with that name. Resolves when it says that it is ready. */
    async startRole(name) {
        const role = name.replace(/-\d+$/, '');
        const bolt = new Bolt([role], { folder: this.folder, env: { ...this.env, ...(role === 'worker' ? { BOLT_WORKER_ID: name } : {}) } });
        this.roles.set(name, bolt);
        const ready = await eventually(`${name} is ready`, () => {
            if (bolt.child.exitCode !== null) throw new Error(`it ended with ${bolt.child.exitCode}`);
            return bolt.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready');
        }, 60_000).catch((error) => {
            throw new Error(`${error.message}\n${bolt.log.slice(-4000)}`);
        });
        return { bolt, ready };
    }

    /** kill -9, then the same role again, as a supervisor would. */
    async replace(name) {
        await this.roles.get(name).kill('SIGKILL');
        return this.startRole(name);
    }

    async api(path) {
        const response = await fetch(this.url + path, { headers: { 'X-Staff-Key': secrets.STAFF_API_KEY }, signal: AbortSignal.timeout(10_000) });
        if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
        return response.json();
    }

    jobEnded(id, timeoutMs) {
        return eventually(`job ${id} ends`, async () => {
            const document = await this.api(`/api/staff/jobs/${id}`);
            return ['completed', 'failed', 'cancelled'].includes(document.job.status) && document;
        }, timeoutMs, 300);
    }

    async stop() {
        const codes = await Promise.all([...this.roles.values()].map(async (bolt) => {
            if (bolt.child.exitCode !== null || bolt.child.signalCode !== null) return bolt.child.exitCode;
            const late = setTimeout(() => bolt.child.kill('SIGKILL'), 30_000);
            const { code } = await bolt.kill('SIGTERM');
            clearTimeout(late);
            return code;
        }));
        return new Map([...this.roles.keys()].map((name, index) => [name, codes[index]]));
    }
}
