// Stripe servers that no one here wrote: localstripe (stateful, sends webhooks) and Stripe's own stripe-mock (checks requests
// against the API's description). scripts/setup-peers installs them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { eventually } from '../system/harness.mjs';

const localstripe = '.peers/localstripe';
const stripeMock = '.peers/bin/stripe-mock';

/** Why localstripe is not there, or undefined; in CI it must be. */
export function localstripeAbsent() {
    if (existsSync(`${localstripe}/localstripe`)) return undefined;
    const why = 'localstripe is not there: run scripts/setup-peers';
    if (process.env.CI === 'true') throw new Error(why);
    return why;
}
export const stripeMockAbsent = () => (existsSync(stripeMock) ? undefined : 'stripe-mock is not there (it needs Go): run scripts/setup-peers');

function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.on('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

async function start(command, args, env, port, path) {
    const child = spawn(command, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    child.stdout.on('data', (chunk) => (log += chunk));
    child.stderr.on('data', (chunk) => (log += chunk));
    const url = `http://127.0.0.1:${port}`;
    await eventually(`${command} answers`, async () => {
        if (child.exitCode !== null) throw new Error(`it ended: ${log}`);
        return (await fetch(url + path, { headers: { Authorization: 'Bearer sk_test_123' } })).status > 0;
    });
    return { url, port, stop: () => new Promise((resolve) => { child.on('exit', resolve); child.kill('SIGTERM'); }) };
}

export async function startLocalstripe() {
    const port = await freePort();
    return start('python3', ['-m', 'localstripe', '--port', String(port)], { PYTHONPATH: localstripe }, port, '/v1/customers');
}
export async function startStripeMock() {
    const port = await freePort();
    return start(stripeMock, ['-http-port', String(port)], {}, port, '/v1/customers');
}
