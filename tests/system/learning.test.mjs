// The figures of /api/expected-outcome and of a directory's learning, against the model of docs/learning.md worked out here once more:
// other code, another way to the quantiles of a Beta distribution.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt } from './harness.mjs';
import { at, callers } from './staff.mjs';

let bolt, keys;
before(async () => {
    bolt = await Bolt.up({ env: { BOLT_CANARY_HOURS: '0' } });
    bolt.sql('DELETE FROM directories');
    for (const name of ['alder', 'birch'])
        bolt.sql(`INSERT INTO directories (name, title, website, submission_url, host, category, policy, requires_login, has_captcha) VALUES ('${name}', 'The ${name}', 'https://${name}.example/', 'https://${name}.example/add', '${name}.example', 'general', 'allowed', 0, 0)`);
    ({ keys } = await callers(bolt));
});
after(() => bolt.stop());

const near = (found, wanted, what, by = 0.0011) => assert.ok(Math.abs(found - wanted) <= by, `${what}: ${found}, not ${wanted}`);
/** Quantile of Beta(a, b), by adding up its density. */
function quantile(a, b, tail) {
    const steps = 400_000;
    const density = (x) => Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x));
    const areas = Array.from({ length: steps }, (_, i) => density((i + 0.5) / steps));
    const target = tail * areas.reduce((sum, area) => sum + area, 0);
    let sum = 0;
    return areas.findIndex((area) => (sum += area) >= target) / steps;
}
const range = (p, weight) => [quantile(p * weight, (1 - p) * weight, 0.05), quantile(p * weight, (1 - p) * weight, 0.95)];
const shrunk = (successes, trials, prior, strength) => (successes + strength * prior) / (trials + strength);
const logit = (p) => Math.log(p / (1 - p));

/** What happened at a directory, as it counts now. */
function evidence(directory, dimension, level, successes, trials) {
    const weight = 2 ** ((Date.now() - Date.UTC(2026, 0, 1)) / (45 * 86_400_000));
    bolt.sql(`INSERT INTO outcome_weights VALUES ('${directory}', '${dimension}', '${level}', ${successes * weight}, ${trials * weight}, '${at()}')`);
}
const expected = async (query) => (await keys.viewer.get(`/api/expected-outcome?${query}`)).body;

test('before anything was tried the figures are the catalog\'s and say so', async () => {
    const body = await expected('package=starter');
    assert.equal(body.package, 'starter');
    assert.equal(body.directories, 2);
    assert.equal(body.basis, 'catalog');
    near(body.expected, 1.2, 'two open directories at 0.6');
    assert.equal(body.trials, 0);
    assert.equal(body.interval, 0.9);
    const [low, high] = range(0.6, 2.5);
    for (const each of body.likeliest) {
        near(each.probability, 0.6, each.directory);
        near(each.low, low, `${each.directory} low`);
        near(each.high, high, `${each.directory} high`);
        assert.equal(each.basis, 'catalog');
    }
    assert.deepEqual(body.likeliest.map((each) => each.directory), ['The alder', 'The birch']);
    assert.equal(body.low, 0);
    assert.equal(body.high, 2);
    assert.equal((await keys.viewer.get('/api/expected-outcome?package=no-such')).status, 400);
});

test('history moves the directory, its family and the sum', async () => {
    evidence('birch', 'all', '', 30, 40);
    evidence('birch', 'country', 'DE', 2, 14);
    // The model is read again after half a minute; a new process reads it at once.
    await bolt.kill('SIGTERM');
    const before = bolt.folder;
    bolt = await Bolt.up({ folder: before, env: { BOLT_CANARY_HOURS: '0' } });
    keys.viewer.bolt = bolt;
    const family = shrunk(30, 40, shrunk(30, 40, 0.6, 4), 6);
    const birch = shrunk(30, 40, family, 6);
    const lent = 2.5 + 3.5 * (40 / 46);
    const body = await expected('package=starter');
    const [first, second] = body.likeliest;
    assert.deepEqual([first.directory, first.basis, second.directory, second.basis], ['The birch', 'history', 'The alder', 'family']);
    near(first.probability, birch, 'birch');
    near(second.probability, family, 'alder, by its family');
    near(first.trials, 40, 'trials', 0.05);
    const ranges = [range(birch, 40 + lent), range(family, lent)];
    for (const [i, each] of [first, second].entries()) {
        near(each.low, ranges[i][0], `${each.directory} low`);
        near(each.high, ranges[i][1], `${each.directory} high`);
    }
    near(body.expected, birch + family, 'expected');
    assert.equal(body.basis, 'history');
    // Chance of each outcome, and doubt about the chances; what is borrowed of an unknown family is in doubt together.
    const parts = [[birch, lent / (40 + lent)], [family, 1]].map(([p, borrowed], i) => {
        const deviation = (ranges[i][1] - ranges[i][0]) / 3.29, shared = borrowed * (6 / 46);
        return { chance: p * (1 - p), own: (1 - borrowed + borrowed - shared) * deviation ** 2, together: shared * deviation };
    });
    const add = (key) => parts.reduce((sum, part) => sum + part[key], 0);
    const spread = 1.645 * Math.sqrt(add('chance') + add('own') + add('together') ** 2);
    assert.equal(body.low, Math.floor(Math.max(0, birch + family - spread)));
    assert.equal(body.high, Math.ceil(Math.min(2, birch + family + spread)));

    const german = (await expected('package=starter&country=DE')).likeliest.find((each) => each.directory === 'The birch');
    const there = shrunk(2, 14, birch, 14);
    near(german.probability, 1 / (1 + Math.exp(-(logit(birch) + logit(there) - logit(birch)))), 'birch for a German business');
});

test('a directory\'s learning gives its recipe versions with their rates and ranges', async () => {
    const version = (number, active, source, successes, failures, retired) => bolt.sql(`INSERT INTO recipes (id, directory_name, version, fingerprint, plan, active, successes, failures, created_at, source, retired_at, retired_reason)
        VALUES ('r${number}', 'birch', ${number}, 'f${number}', '{"parts":[]}', ${active}, ${successes}, ${failures}, '${at(60 - number)}', '${source}', ${retired ? `'${at(5)}', '${retired}'` : 'NULL, NULL'})`);
    version(1, 0, 'model', 1, 4, 'three more refusals than successes');
    version(2, 1, 'local', 8, 2);
    bolt.sql(`INSERT INTO model_calls (id, purpose, provider, model, cache_key, status, prompt, input_tokens, output_tokens, cost_microusd, created_at) VALUES ('c1', 'plan_form', 'openai', 'm', 'k', 'answered', '{}', 120, 30, 450, '${at()}')`);
    const { status, body } = await keys.viewer.get('/api/staff/directories/birch/learning');
    assert.equal(status, 200);
    assert.equal(body.canary, null);
    assert.deepEqual(body.recipes.map((each) => [each.version, each.active, each.source, each.fingerprint, each.successes, each.failures, each.retired_reason]),
        [[2, true, 'local', 'f2', 8, 2, null], [1, false, 'model', 'f1', 1, 4, 'three more refusals than successes']]);
    for (const each of body.recipes) {
        const a = each.successes + 1, b = each.failures + 1;
        near(each.rate, a / (a + b), `rate of ${each.version}`, 1e-9);
        near(each.low, quantile(a, b, 0.05), `low of ${each.version}`, 1e-4);
        near(each.high, quantile(a, b, 0.95), `high of ${each.version}`, 1e-4);
    }
    assert.equal(body.recipes[0].retired_at, null);
    assert.ok(Date.parse(body.recipes[1].retired_at) < Date.now());
    near(body.expected.probability, shrunk(30, 40, shrunk(30, 40, shrunk(30, 40, 0.6, 4), 6), 6), 'expected');
    assert.equal(body.expected.basis, 'history');
    assert.deepEqual(body.model_today, { calls: 1, answered: 1, input_tokens: 120, output_tokens: 30, cost_microusd: 450 });
    assert.deepEqual((await keys.viewer.get('/api/staff/directories/alder/learning')).body.recipes, []);
    assert.equal((await keys.viewer.get('/api/staff/directories/no-such/learning')).status, 404);
});
