// Our side of Stripe's API against servers and a client that no one here wrote.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import Stripe from 'stripe';
import { localstripeAbsent, startLocalstripe, startStripeMock, stripeMockAbsent } from '../peers/stripe.mjs';
import { Visitor } from './customer.mjs';
import { Bolt, eventually } from './harness.mjs';

const key = 'sk_test_123';

/** Passes requests on to a Stripe server, keeps them, and fails those that the test wants to fail. */
class Recorder {
    requests = [];
    failures = [];

    async start(target) {
        this.server = createServer(async (request, response) => {
            const chunks = [];
            for await (const chunk of request) chunks.push(chunk);
            const body = Buffer.concat(chunks);
            this.requests.push({ method: request.method, path: request.url, headers: request.headers, form: Object.fromEntries(new URLSearchParams(body.toString())) });
            const failure = this.failures.shift();
            if (failure) return response.writeHead(failure.status, { 'Content-Type': 'application/json', 'Request-Id': 'req_failed' }).end(JSON.stringify(failure.body ?? {}));
            const answer = await fetch(target + request.url, { method: request.method, headers: Object.fromEntries(['authorization', 'content-type', 'stripe-version', 'idempotency-key'].flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : []))), ...(body.length ? { body } : {}) });
            response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' }).end(Buffer.from(await answer.arrayBuffer()));
        });
        await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
        this.port = this.server.address().port;
        this.url = `http://127.0.0.1:${this.port}`;
        return this;
    }
    stop() {
        this.server.closeAllConnections();
        return new Promise((resolve) => this.server.close(resolve));
    }
}

test('checkout sessions, as Stripe’s own mock and client know them', { skip: stripeMockAbsent() }, async (context) => {
    const mock = await startStripeMock();
    const recorder = await new Recorder().start(mock.url);
    const bolt = await Bolt.up({ env: { STRIPE_SECRET_KEY: key, STRIPE_API_URL: recorder.url, STRIPE_WEBHOOK_SECRET: 'whsec_test' } });
    try {
        const begin = (choice) => new Visitor(bolt).begin(choice);
        await context.test('a request that the API’s description agrees with opens Stripe’s page', async () => {
            const { status, body } = await begin({ package: 'growth', add_ons: ['fast_track', 'manual_qa'] });
            assert.equal(status, 200, JSON.stringify(body));
            assert.match(body.url, /^https:\/\/checkout\.stripe\.com\//);
            const [{ headers, form }] = recorder.requests;
            assert.equal(headers.authorization, `Bearer ${key}`);
            assert.match(headers['stripe-version'], /^\d{4}-\d\d-\d\d\.\w+$/);
            assert.equal(headers['idempotency-key'], body.id);
            assert.equal(form['metadata[package_id]'], 'growth');
            assert.equal(form['metadata[addon_ids]'], 'fast_track,manual_qa');
            assert.equal(form['line_items[0][price_data][unit_amount]'], '29900');
            assert.equal(form['line_items[2][price_data][unit_amount]'], '1000');
            assert.equal(form.success_url, `${bolt.url}/checkout/done?id=${body.id}`);
            assert.equal(form.allow_promotion_codes, 'true');
        });
        await context.test('the npm client writes the same request', async () => {
            const [ours] = recorder.requests;
            const client = new Stripe(key, { host: '127.0.0.1', port: recorder.port, protocol: 'http', telemetry: false });
            const item = (index) => ({ quantity: 1, price_data: { currency: 'usd', unit_amount: Number(ours.form[`line_items[${index}][price_data][unit_amount]`]), product_data: { name: ours.form[`line_items[${index}][price_data][product_data][name]`] } } });
            const metadata = { package_id: 'growth', checkout_id: ours.form['metadata[checkout_id]'], addon_ids: 'fast_track,manual_qa' };
            await client.checkout.sessions.create({
                mode: 'payment', success_url: ours.form.success_url, cancel_url: ours.form.cancel_url, client_reference_id: metadata.checkout_id, customer_creation: 'always',
                allow_promotion_codes: true, billing_address_collection: 'auto', phone_number_collection: { enabled: true }, line_items: [0, 1, 2].map(item),
                custom_fields: [{ key: 'businessname', type: 'text', label: { type: 'custom', custom: 'Business name' } }, { key: 'website', type: 'text', optional: true, label: { type: 'custom', custom: 'Website' } }],
                metadata, payment_intent_data: { metadata },
            }, { idempotencyKey: metadata.checkout_id });
            const theirs = recorder.requests.at(-1);
            assert.deepEqual(ours.form, theirs.form);
            for (const name of ['authorization', 'content-type', 'idempotency-key', 'stripe-version']) assert.equal(ours.headers[name], theirs.headers[name], name);
        });
        await context.test('what fails for a moment is asked again under the same key; what is refused is not', async () => {
            recorder.requests.length = 0;
            recorder.failures = [{ status: 500 }, { status: 429 }];
            assert.equal((await begin()).status, 200);
            assert.equal(recorder.requests.length, 3);
            assert.equal(new Set(recorder.requests.map(({ headers }) => headers['idempotency-key'])).size, 1);
            recorder.requests.length = 0;
            recorder.failures = [{ status: 401, body: { error: { message: 'Invalid API Key provided' } } }];
            const refused = await begin();
            assert.equal(refused.status, 503);
            assert.match(refused.body.detail, /Nothing was charged/);
            assert.equal(recorder.requests.length, 1);
            assert.match(bolt.log, /Invalid API Key provided.*req_failed/);
            assert.ok(!bolt.log.includes(key), 'the key is in no log');
        });
        await context.test('with a key the test checkout is gone', async () => {
            const visitor = new Visitor(bolt);
            assert.equal((await visitor.call('GET', '/api/packages')).body.checkout, 'stripe');
            const { body } = await visitor.begin();
            assert.equal((await visitor.call('POST', `/api/checkout/${body.id}/test`, { email: 'a@example.com' })).status, 404);
        });
    } finally {
        await bolt.stop();
        await Promise.all([recorder.stop(), mock.stop()]);
    }
});

test('localstripe’s own webhooks', { skip: localstripeAbsent() }, async (context) => {
    const server = await startLocalstripe();
    const bolt = await Bolt.up({ env: { STRIPE_SECRET_KEY: key, STRIPE_API_URL: server.url, STRIPE_WEBHOOK_SECRET: 'whsec_from_localstripe' } });
    const register = (name, secret) => fetch(`${server.url}/_config/webhooks/${name}`, { method: 'POST', body: new URLSearchParams([['url', `${bolt.url}/api/webhook`], ['secret', secret]]) });
    const client = new Stripe(key, { host: '127.0.0.1', port: server.port, protocol: 'http', telemetry: false });
    const events = () => bolt.sql("SELECT count(*) FROM stripe_events WHERE type = 'customer.created' AND outcome = 'ignored'");
    try {
        await context.test('one that it signs with our secret is taken and recorded', async () => {
            assert.equal((await register('ours', 'whsec_from_localstripe')).status, 200);
            await client.customers.create({ email: 'customer@example.com' });
            await eventually('the event is recorded', () => events() === '1');
        });
        await context.test('one that it signs with another secret is refused', async () => {
            await register('ours', 'whsec_of_somebody_else');
            await client.customers.create({ email: 'other@example.com' });
            await eventually('it is refused', () => /a webhook was refused/.test(bolt.log));
            assert.equal(events(), '1');
        });
        await context.test('a server without checkout sessions is told to the buyer as such, and nothing is charged', async () => {
            const { status, body } = await new Visitor(bolt).begin();
            assert.equal(status, 503);
            assert.match(body.detail, /Nothing was charged/);
        });
    } finally {
        await bolt.stop();
        await server.stop();
    }
});
