// The network between our processes and PostgreSQL, and between them and the SQS endpoint, made slow, narrow, deaf and cut
// (docs/reliability.md F14, F16; the gate is tests/e2e/tcp_gate.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TcpGate } from '../e2e/tcp_gate.mjs';
import { ElasticMq, elasticmqPresent } from '../peers/elasticmq.mjs';
import { Postgres, postgresAbsent } from '../peers/postgres.mjs';
import { Bolt, eventually, run, temporaryFolder } from '../system/harness.mjs';
import { business, checkoutEvent } from '../system/purchase.mjs';
import { assertVerified, env, Practice, trouble } from './practice.mjs';

const options = { skip: postgresAbsent(), timeout: 300_000 };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); // how long the fault lasts, not a wait for anything

let practice;
before(async () => (practice = await Practice.prepare(4, { answerMs: 300 })));
after(() => practice?.stop());

test('F14 PostgreSQL behind a network that is slow, narrow, deaf and cut: nothing lost, nothing twice', options, async () => {
    const server = await Postgres.start();
    const gate = await TcpGate.to(`http://127.0.0.1:${server.port}`);
    const url = server.makeDatabase('gate').replace(`:${server.port}/`, `:${gate.port}/`);
    const bolt = await Bolt.up({ folder: temporaryFolder(), env: { ...env, DATABASE_URL: url } });
    try {
        server.sql('gate', 'DELETE FROM directories;' + practice.sites.names.map((name) => `INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms)
            VALUES ('${name}', '${name}', '${practice.sites.origin(name)}/', '${practice.sites.origin(name)}/add', '${name}.localhost:${practice.sites.port}', 'allowed', 10);`).join(''));
        const jobs = new Map();
        const buying = (async () => {
            for (let i = 0; i < 8; ++i) {
                jobs.set(`gate-${i}.`, await practice.tell(bolt, checkoutEvent({ fields: business(`gate-${i}.`) })));
                await pause(1000);
            }
        })();
        await trouble(gate);
        await buying;
        for (const [tag, job] of jobs) practice.assertAgreed(await bolt.jobEnded(job), tag);
        assert.equal(jobs.size, 8);
        await assertVerified(bolt);
    } finally {
        await bolt.stop();
        await gate.cut();
        await server.stop();
    }
});

test('F14 ElasticMQ behind a network that is slow, narrow, deaf and cut: nothing lost, nothing twice', { skip: !elasticmqPresent, timeout: 300_000 }, async () => {
    const server = await ElasticMq.start();
    const gate = await TcpGate.to(server.endpoint);
    const sqs = { QUEUE_URL: 'sqs:gate', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_SQS: gate.url, AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
    let bolt;
    try {
        const setup = run(['queue', 'setup'], { env: { ...sqs, AWS_ENDPOINT_URL_SQS: server.endpoint } }); // not through the gate, which is in this process
        assert.equal(setup.status, 0, setup.stderr);
        bolt = await Bolt.up({ folder: practice.folder('sqs'), env: { ...env, ...sqs } });
        const jobs = new Map();
        const buying = (async () => {
            for (let i = 0; i < 8; ++i) {
                jobs.set(`sqs-${i}.`, await practice.tell(bolt, checkoutEvent({ fields: business(`sqs-${i}.`) })));
                await pause(1000);
            }
        })();
        const calls = gate.calls;
        await trouble(gate);
        await buying;
        assert.ok(gate.calls > calls, 'the queue was never called through the gate');
        for (const [tag, job] of jobs) practice.assertAgreed(await bolt.jobEnded(job), tag);
        assert.equal(jobs.size, 8);
        await assertVerified(bolt);
    } finally {
        await bolt?.stop();
        await gate.cut();
        await server.stop();
    }
});

test('F14 the brain out of reach for the relay: the outbox drains when it is back', { timeout: 120_000 }, async () => {
    const folder = practice.folder('relay');
    const shared = { ...practice.secrets, ...env, BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '0' };
    const running = [];
    const start = async (role, more = {}) => {
        const bolt = new Bolt([role], { folder, env: { ...shared, ...more } });
        running.push(bolt);
        bolt.ready = await eventually(`${role} is ready`, () => bolt.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.message === 'ready'));
        return bolt;
    };
    let gate;
    try {
        const brain = await start('brain');
        gate = await TcpGate.to(`http://127.0.0.1:${brain.ready.brain_port}`);
        const gateway = await start('gateway', { BACKEND_ENQUEUE_URL: gate.url });
        Object.assign(gateway, { url: `http://127.0.0.1:${gateway.ready.gateway_port}`, secrets: practice.secrets });
        await start('subscriber');
        await start('worker');
        await gate.cut();
        const jobs = [];
        for (let i = 0; i < 3; ++i) jobs.push([`relay-${i}.`, await practice.tell(gateway, checkoutEvent({ fields: business(`relay-${i}.`) }))]);
        await eventually('the gateway says that the brain does not answer', () => /brain.*does not|dependency fails|a dependency/.test(gateway.log), 60_000);
        await gate.mend();
        for (const [tag, job] of jobs) practice.assertAgreed(await gateway.jobEnded(job), tag);
    } finally {
        await Promise.all(running.map((each) => each.kill('SIGKILL')));
        await gate?.cut();
    }
});
