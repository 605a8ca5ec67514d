// The whole pipeline on SQS as ElasticMQ speaks it, behind a front that recomputes every signature with AWS's own library;
// messages written and read by boto3; the queue commands.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Bolt, eventually, run } from './harness.mjs';

const present = existsSync('.peers/installed');
if (!present) {
    console.log('.peers is not there: run scripts/setup-peers; the SQS tests are skipped');
    if (process.env.CI === 'true') throw new Error('with CI=true they must run');
}
const options = { skip: !present };
const python = { PATH: process.env.PATH, PYTHONPATH: '.peers/python', PYTHONUNBUFFERED: '1' };
const children = [];
let front, env, bolt;

const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

function start(command, args, ready, childEnv) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { env: childEnv, stdio: ['ignore', 'pipe', 'pipe'] });
        children.push(child);
        let said = '';
        const hear = (chunk) => {
            said += chunk;
            const match = ready.exec(said);
            if (match) resolve(match);
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.on('exit', () => reject(new Error(`${command} ended: ${said}`)));
    });
}

before(async () => {
    if (!present) return;
    const port = await freePort();
    await start('java', ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', `-Drest-sqs.bind-port=${port}`, '-Drest-sqs.bind-hostname=127.0.0.1',
        '-Drest-stats.enabled=false', '-Dnode-address.host=127.0.0.1', `-Dnode-address.port=${port}`, '-cp', '.peers/elasticmq/*', 'org.elasticmq.server.Main'],
    /\) started in/, process.env);
    const listening = await start('python3', ['tests/peers/sqs_front.py', `http://127.0.0.1:${port}`], /listening (\d+)/, python);
    front = `http://127.0.0.1:${listening[1]}`;
    env = {
        QUEUE_URL: 'sqs:bolt-jobs', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_SQS: front, AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    };
});
after(async () => {
    await bolt?.stop();
    for (const child of children) child.kill('SIGKILL');
});

const urlOf = (name) => `${front}/000000000000/${name}`;
function boto(...args) {
    const result = spawnSync('python3', ['tests/peers/boto.py', front, ...args], { env: python, encoding: 'utf8', timeout: 60_000 });
    assert.equal(result.status, 0, result.stderr);
    return result.stdout && JSON.parse(result.stdout);
}
const queue = (...args) => run(['queue', ...args], { env });

test('setup makes both queues and can be repeated', options, () => {
    const first = queue('setup');
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /made bolt-jobs-dlq\nmade bolt-jobs\nset the redrive policy/);
    assert.match(first.stdout, /QUEUE_URL=http.*\/bolt-jobs\nSQS_DLQ_URL=http.*\/bolt-jobs-dlq\n/);
    const again = queue('setup');
    assert.equal(again.status, 0, again.stderr);
    assert.doesNotMatch(again.stdout, /made|set the/);
    assert.match(run(['doctor'], { env }).stdout, /\[ok\] queue sqs:bolt-jobs answers/);
    assert.match(run(['doctor'], { env: { ...env, QUEUE_URL: 'sqs:missing' } }).stdout, /\[x\].*missing.*queue setup/);
});

test('what is wrong is said with what to do', options, () => {
    const missing = run(['queue', 'peek'], { env: { ...env, QUEUE_URL: 'sqs:missing' } });
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /missing.*queue setup/);
    const region = run(['queue', 'setup'], { env: { ...env, AWS_REGION: '' } });
    assert.equal(region.status, 2);
    assert.match(region.stderr, /AWS_REGION/);
    const keys = run(['queue', 'setup'], { env: { ...env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: '/nonexistent' } });
    assert.equal(keys.status, 1);
    assert.match(keys.stderr, /no AWS credentials.*AWS_ACCESS_KEY_ID/);
    const mixed = run(['queue', 'setup'], { env: { ...env, SQS_DLQ_URL: 'sqs:bolt-dlq.fifo' } });
    assert.equal(mixed.status, 2);
    assert.match(mixed.stderr, /both FIFO/);
    const purge = queue('purge');
    assert.equal(purge.status, 2);
    assert.match(purge.stderr, /--yes/);
});

test('a purchase runs over SQS', options, async () => {
    bolt = await Bolt.up({ args: ['--demo'], env });
    const job = await eventually('the demo job', async () => (await bolt.api('/api/staff/jobs?state=all')).jobs[0]);
    const document = await bolt.jobEnded(job.id, 240_000);
    assert.equal(document.job.status, 'completed');
    assert.match(queue('peek').stdout, /: 0 waiting, 0 being worked on, 0 dead letters/);
});

function jobByHand(name) {
    bolt.sql(`INSERT INTO customers (business_name, first_name, last_name, email, phone, website, address, city, state, zip, country, description, category)
        VALUES ('${name}', 'Ada', 'Lind', 'ada@handmade.example.com', '+1 512 555 0199', 'https://handmade.example.com', '5 Oak Street', 'Austin', 'TX', '78702', 'USA',
        '${name} buys, sells and repairs vinyl records and turntables in East Austin since nineteen ninety-nine.', 'Music store');`);
    const customer = bolt.sql(`SELECT id FROM customers WHERE business_name = '${name}'`);
    bolt.sql(`INSERT INTO jobs (customer_id, package_type, status) VALUES ('${customer}', 'starter', 'pending');`);
    return { job: bolt.sql(`SELECT id FROM jobs WHERE customer_id = '${customer}'`), customer };
}

test('F13 a message that boto3 wrote is worked on, twice sent is once done', options, async () => {
    const { job, customer } = jobByHand('Boto Records');
    const body = JSON.stringify({ job_id: job, customer_id: customer, package_size: 2, priority: 3, created_at: '2026-11-24T10:00:00+00:00', source: 'render_backend', metadata: {} });
    const attributes = JSON.stringify({
        job_id: { DataType: 'String', StringValue: job }, customer_id: { DataType: 'String', StringValue: customer }, priority: { DataType: 'Number', StringValue: '3' },
    });
    boto('send', urlOf('bolt-jobs'), body, attributes);
    boto('send', urlOf('bolt-jobs'), body, attributes);
    const document = await bolt.jobEnded(job);
    assert.equal(document.job.status, 'completed');
    assert.equal(document.job.directories_total, 2);
    assert.equal(document.history.filter(({ event }) => event === 'flow_started').length, 1);
});

test('F15 bad bodies go to the dead letters with a reason, and come back by redrive', options, async () => {
    const bad = ['no JSON', '[]', '{}', '{"job_id":7}', '{"job_id":"00000000-0000-7000-8000-000000000000","customer_id":"x"}', '"\\u0000"', '['.repeat(500)];
    for (const body of bad) boto('send', urlOf('bolt-jobs'), body, '{}');
    await eventually('the dead letters', () => new RegExp(`${bad.length} dead letters`).test(queue('peek', '--count', '1').stdout), 60_000, 300);
    const peek = queue('peek', '--count', '50');
    assert.match(peek.stdout, /reason: the body is no JSON/);
    assert.match(peek.stdout, /reason: job_id/);
    assert.match(peek.stdout, /original_message_id/);
    assert.equal((await fetch(`${bolt.url}/readyz`)).status, 200);

    assert.match(queue('redrive', '--count', '2').stdout, /^2 dead letter\(s\) are back/);
    await eventually('they are refused again', () => new RegExp(`0 waiting, 0 being worked on, ${bad.length} dead letters`).test(queue('peek', '--count', '1').stdout), 60_000, 300);
    const purged = queue('purge', '--yes');
    assert.equal(purged.status, 0, purged.stderr);
    assert.match(queue('peek').stdout, / 0 dead letters/);
});

test('a stop ends the long poll at once', options, async () => {
    const started = Date.now();
    assert.equal((await bolt.kill('SIGTERM')).code, 0);
    assert.ok(Date.now() - started < 8_000, `${Date.now() - started} ms`);
});

test('boto3 and the JavaScript SDK read what the brain wrote', options, async () => {
    const { job, customer } = jobByHand('Read By Boto');
    const token = 'the-enqueue-token';
    assert.equal(run(['queue', 'setup'], { env: { ...env, QUEUE_URL: 'sqs:read.fifo' } }).status, 0);
    const port = await freePort();
    const brain = new Bolt(['brain'], { folder: bolt.folder, env: { ...env, QUEUE_URL: 'sqs:read.fifo', BOLT_DATA: bolt.folder, BOLT_BRAIN_PORT: String(port), BACKEND_ENQUEUE_TOKEN: token } });
    try {
        const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
        await eventually('the brain', async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok);
        const enqueue = (headers) => fetch(`http://127.0.0.1:${port}/api/jobs/enqueue`, {
            method: 'POST', body: JSON.stringify({ job_id: job, customer_id: customer, package_size: 3, priority: 2 }),
            headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
        });
        const response = await enqueue({ traceparent: trace });
        assert.equal(response.status, 200, await response.clone().text());
        assert.equal((await response.json()).queue_provider, 'sqs');
        const message = boto('receive', urlOf('read.fifo'));
        const body = JSON.parse(message.body);
        assert.deepEqual(Object.keys(body).sort(), ['created_at', 'customer_id', 'job_id', 'metadata', 'package_size', 'priority', 'source']);
        assert.equal(body.job_id, job);
        assert.deepEqual(message.attributes.priority, { DataType: 'Number', StringValue: '2' });
        assert.deepEqual(message.attributes.job_id, { DataType: 'String', StringValue: job });
        assert.equal(message.attributes.traceparent.StringValue, trace);

        assert.equal((await enqueue({})).status, 200);
        const sqs = new SQSClient({ endpoint: front, region: 'us-east-1', credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY } });
        const { Messages: [second] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('read.fifo'), WaitTimeSeconds: 10, MessageAttributeNames: ['All'] }));
        assert.equal(JSON.parse(second.Body).job_id, job);
        assert.match(second.MessageAttributes.traceparent.StringValue, new RegExp(`^00-${job.replaceAll('-', '')}-[0-9a-f]{16}-01$`));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf('read.fifo'), ReceiptHandle: second.ReceiptHandle }));
        sqs.destroy();
    } finally {
        await brain.kill('SIGTERM');
    }
});

test('every signature was the one that botocore computes', options, async () => {
    const counts = await (await fetch(`${front}/signatures`)).json();
    assert.deepEqual(counts.refused, []);
    assert.ok(counts.checked > 50, String(counts.checked));
    const wrong = run(['queue', 'peek'], { env: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' } });
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /SignatureDoesNotMatch.*credentials/);
});
