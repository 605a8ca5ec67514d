// A PostgreSQL server of a test's own: a new cluster in a temporary folder, on a free port of 127.0.0.1. For tests in node; the C++
// tests have postgres_server.hpp. From Debian's package (scripts/setup-peers).
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = '/usr/lib/postgresql';
const version = existsSync(root) ? readdirSync(root).filter((name) => Number(name) >= 15).sort((a, b) => b - a)[0] : undefined;
const bin = version && join(root, version, 'bin');

/** Why it cannot be started here, or undefined. Throws in CI. */
export function postgresAbsent() {
    if (bin && existsSync(join(bin, 'initdb'))) return undefined;
    const reason = "PostgreSQL's server is not there: run scripts/setup-peers";
    if (process.env.CI === 'true') throw new Error(reason);
    console.log(`${reason}; its tests are skipped`);
    return reason;
}

const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

// PostgreSQL refuses to run as root.
function unprivileged() {
    if (process.getuid() !== 0) return {};
    for (const user of ['postgres', 'nobody']) {
        const ids = ['-u', '-g'].map((which) => spawnSync('id', [which, user], { encoding: 'utf8' }));
        if (ids.every((each) => each.status === 0)) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
    }
    throw new Error('no user postgres or nobody to run PostgreSQL as');
}

export class Postgres {
    /** Started and answering. */
    static async start() {
        const server = new Postgres();
        server.user = unprivileged();
        server.folder = mkdtempSync(join(tmpdir(), 'bolt-pg-'));
        if (server.user.uid !== undefined) chownSync(server.folder, server.user.uid, server.user.gid);
        server.port = await freePort();
        server.must('initdb', ['-D', join(server.folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], server.user);
        appendFileSync(join(server.folder, 'data/postgresql.conf'),
            `\nport = ${server.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '${server.folder}'\nmax_connections = 200\n`);
        server.resume();
        return server;
    }

    must(program, args, options = {}, input = undefined) {
        const ran = spawnSync(join(bin, program), args, { cwd: '/', encoding: 'utf8', input, ...options });
        if (ran.status !== 0) throw new Error(`${program}: ${ran.stderr}${ran.stdout}`);
        return ran.stdout.trim();
    }

    resume() {
        this.child = spawn(join(bin, 'postgres'), ['-D', join(this.folder, 'data')], { cwd: '/', stdio: 'ignore', ...this.user });
        this.ended = new Promise((resolve) => this.child.on('exit', resolve));
        for (let tries = 0; spawnSync(join(bin, 'pg_isready'), ['-q', '-h', this.folder, '-p', String(this.port)]).status !== 0; ++tries) {
            if (tries > 600 || this.child.exitCode !== null) throw new Error('PostgreSQL does not start');
            spawnSync('sleep', ['0.1']);
        }
    }

    /** Like pg_ctl -m immediate: no checkpoint, every connection cut. */
    async stopAtOnce() {
        this.child.kill('SIGQUIT');
        await this.ended;
    }

    async restartAtOnce() {
        await this.stopAtOnce();
        this.resume();
    }

    url(database) {
        return `postgresql://postgres@127.0.0.1:${this.port}/${database}`;
    }

    makeDatabase(name) {
        this.sql('postgres', `CREATE DATABASE "${name}"`);
        return this.url(name);
    }

    /** Runs SQL in psql, as a person would. */
    sql(database, text) {
        return this.must('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', this.folder, '-p', String(this.port), '-U', 'postgres', database], {}, text);
    }

    async stop() {
        await this.stopAtOnce();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
