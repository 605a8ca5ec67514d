// The language model port against a server that checks every request with the vendors' own types; the vendors' own clients are run
// against the same server first, so that it is known to speak as the services do.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Bolt, eventually, temporaryFolder } from './harness.mjs';

const present = existsSync('.peers/models');
if (!present) {
    if (process.env.CI === 'true') throw new Error('.peers/models is not there: run scripts/setup-peers');
    console.log('.peers/models is not there: run scripts/setup-peers; the contract of language models is not tested');
}
const skip = present ? false : 'scripts/setup-peers was not run';
const key = 'a-test-key-of-no-service';
const python = { PATH: process.env.PATH, PYTHONPATH: '.peers/models', PYTHONUNBUFFERED: '1', MODEL_ANSWER: '{"ready":true}' };
const folder = temporaryFolder();
let server, port;

function run(args) {
    const child = spawn('python3', ['tests/peers/model_server.py', ...args], { env: python, stdio: ['ignore', 'pipe', 'pipe'] });
    child.text = '';
    child.stdout.on('data', (chunk) => (child.text += chunk));
    child.stderr.on('data', (chunk) => (child.text += chunk));
    child.ended = new Promise((resolve) => child.on('exit', resolve));
    return child;
}
async function doctor(env) {
    const bolt = new Bolt(['doctor'], { folder, env: { BOLT_DATA: folder, ...env } });
    await bolt.exited;
    return bolt.output + bolt.log;
}

before(async () => {
    if (!present) return;
    server = run([]);
    port = await eventually('the model server listens', () => /listening (\d+)/.exec(server.text)?.[1], 240_000);
});
after(async () => {
    server?.kill('SIGTERM');
    await server?.ended;
    rmSync(folder, { recursive: true, force: true });
});

test("the vendors' own clients understand the server", { skip }, async () => {
    const clients = run(['check', port]);
    assert.equal(await clients.ended, 0, clients.text);
    for (const vendor of ['anthropic', 'openai', 'gemini']) assert.match(clients.text, new RegExp(`${vendor} True 7`));
});

for (const vendor of ['anthropic', 'openai', 'gemini']) {
    test(`${vendor}: our requests are what the vendor documents`, { skip }, async () => {
        const env = { BOLT_MODEL: `${vendor}:m-1`, BOLT_MODEL_URL: `http://127.0.0.1:${port}` };
        assert.match(await doctor({ ...env, BOLT_MODEL_KEY: key }), new RegExp(`language model ${vendor}:m-1 answers`));
        const refused = await doctor({ ...env, BOLT_MODEL_KEY: 'key-of-nobody' });
        assert.match(refused, /answers HTTP 40[13]/);
        assert.doesNotMatch(refused, /key-of-nobody/);
    });
}
