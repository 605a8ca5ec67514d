// Stripe's webhook on the real binary: what Stripe's own library signs is accepted, everything else costs nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from './harness.mjs';
import { business, checkoutEvent, postWebhook, signed } from './purchase.mjs';

let bolt;
before(async () => { bolt = await Bolt.up(); });
after(async () => { await bolt.stop(); });

const counts = () => bolt.sql('SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM jobs), (SELECT count(*) FROM stripe_events), (SELECT count(*) FROM outbox)');

test('a purchase signed by the npm stripe library becomes customer, job, history and outbox', async () => {
    const fields = business('one');
    const response = await postWebhook(bolt, checkoutEvent({ fields }));
    assert.equal(response.status, 200);
    const { job_id } = await response.json();
    const row = bolt.sql(`SELECT c.business_name, c.email, j.package_type FROM jobs j JOIN customers c ON c.id = j.customer_id WHERE j.id = '${job_id}'`);
    assert.equal(row, `${fields.business_name}|${fields.email}|starter`);
    assert.equal(bolt.sql(`SELECT count(*) FROM outbox WHERE payload LIKE '%${job_id}%'`), '1');
});

test('F1 a purchase replayed 50 times in parallel makes one job', async () => {
    const payload = checkoutEvent({ fields: business('fifty') });
    const answers = await Promise.all(Array.from({ length: 50 }, () => postWebhook(bolt, payload)));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
    assert.equal(bolt.sql("SELECT count(*) FROM customers WHERE email LIKE 'noor+fifty@%'"), '1');
    assert.equal(bolt.sql("SELECT count(*) FROM jobs j JOIN customers c ON c.id = j.customer_id WHERE c.email LIKE 'noor+fifty@%'"), '1');
    assert.equal(bolt.sql("SELECT count(*) FROM outbox o JOIN jobs j ON o.payload LIKE '%' || j.id || '%' JOIN customers c ON c.id = j.customer_id WHERE c.email LIKE 'noor+fifty@%'"), '1');
});

test('F1 two different events of one checkout session make one job', async () => {
    const fields = business('twice');
    const session = 'cs_test_twice';
    const first = await (await postWebhook(bolt, checkoutEvent({ fields, session }))).json();
    const second = await (await postWebhook(bolt, checkoutEvent({ fields, session, type: 'checkout.session.async_payment_succeeded' }))).json();
    assert.equal(second.job_id, first.job_id);
});

test('the same customer buys twice: two jobs', async () => {
    const fields = business('again');
    const first = await (await postWebhook(bolt, checkoutEvent({ fields }))).json();
    const second = await (await postWebhook(bolt, checkoutEvent({ fields }))).json();
    assert.notEqual(second.job_id, first.job_id);
    assert.equal(bolt.sql("SELECT count(*) FROM customers WHERE email LIKE 'noor+again@%'"), '1');
});

test('F2 an unpaid checkout waits; its later success is the order', async () => {
    const fields = business('later');
    const session = 'cs_test_later';
    const waiting = await (await postWebhook(bolt, checkoutEvent({ fields, session, overrides: { payment_status: 'unpaid' } }))).json();
    assert.equal(waiting.job_id, undefined);
    const paid = await (await postWebhook(bolt, checkoutEvent({ fields, session, type: 'checkout.session.async_payment_succeeded' }))).json();
    assert.ok(paid.job_id);
});

test('an incomplete profile makes a job that waits and says what is missing', async () => {
    const fields = business('hole');
    delete fields.phone;
    delete fields.description;
    const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields }))).json();
    const document = await bolt.api(`/api/staff/jobs/${job_id}`);
    assert.equal(document.job.status, 'pending');
    assert.match(document.job.missing.join(), /phone/);
    assert.match(document.job.missing.join(), /description/);
    assert.equal(bolt.sql(`SELECT count(*) FROM outbox WHERE payload LIKE '%${job_id}%'`), '0');
    assert.equal(bolt.sql(`SELECT kind FROM action_items WHERE job_id = '${job_id}'`), 'missing_profile');
});

test('custom fields of the checkout page fill the profile', async () => {
    const fields = business('custom');
    delete fields.business_name;
    delete fields.website;
    const overrides = { custom_fields: [{ key: 'business_name', type: 'text', text: { value: 'Custom & Sons' } }, { key: 'business_website', type: 'text', text: { value: 'https://custom.example.com' } }] };
    const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields, overrides }))).json();
    const document = await bolt.api(`/api/staff/jobs/${job_id}`);
    assert.equal(document.profile.business_name, 'Custom & Sons');
    assert.equal(document.profile.website, 'https://custom.example.com');
});

test('an unknown event is recorded and does nothing', async () => {
    const before_jobs = bolt.sql('SELECT count(*) FROM jobs');
    const response = await postWebhook(bolt, JSON.stringify({ id: 'evt_other', type: 'invoice.paid', data: { object: { id: 'in_1' } } }));
    assert.equal(response.status, 200);
    assert.equal(bolt.sql("SELECT type || outcome FROM stripe_events WHERE event_id = 'evt_other'"), 'invoice.paidignored');
    assert.equal(bolt.sql('SELECT count(*) FROM jobs'), before_jobs);
});

test('F3 wrong signatures are 400 and write nothing', async () => {
    const payload = checkoutEvent();
    const before_rows = counts();
    const secret = bolt.secrets.STRIPE_WEBHOOK_SECRET;
    const now = Math.floor(Date.now() / 1000);
    const wrong = [
        signed(payload, 'whsec_other'),
        signed(payload + ' ', secret),
        signed(payload, secret, { timestamp: now - 301 }),
        signed(payload, secret, { timestamp: now + 400 }),
        signed(payload, secret, { scheme: 'v0' }),
        '', 't=', 't=abc,v1=00', 'v1=00', `t=${now}`, `t=${now},v1=`, `t=9999999999999999999999,v1=00`, ','.repeat(3000),
    ];
    for (const signature of wrong) {
        const response = await postWebhook(bolt, payload, signature);
        assert.equal(response.status, 400, signature.slice(0, 60));
        assert.match(response.headers.get('content-type'), /application\/problem\+json/);
    }
    assert.equal(counts(), before_rows);
});

test('F3 one good among several v1 values is enough', async () => {
    const payload = checkoutEvent({ fields: business('rolled') });
    const good = signed(payload, bolt.secrets.STRIPE_WEBHOOK_SECRET);
    const [t, v1] = good.split(',');
    const response = await postWebhook(bolt, payload, `${t},v1=${'0'.repeat(64)},${v1},v0=ignored`);
    assert.equal(response.status, 200);
});

test('signed bodies that are no events are 400 and write nothing', async () => {
    const before_rows = counts();
    for (const body of ['', '{', '[]', '"x"', '{}', '{"id":"evt_x"}', '{"id":7,"type":"checkout.session.completed"}', '[['.repeat(200), '{"id":"a","id":']) {
        const response = await postWebhook(bolt, body);
        assert.equal(response.status, 400, body.slice(0, 40));
    }
    const invalid = Buffer.concat([Buffer.from('{"id":"evt_u","type":"x","data":{"object":{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}}}')]);
    const { createHmac } = await import('node:crypto');
    const t = Math.floor(Date.now() / 1000);
    const v1 = createHmac('sha256', bolt.secrets.STRIPE_WEBHOOK_SECRET).update(`${t}.`).update(invalid).digest('hex');
    assert.equal((await postWebhook(bolt, invalid, `t=${t},v1=${v1}`)).status, 400);
    assert.equal(counts(), before_rows);
});

test('a body over 1 MiB is 413', async () => {
    const payload = checkoutEvent({ overrides: { filler: 'x'.repeat(1 << 20) } });
    assert.equal((await postWebhook(bolt, payload)).status, 413);
});

test('hostile profile fields lose nothing: the order stands and waits', async () => {
    const fields = { ...business('hostile'), description: 'x'.repeat(5000), phone: 'call me', website: 'javascript:alert(1)', business_name: '<script>alert(1)</script>' };
    const response = await postWebhook(bolt, checkoutEvent({ fields }));
    assert.equal(response.status, 200);
    const { job_id } = await response.json();
    const document = await bolt.api(`/api/staff/jobs/${job_id}`);
    assert.equal(document.job.business_name, '<script>alert(1)</script>');
    assert.ok(document.job.missing.length >= 2, JSON.stringify(document.job.missing));
});

test('an order whose package nobody knows waits for a person', async () => {
    const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: { ...business('odd'), package_id: 'platinum' }, overrides: { amount_total: 123 } }))).json();
    const document = await bolt.api(`/api/staff/jobs/${job_id}`);
    assert.equal(document.job.status, 'pending');
    assert.match(document.job.error_message, /package/);
});

test('F4 a process that dies between the purchase and the queue still queues it, once', async () => {
    const other = await Bolt.up();
    try {
        const { job_id } = await (await postWebhook(other, checkoutEvent({ fields: business('crash') }))).json();
        await other.kill('SIGKILL');
        const again = await Bolt.up({ folder: other.folder });
        await eventually('queue_claimed', () => again.sql(`SELECT count(*) FROM queue_history WHERE job_id = '${job_id}' AND event = 'queue_claimed'`) === '1');
        await again.jobEnded(job_id);
        assert.equal(again.sql(`SELECT count(*) FROM flow_runs WHERE job_id = '${job_id}'`), '1');
        await again.stop({ keep: true });
    } finally {
        await other.stop();
    }
});
