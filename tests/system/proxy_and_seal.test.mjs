// The real binary behind a trusted proxy (A7, ASVS 4.1.3), and what it keeps sealed (BOLT_SEAL_PAYLOADS, `reseal`).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, run } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

let bolt;
before(async () => (bolt = await Bolt.up({ env: { BOLT_TRUSTED_PROXIES: '127.0.0.1', BOLT_SEAL_PAYLOADS: 'on' } })));
after(() => bolt.stop());

const guess = async (account, forwarded) =>
    (await fetch(`${bolt.url}/api/staff/login`, { method: 'POST', body: JSON.stringify({ email: account, password: 'wrong' }), headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': forwarded } })).status;

test('A7 behind a trusted proxy each caller has a throttle of its own, and none by writing the header', async () => {
    const statuses = [];
    for (let i = 0; i < 22; ++i) statuses.push(await guess(`nobody${i}@example.com`, '203.0.113.1'));
    assert.deepEqual([statuses.filter((status) => status === 401).length, statuses.at(-1)], [20, 429]);
    assert.equal(await guess('other@example.com', '203.0.113.2'), 401, 'another caller is not held up');
    for (const forged of ['198.51.100.1, 203.0.113.1', '127.0.0.1,203.0.113.1', '203.0.113.1, 127.0.0.1'])
        assert.equal(await guess('other@example.com', forged), 429, forged);
});

test('what Stripe sent is sealed, opened and sealed under another key', async () => {
    const fields = business('sealed');
    assert.equal((await postWebhook(bolt, checkoutEvent({ fields, directories: 1 }))).status, 200);
    const stored = () => bolt.sql('SELECT payload FROM stripe_events');
    assert.ok(!stored().includes(fields.phone), 'sealed as it came');
    const reseal = (env) => run(['reseal', '--data', bolt.folder], { env });
    const opened = reseal({ BOLT_SEAL_PAYLOADS: 'off' });
    assert.equal(opened.status, 0, opened.stderr);
    assert.ok(stored().includes(fields.phone));
    assert.equal(reseal({ BOLT_SEAL_PAYLOADS: 'on' }).status, 0);
    assert.ok(!stored().includes(fields.phone));
    const moved = reseal({ BOLT_SEAL_PAYLOADS: 'on', BOLT_SECRET_KEY: 'another key', BOLT_SECRET_KEY_PREVIOUS: bolt.secrets.BOLT_SECRET_KEY });
    assert.equal(moved.status, 0, moved.stdout + moved.stderr);
    const lost = reseal({ BOLT_SEAL_PAYLOADS: 'off' });
    assert.equal(lost.status, 1, 'the former key opens nothing any more');
    assert.match(lost.stdout, /1 that no key opens/);
});
