// `up --sqs-endpoint`: the npm package @aws-sdk/client-sqs and boto3, unchanged, on the embedded queue; what they send is worked on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import {
    ChangeMessageVisibilityCommand, CreateQueueCommand, DeleteMessageBatchCommand, DeleteMessageCommand, GetQueueAttributesCommand, GetQueueUrlCommand,
    ListDeadLetterSourceQueuesCommand, ListQueuesCommand, PurgeQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient,
    StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { Bolt, eventually, run } from './harness.mjs';

let bolt, endpoint, sqs, jobs, dead;
const clients = [];
function client(secret, options = {}) {
    const made = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'directory-bolt', secretAccessKey: secret }, ...options });
    clients.push(made);
    return made;
}

before(async () => {
    bolt = await Bolt.up({ args: ['--demo', '--sqs-endpoint', '127.0.0.1:0'] });
    endpoint = /AWS_ENDPOINT_URL_SQS=(http:\/\/127\.0\.0\.1:\d+),/.exec(bolt.output)[1];
    sqs = client(bolt.secrets.BOLT_SQS_ENDPOINT_SECRET);
    jobs = `${endpoint}/000000000000/jobs`;
    dead = `${jobs}-dlq`;
    // The demo's own job first: afterwards nothing else uses the queue.
    const job = await eventually('the demo job', async () => (await bolt.api('/api/staff/jobs?state=all')).jobs[0]);
    await bolt.jobEnded(job.id, 240_000);
});
after(async () => {
    for (const each of clients) each.destroy();
    await bolt?.stop();
});

function jobByHand(name) {
    bolt.sql(`INSERT INTO customers (business_name, first_name, last_name, email, phone, website, address, city, state, zip, country, description, category)
        VALUES ('${name}', 'Ada', 'Lind', 'ada@handmade.example.com', '+1 512 555 0199', 'https://handmade.example.com', '5 Oak Street', 'Austin', 'TX', '78702', 'USA',
        '${name} buys, sells and repairs vinyl records and turntables in East Austin since nineteen ninety-nine.', 'Music store');`);
    const customer = bolt.sql(`SELECT id FROM customers WHERE business_name = '${name}'`);
    bolt.sql(`INSERT INTO jobs (customer_id, package_type, status) VALUES ('${customer}', 'starter', 'pending');`);
    return { job: bolt.sql(`SELECT id FROM jobs WHERE customer_id = '${customer}'`), customer };
}
const bodyOf = ({ job, customer }) => JSON.stringify({
    job_id: job, customer_id: customer, package_size: 1, priority: 3, created_at: '2026-11-24T10:00:00+00:00', source: 'render_backend', metadata: {},
});

test('the SDK finds both queues and what they are', async () => {
    assert.equal((await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl, jobs);
    assert.deepEqual((await sqs.send(new ListQueuesCommand({}))).QueueUrls, [jobs, dead]);
    assert.deepEqual((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'jobs-' }))).QueueUrls, [dead]);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: jobs, AttributeNames: ['All'] }));
    assert.deepEqual(JSON.parse(Attributes.RedrivePolicy), { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:jobs-dlq', maxReceiveCount: 5 });
    assert.equal(Attributes.ApproximateNumberOfMessages, '0');
    assert.equal((await sqs.send(new CreateQueueCommand({ QueueName: 'jobs', Attributes: { RedrivePolicy: Attributes.RedrivePolicy } }))).QueueUrl, jobs);
    assert.deepEqual((await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }))).queueUrls, [jobs]);
    await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' })), { name: 'QueueDoesNotExist', Code: 'AWS.SimpleQueueService.NonExistentQueue' });
    await assert.rejects(sqs.send(new CreateQueueCommand({ QueueName: 'jobs', Attributes: { VisibilityTimeout: '77' } })), { name: 'QueueNameExists' });
    await assert.rejects(sqs.send(new CreateQueueCommand({ QueueName: 'more' })), { name: 'UnsupportedOperation' });
});

test('a job that the SDK sends is worked on, with its trace', async () => {
    const made = jobByHand('Sent By The SDK');
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const sent = await sqs.send(new SendMessageCommand({
        QueueUrl: jobs, MessageBody: bodyOf(made),
        MessageAttributes: { job_id: { DataType: 'String', StringValue: made.job }, priority: { DataType: 'Number', StringValue: '3' }, traceparent: { DataType: 'String', StringValue: traceparent } },
    }));
    assert.match(sent.MessageId, /^[0-9a-f-]{36}$/);
    const document = await bolt.jobEnded(made.job);
    assert.equal(document.job.status, 'completed');
    const { parameters } = JSON.parse(bolt.sql(`SELECT json_object('parameters', json(parameters)) FROM flow_runs WHERE job_id = '${made.job}'`));
    assert.equal(parameters.traceparent, traceparent, JSON.stringify(parameters));
});

// The subscriber takes what is in the jobs' queue; in the dead letters a client is alone.
test('send, receive, hide, count and delete, in the SDK\'s own terms', async () => {
    const attributes = {
        text: { DataType: 'String', StringValue: 'Gärtnerei' }, number: { DataType: 'Number', StringValue: '1.5' }, whole: { DataType: 'String', StringValue: '42' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 7]) }, 'my.type': { DataType: 'String.uuid', StringValue: 'x' },
    };
    const sent = await sqs.send(new SendMessageCommand({
        QueueUrl: dead, MessageBody: 'ünï\t"x"', MessageAttributes: attributes, MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-a-b' } },
    }));
    assert.ok(sent.MD5OfMessageAttributes && sent.MD5OfMessageSystemAttributes);
    const receive = async (options = {}) => (await sqs.send(new ReceiveMessageCommand({
        QueueUrl: dead, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'], WaitTimeSeconds: 5, ...options,
    }))).Messages ?? [];
    const [first] = await receive();
    assert.equal(first.Body, 'ünï\t"x"');
    assert.equal(first.MessageId, sent.MessageId);
    assert.equal(first.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
    for (const [name, value] of Object.entries(attributes)) assert.deepEqual({ ...first.MessageAttributes[name] }, { ...value }, name);
    assert.equal(first.Attributes.ApproximateReceiveCount, '1');
    assert.equal(first.Attributes.AWSTraceHeader, 'Root=1-a-b');
    assert.ok(Math.abs(Number(first.Attributes.SentTimestamp) - Date.now()) < 60_000);
    assert.deepEqual(await receive({ WaitTimeSeconds: 0 }), []);
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: dead, ReceiptHandle: first.ReceiptHandle, VisibilityTimeout: 0 }));
    const [second] = await receive({ MessageAttributeNames: ['my.*'], MessageSystemAttributeNames: ['ApproximateReceiveCount', 'ApproximateFirstReceiveTimestamp'] });
    assert.deepEqual(Object.keys(second.MessageAttributes), ['my.type']);
    assert.deepEqual(Object.keys(second.Attributes).sort(), ['ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount']);
    assert.equal(second.Attributes.ApproximateFirstReceiveTimestamp, first.Attributes.ApproximateFirstReceiveTimestamp);
    await assert.rejects(sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: dead, ReceiptHandle: first.ReceiptHandle, VisibilityTimeout: 5 })), { name: 'MessageNotInflight' });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: second.ReceiptHandle }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: second.ReceiptHandle }));
    assert.deepEqual(await receive({ WaitTimeSeconds: 0 }), []);
});

test('batches answer for each entry, and a long poll wakes at once', async () => {
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }));
    const started = Date.now();
    const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({
        QueueUrl: dead, Entries: [{ Id: 'a', MessageBody: 'one' }, { Id: 'b', MessageBody: 'two', DelaySeconds: 5_000 }, { Id: 'c', MessageBody: 'three' }],
    }));
    assert.deepEqual(Successful.map(({ Id }) => Id), ['a', 'c']);
    assert.deepEqual(Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]), [['b', 'InvalidParameterValue', true]]);
    const { Messages } = await waiting;
    assert.ok(Date.now() - started < 15_000);
    assert.deepEqual(Messages.map(({ Body }) => Body).sort(), ['one', 'three']);
    for (const message of Messages) assert.equal(message.MD5OfBody, createHash('md5').update(message.Body).digest('hex'));
    const gone = await sqs.send(new DeleteMessageBatchCommand({
        QueueUrl: dead, Entries: [...Messages.map(({ ReceiptHandle }, i) => ({ Id: `m${i}`, ReceiptHandle })), { Id: 'bad', ReceiptHandle: 'none' }],
    }));
    assert.deepEqual([gone.Successful.length, gone.Failed[0].Code], [2, 'ReceiptHandleIsInvalid']);
    await assert.rejects(sqs.send(new SendMessageBatchCommand({ QueueUrl: dead, Entries: [{ Id: 'a', MessageBody: 'x' }, { Id: 'a', MessageBody: 'x' }] })), { name: 'BatchEntryIdsNotDistinct' });
});

test('a bad message goes to the dead letters, which the SDK reads, moves back and purges', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: jobs, MessageBody: 'no JSON at all' }));
    const letter = await eventually('the dead letter', async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, MessageAttributeNames: ['All'], VisibilityTimeout: 0 }))).Messages?.[0]);
    assert.equal(letter.Body, 'no JSON at all');
    assert.match(letter.MessageAttributes.reason.StringValue, /no JSON/);
    assert.ok((await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: 'arn:aws:sqs:us-east-1:000000000000:jobs-dlq' }))).TaskHandle);
    await eventually('it is refused again', async () => (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['ApproximateNumberOfMessages'] }))).Attributes.ApproximateNumberOfMessages === '1');
    await sqs.send(new PurgeQueueCommand({ QueueUrl: dead }));
    assert.deepEqual((await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead }))).Messages, undefined);
});

test('only with the key, and the SDK mends a wrong clock by our answer', async () => {
    await assert.rejects(client('wrong').send(new ListQueuesCommand({})), { name: 'SignatureDoesNotMatch' });
    const other = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'other', secretAccessKey: 'x' } });
    clients.push(other);
    await assert.rejects(other.send(new ListQueuesCommand({})), { name: 'InvalidClientTokenId' });
    const skewed = client(bolt.secrets.BOLT_SQS_ENDPOINT_SECRET, { systemClockOffset: -3_600_000 });
    await assert.rejects(skewed.send(new ListQueuesCommand({})), /Signature expired/);
    assert.equal((await skewed.send(new ListQueuesCommand({}))).QueueUrls.length, 2);
    assert.equal((await fetch(endpoint)).status, 405);
    assert.equal((await fetch(`${endpoint}/000000000000/jobs`, { method: 'POST', body: 'Action=PurgeQueue&Version=2012-11-05' })).status, 403);
});

test('our own commands work over it too', () => {
    const env = { QUEUE_URL: 'sqs:jobs', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_SQS: endpoint, AWS_ACCESS_KEY_ID: 'directory-bolt', AWS_SECRET_ACCESS_KEY: bolt.secrets.BOLT_SQS_ENDPOINT_SECRET };
    const setup = run(['queue', 'setup'], { env });
    assert.equal(setup.status, 0, setup.stderr);
    assert.doesNotMatch(setup.stdout, /made|set the/);
    assert.match(run(['queue', 'peek'], { env }).stdout, /: 0 waiting, 0 being worked on, 0 dead letters/);
});

const present = existsSync('.peers/installed');
if (!present) {
    console.log('.peers is not there: run scripts/setup-peers; boto3 on the SQS endpoint is skipped');
    if (process.env.CI === 'true') throw new Error('with CI=true it must run');
}
test('boto3 sends a job and reads a dead letter', { skip: !present }, async () => {
    const boto = (...args) => {
        const result = spawnSync('python3', ['tests/peers/boto.py', endpoint, ...args], {
            env: { PATH: process.env.PATH, PYTHONPATH: '.peers/python', BOTO_KEY: 'directory-bolt', BOTO_SECRET: bolt.secrets.BOLT_SQS_ENDPOINT_SECRET }, encoding: 'utf8', timeout: 60_000,
        });
        assert.equal(result.status, 0, result.stderr);
        return result.stdout && JSON.parse(result.stdout);
    };
    const made = jobByHand('Sent By Boto');
    boto('send', jobs, bodyOf(made), JSON.stringify({ job_id: { DataType: 'String', StringValue: made.job } }));
    assert.equal((await bolt.jobEnded(made.job)).job.status, 'completed');
    boto('send', jobs, '{}', '{}');
    await eventually('the dead letter', async () => (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['All'] }))).Attributes.ApproximateNumberOfMessages === '1');
    const letter = boto('receive', dead);
    assert.equal(letter.body, '{}');
    assert.match(letter.attributes.reason.StringValue, /job_id/);
});

test('a stop ends long polls, and an address that cannot be is refused', async () => {
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, WaitTimeSeconds: 20 })).catch((error) => error);
    const started = Date.now();
    assert.equal((await bolt.kill('SIGTERM')).code, 0);
    await waiting;
    assert.ok(Date.now() - started < 10_000);
    for (const where of ['nonsense', '127.0.0.1:99999', ':1', '127.0.0.1:']) {
        const refused = run(['up', '--data', bolt.folder, '--port', '0', '--sqs-endpoint', where]);
        assert.equal(refused.status, 2, `${where}: ${refused.stderr}`);
        assert.match(refused.stderr, /--sqs-endpoint/);
    }
    const sqsQueue = run(['up', '--data', bolt.folder, '--port', '0', '--sqs-endpoint'], { env: { QUEUE_URL: 'sqs:jobs', AWS_REGION: 'us-east-1' } });
    assert.equal(sqsQueue.status, 2);
    assert.match(sqsQueue.stderr, /embedded queue/);
});
