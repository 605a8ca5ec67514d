// CSV of many jobs: every row once, sent in pieces as they are read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt } from './harness.mjs';
import { callers, insertJob } from './staff.mjs';

const rows = 5_000;
let bolt, keys;
before(async () => {
    bolt = await Bolt.up();
    bolt.sql("UPDATE directories SET policy = 'ask'");
    ({ keys } = await callers(bolt));
    const { customer } = insertJob(bolt, { name: '=HYPERLINK("http://evil.example")', status: 'completed' });
    bolt.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
        INSERT INTO jobs (id, customer_id, status, package_type, created_at, updated_at, completed_at)
        SELECT printf('00000000-0000-4000-8000-%012d', i), '${customer}', 'completed', 'starter',
            strftime('%Y-%m-%dT%H:%M:%f000+00:00', '2026-01-01', '+' || (i / 7) || ' seconds'), '2026-01-02T00:00:00.000000+00:00', '2026-01-02T00:00:00.000000+00:00' FROM n`);
});
after(() => bolt.stop());

test('every row of the filter comes once, in pieces, and no cell is a formula', async () => {
    const response = await fetch(`${bolt.url}/api/staff/export/jobs?status=completed`, { headers: keys.operator.headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('transfer-encoding'), 'chunked');
    assert.equal(response.headers.get('content-length'), null);
    const lines = (await response.text()).trimEnd().split('\r\n');
    assert.match(lines[0], /^\uFEFF?id,business_name,email,/);
    assert.equal(lines.length, rows + 2, 'the head, the rows and the first job');
    assert.equal(new Set(lines.map((line) => line.split(',')[0])).size, rows + 2);
    assert.ok(!lines.some((line) => /(^|,)"?[=+@-][A-Z]/.test(line)), 'no formula');
    assert.equal((await fetch(`${bolt.url}/api/staff/export/jobs?status=odd`, { headers: keys.operator.headers })).status, 400);
});

test('who stops reading holds nothing up', async () => {
    const stop = new AbortController();
    const response = await fetch(`${bolt.url}/api/staff/export/jobs`, { headers: keys.operator.headers, signal: stop.signal });
    const reader = response.body.getReader();
    await reader.read();
    stop.abort();
    assert.equal((await keys.viewer.get('/api/staff/jobs?limit=1')).status, 200);
});
