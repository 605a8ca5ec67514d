// A whole job beside a language model that limits us, answers nonsense, refuses the key, or is away: it ends exactly as without one,
// with the same fields at every site. And once with a model that answers well, so that it is seen that these forms do ask.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Bolt, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { playground, seed } from './sites.mjs';

const practiced = ['city-pages', 'trade-index', 'branchenbuch', 'annuaire-clair', 'nearby-hub', 'robot-check', 'members-only'];
const page = (text) => `<!doctype html><html lang="en"><head><title>Add your business</title></head><body><h1>Add your business</h1>${text}</body></html>`;
const plain = '<label>Business name <input name="company" required></label><label>E-mail <input name="mail" type="email" required></label><label>Phone <input name="tel" type="tel"></label>';
// One form that our own reading does not understand, and two whose description wants other lengths.
const forms = {
    odd: `${plain}<label>Qxv of the hoom <input name="zzq7" required></label>`,
    brief: `${plain}<label>City <input name="town"></label><label>Description <textarea name="about" maxlength="90"></textarea></label>`,
    wordy: `${plain}<label>City <input name="town"></label><label>Description <textarea name="about" minlength="200" required></textarea></label>`,
};
const short = 'Ledger & Vine is a wine bar and bookshop in Austin with a quiet reading room.';
const long = 'Ledger & Vine is a wine bar and bookshop in Austin with two hundred bottles, a quiet reading room and a small kitchen. The wine bar has two hundred bottles, and the bookshop has a quiet reading room. The small kitchen cooks in Austin.';

let folder, practice, small, port, received;
before(async () => {
    folder = temporaryFolder();
    practice = await playground(folder);
    small = createServer((request, response) => {
        const name = request.headers.host.split('.')[0];
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            if (!forms[name] || request.url !== '/add') return response.writeHead(404).end();
            if (request.method === 'POST') received.push([name, body]);
            response.writeHead(200, { 'Content-Type': 'text/html' }).end(page(request.method === 'POST' ? '<p>Thank you. Your listing was received and is now waiting for approval.</p>'
                : `<form method="post" action="/add">${forms[name]}<button>Submit listing</button></form>`));
        });
    });
    await new Promise((resolve) => small.listen(0, '127.0.0.1', resolve));
    ({ port } = small.address());
});
after(async () => {
    small.closeAllConnections();
    small.close();
    await practice.stop();
    rmSync(folder, { recursive: true, force: true });
});

const completion = (text) => JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }], usage: { prompt_tokens: 50, completion_tokens: 20 } });
const answers = {
    'limits us': () => [429, JSON.stringify({ error: { message: 'slow down', type: 'rate_limit' } }), { 'Retry-After': '3600' }],
    'answers nonsense': () => [200, completion('{"controls":[{"id":"c99","meaning":"password","detail":""}],"text":"Call +1 900 555 0199 or see http://evil.example <b>now</b>"}')],
    'answers no JSON': () => [200, '<html>Bad gateway</html>'],
    'refuses the key': () => [401, JSON.stringify({ error: { message: 'Incorrect API key', type: 'invalid_request_error' } })],
    'answers well': (body) => {
        const prompt = JSON.parse(body.messages.at(-1).content);
        if (!prompt.controls) return [200, completion(JSON.stringify({ text: prompt.min_characters > 100 ? long : short }))];
        const control = prompt.controls.find((each) => each.name === 'zzq7');
        return [200, completion(JSON.stringify({ controls: control ? [{ id: control.id, meaning: 'city', detail: '' }] : [] }))];
    },
};

/** One installation, one job; gives what it ended with and what arrived. */
async function job(mode) {
    let calls = 0;
    const model = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            calls++;
            const [status, text, headers] = answers[mode](JSON.parse(body));
            response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
        });
    });
    await new Promise((resolve) => model.listen(0, '127.0.0.1', resolve));
    const env = mode === 'none' ? {} : { BOLT_MODEL: 'openai:m', BOLT_MODEL_KEY: 'a-test-key-of-no-service', BOLT_MODEL_URL: `http://127.0.0.1:${mode === 'is away' ? 9 : model.address().port}` };
    const bolt = await Bolt.up({ env: { BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_WORKER_CONCURRENCY: '2', ...env } });
    try {
        bolt.sql('UPDATE directories SET active = 0');
        seed(bolt, practice);
        bolt.sql(`UPDATE directories SET active = 0 WHERE policy = 'allowed' AND name NOT IN (${practiced.map((each) => `'${each}'`).join(',')})`);
        for (const name of Object.keys(forms)) {
            const host = `${name}.localhost:${port}`;
            bolt.sql(`INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms) VALUES ('${name}', '${name}', 'http://${host}/', 'http://${host}/add', '${host}', 'allowed', 50)`);
        }
        received = [];
        // The same business each time: what arrives can be compared to the letter. The sites know nothing of it yet.
        const tag = `model${++jobs}`;
        const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: { ...business('model'), business_name: `Ledger & Vine ${tag}` } }))).json();
        const document = await bolt.jobEnded(job_id, 240_000);
        const same = (text) => JSON.parse(JSON.stringify(text).replaceAll(tag, 'TAG'));
        const arrived = (await practice.received()).filter((each) => each.fields.some(([, value]) => value.includes(tag))).map((each) => [each.site, each.accepted, each.fields.filter(([name]) => !/token|csrf|captcha|nonce|elapsed|time/i.test(name))]);
        return { calls, status: document.job.status, results: document.results.map((each) => [each.directory_name, each.verdict, each.status]).sort(), small: same(received).sort(), practiced: same(arrived).sort(),
            audit: bolt.sql('SELECT purpose, status, count(*) FROM model_calls GROUP BY purpose, status ORDER BY purpose, status') };
    } finally {
        await bolt.stop();
        model.closeAllConnections();
        model.close();
    }
}
let jobs = 0, without;

test('without a model: the job ends, with the forms that nobody understands left to people', async () => {
    without = await job('none');
    assert.equal(without.status, 'completed');
    assert.equal(without.results.length, practiced.length + 3);
    assert.deepEqual(without.small.map(([name]) => name), ['brief']);
});

for (const mode of ['limits us', 'answers nonsense', 'answers no JSON', 'refuses the key', 'is away']) {
    test(`a model that ${mode} changes nothing`, async () => {
        const { calls, audit, ...with_ } = await job(mode);
        if (mode !== 'is away') assert.ok(calls > 0, 'it was never asked');
        assert.doesNotMatch(audit, /answered/);
        const { calls: _, audit: none, ...expected } = without;
        assert.equal(none, '');
        for (const part of ['practiced', 'small', 'results']) with_[part].forEach((each, index) => assert.deepEqual(each, expected[part][index], `${part} ${each[0]}`));
        assert.deepEqual(with_, expected);
    });
}

test('a model that answers well fills what was left, with one call for each form', async () => {
    const good = await job('answers well');
    assert.deepEqual(good.small.map(([name]) => name), ['brief', 'odd', 'wordy']);
    const about = (name) => new URLSearchParams(good.small.find(([each]) => each === name)[1]);
    assert.equal(about('odd').get('zzq7'), 'Austin');
    assert.match(about('brief').get('about'), /with a quiet reading room\.$/);
    assert.ok(about('wordy').get('about').length >= 200);
    assert.match(good.audit, /plan_form\|answered\|1/);
    assert.match(good.audit, /write_description\|answered\|\d/);
});
