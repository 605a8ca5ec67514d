// Rules that an admin sets in the dashboard: checked, noted, and at work in the roles without a restart.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { callers } from './staff.mjs';

let bolt, admin, keys;
before(async () => {
    bolt = await Bolt.up({ env: { BOLT_ALLOWED_HOSTS: '*.localhost' } });
    ({ admin, keys } = await callers(bolt));
});
after(() => bolt.stop());

const set = (rules, who = admin) => who.patch('/api/staff/settings/rules', { rules, reason: 'too many at once' });

test('an admin sets rules within bounds, which the audit log keeps; others may not', async () => {
    assert.equal((await set({ pacing_percent: 200 }, keys.operator)).status, 403);
    for (const bad of [{}, { nothing: 1 }, { pacing_percent: 5 }, { pacing_percent: '200' }, { pacing_percent: 1.5 }, { retry_first_delay_ms: 1_200_000 }]) assert.equal((await set(bad)).status, 400, JSON.stringify(bad));
    const { body } = await set({ pacing_percent: 200, attempts_max: 9 });
    assert.equal(body.changed, true);
    assert.equal((await set({ pacing_percent: 200 })).body.changed, false);
    const settings = (await keys.viewer.get('/api/staff/settings')).body;
    const rule = settings.rules.find((each) => each.name === 'pacing_percent');
    assert.deepEqual([rule.value, rule.built_in, rule.changed_by], [200, 100, 'staff:owner@localhost']);
    assert.equal(settings.retry.attempts_max, 9);
    await set({ pacing_percent: null, attempts_max: null });
    const { entries } = (await admin.get('/api/staff/audit?action=settings.rules')).body;
    assert.equal(entries.length, 2);
    assert.deepEqual(entries[1].details, { reason: 'too many at once', rules: { pacing_percent: { from: null, to: 200 }, attempts_max: { from: null, to: 9 } } });
});

test('a running worker waits as the rules say from now on', async () => {
    // Nobody listens there: unreachable, tried again.
    bolt.sql(`UPDATE directories SET active = 0;
        INSERT INTO directories (id, name, title, website, submission_url, host, policy, pacing_ms, created_at, updated_at)
        VALUES ('d1', 'gone', 'Gone', 'http://gone.localhost:9', 'http://gone.localhost:59999/add', 'gone.localhost:59999', 'allowed', 0, '2026-01-01T00:00:00.000000+00:00', '2026-01-01T00:00:00.000000+00:00');`);
    await set({ retry_first_delay_ms: 3_600_000, retry_longest_delay_ms: 86_400_000 });
    const { job_id: job } = await (await postWebhook(bolt, checkoutEvent({ fields: business('rules') }))).json();
    const waits = await eventually('it is tried again later', () => bolt.sql(`SELECT (julianday(next_attempt_at) - julianday('now')) * 86400 FROM job_results WHERE job_id = '${job}' AND attempts = 1 AND status = 'pending'`), 120_000, 200);
    assert.ok(Number(waits) > 1500, `built in are 5 s, set is an hour: ${waits} s`);
});
