// Looks at known forms: practice sites change their forms between two orders. With looks no submission is lost to a changed form; without
// them some are. The figures of docs/learning.md are printed by this test.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Bolt, eventually, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { playground, seed } from './sites.mjs';
import { callers } from './staff.mjs';

// Each site takes a restaurant without an account or a captcha.
const changes = { 'bistro-list': 'new_field', 'trade-index': 'new_question', 'city-pages': 'new_question', 'local-review': 'normal' };
const names = Object.keys(changes);
const puzzling = names.filter((name) => changes[name] === 'new_question');

let folder, practice;
before(async () => {
    folder = temporaryFolder();
    practice = await playground(folder);
});
after(async () => {
    await practice.stop();
    rmSync(folder, { recursive: true, force: true });
});

const control = (path, body) => fetch(`http://127.0.0.1:${practice.playgroundPort}/_playground/${path}`, { method: 'POST', body: JSON.stringify(body) }).then((response) => assert.equal(response.status, 200));
const mode = (site, word) => control('mode', { site, mode: word });

/** A system whose first order has taught it every site's form. */
async function taught(hours) {
    await control('reset');
    const bolt = await Bolt.up({ env: { BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_WORKER_CONCURRENCY: '2', BOLT_CANARY_HOURS: hours } });
    bolt.sql('UPDATE directories SET active = 0');
    seed(bolt, practice);
    bolt.sql(`UPDATE directories SET active = name IN (${names.map((name) => `'${name}'`).join(',')})`);
    const first = await bolt.jobEnded(await order(bolt, 'first'));
    for (const row of first.results) assert.equal(row.status, 'submitted', `${row.directory_name}: ${row.error_message}`);
    return bolt;
}
async function order(bolt, tag) {
    const answer = await postWebhook(bolt, checkoutEvent({ fields: business(tag) }));
    return (await answer.json()).job_id;
}
const rows = (bolt, job) => Object.fromEntries(bolt.sql(`SELECT directory_name, status FROM job_results WHERE job_id = '${job}'`).split('\n').map((line) => line.split('|')));
const events = (bolt, job, event) => Number(bolt.sql(`SELECT count(*) FROM queue_history WHERE job_id = '${job}' AND event = '${event}'`));
const lost = (statuses) => Object.values(statuses).filter((status) => status !== 'submitted').length;

test('without looks the submissions themselves find out, and some are lost', async (t) => {
    const bolt = await taught('0');
    try {
        for (const name of names) await mode(name, changes[name]);
        const job = await order(bolt, 'unlooked');
        await bolt.jobEnded(job);
        const statuses = rows(bolt, job);
        t.diagnostic(`without looks: ${events(bolt, job, 'recipe_drift')} submissions met a changed form, ${lost(statuses)} of ${names.length} were lost`);
        assert.equal(lost(statuses), puzzling.length);
        assert.equal(bolt.sql('SELECT count(*) FROM form_canaries'), '0');
    } finally {
        await bolt.stop();
    }
});

test('with looks none meets a changed form and none is lost', async (t) => {
    const bolt = await taught('24');
    try {
        const { keys } = await callers(bolt);
        const learning = async (name) => (await keys.viewer.get(`/api/staff/directories/${name}/learning`)).body;
        const look = async (name, outcome) => {
            const before = (await learning(name)).canary?.looked_at;
            assert.equal((await keys.operator.post(`/api/staff/directories/${name}/canary`)).status, 200);
            const seen = await eventually(`a look at ${name}`, async () => {
                const { canary } = await learning(name);
                return canary && canary.looked_at !== before && canary;
            }, 60_000);
            assert.equal(seen.outcome, outcome, `${name}: ${seen.reason}`);
            return seen;
        };
        assert.equal((await learning('bistro-list')).canary, null);
        assert.equal((await keys.viewer.post('/api/staff/directories/bistro-list/canary')).status, 403);
        assert.equal((await keys.operator.post('/api/staff/directories/no-such/canary')).status, 404);
        const received = async () => (await (await fetch(`http://127.0.0.1:${practice.playgroundPort}/_playground/received`)).json()).submissions.length;
        const taken = await received();

        // An order that has begun, but whose submissions have not met the sites yet.
        const package_ = bolt.sql('SELECT package_type FROM jobs LIMIT 1');
        assert.equal((await keys.operator.put(`/api/staff/pauses/packages/${package_}`)).status, 200);
        const job = await order(bolt, 'looked');
        await eventually('the order has begun', () => bolt.sql(`SELECT count(*) FROM job_results WHERE job_id = '${job}'`) === String(names.length));

        for (const name of names) await mode(name, changes[name]);
        for (const name of names) {
            const seen = await look(name, { new_field: 'learned', new_question: 'drifted', normal: 'same' }[changes[name]]);
            assert.equal(seen.held, puzzling.includes(name));
        }
        assert.equal(await received(), taken, 'a look sends nothing');
        const { recipes } = await learning('bistro-list');
        assert.deepEqual(recipes.map((each) => [each.version, each.active, each.source, each.successes]), [[2, true, 'local', 0], [1, false, 'local', 1]]);
        assert.match((await learning('city-pages')).canary.reason, /Guild charter number/);
        assert.match((await learning('city-pages')).recipes[0].retired_reason, /the form changed: .*Guild charter number/);
        await eventually('the alerts', async () => bolt.sql("SELECT count(*) FROM alerts WHERE name LIKE 'form_drifted:%' AND resolved_at IS NULL") === String(puzzling.length));

        assert.equal((await keys.operator.delete(`/api/staff/pauses/packages/${package_}`)).status, 200);
        const later = await bolt.jobEnded(await order(bolt, 'later'));
        assert.deepEqual(later.results.map((row) => row.directory_name).sort(), names.filter((name) => !puzzling.includes(name)).sort(), 'new orders leave held directories out');
        const open = Object.fromEntries(names.map((name) => [name, puzzling.includes(name) ? 'pending' : 'submitted']));
        await eventually('what can be sent is sent', () => JSON.stringify(rows(bolt, job), names) === JSON.stringify(open, names), 60_000);
        assert.deepEqual(rows(bolt, job), open);
        for (const name of puzzling) await mode(name, 'normal');
        for (const name of puzzling) assert.equal((await look(name, 'restored')).held, false);
        await bolt.jobEnded(job);
        const statuses = rows(bolt, job);
        t.diagnostic(`with looks: ${events(bolt, job, 'recipe_drift')} submissions met a changed form, ${lost(statuses)} of ${names.length} were lost`);
        assert.equal(lost(statuses), 0);
        assert.equal(events(bolt, job, 'recipe_drift'), 0);
        assert.equal((await learning('bistro-list')).recipes[0].successes, 1, 'the new version is counted like any other');
        await eventually('no alert is open', async () => bolt.sql("SELECT count(*) FROM alerts WHERE name LIKE 'form_%' AND resolved_at IS NULL") === '0');
        assert.match(bolt.sql("SELECT group_concat(action) FROM audit_log WHERE target = 'directory:city-pages' ORDER BY id"), /directory.canary,directory.pause,directory.canary,recipe.restored,directory.resume/);
    } finally {
        await bolt.stop();
    }
});
