// Captchas that a paid service solves: with a key and a person's leave a submission gets through; without one of them, or with a service
// that fails in any way, it is in the inbox as before and nothing is lost or sent twice. On the real binary with a real browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { CaptchaService, CaptchaSites } from './captcha_service.mjs';
import { Bolt, run, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { playground, seed } from './sites.mjs';

const present = existsSync('.peers/captcha');
if (!present) {
    if (process.env.CI === 'true') throw new Error('.peers/captcha is not there: run scripts/setup-peers');
    console.log('.peers/captcha is not there: run scripts/setup-peers; our requests are not compared with a published client of 2Captcha');
}
const key = 'a-test-key-of-no-service';
const kinds = {
    turnstile: { kind: 'turnstile', key: '0x4AAAAAAAsitekey' },
    recaptcha: { kind: 'recaptcha', key: '6LdAAAAAAAAAAAsitekey' },
    forbidden: { kind: 'turnstile', key: '0x4AAAAAAAforbidden' },
    unsolvable: { kind: 'turnstile', key: '0x4AAAAAAAunsolvable' },
    nonsense: { kind: 'turnstile', key: '0x4AAAAAAAnonsense' },
    refused: { kind: 'recaptcha', key: '6LdAAAAAAArefused' },
    slow: { kind: 'turnstile', key: '0x4AAAAAAAslow' },
};
let service, sites;
before(async () => {
    service = await CaptchaService.start({ key });
    sites = await CaptchaSites.start(service, kinds);
});
after(async () => {
    await sites?.stop();
    await service?.stop();
});

/** An installation whose only directories are the small sites `names`; all but "forbidden" have a person's leave. */
async function installation(names, env) {
    const bolt = await Bolt.up({ env: { BOLT_ALLOWED_HOSTS: '*.localhost', BOLT_WORKER_CONCURRENCY: '8', BOLT_CAPTCHA_URL: service.url, ...env } });
    bolt.sql('UPDATE directories SET active = 0');
    for (const name of names) {
        const origin = `http://${name}.localhost:${sites.port}`;
        bolt.sql(`INSERT INTO directories (name, title, website, submission_url, host, policy, pacing_ms) VALUES ('${name}', '${name}', '${origin}/', '${origin}/add', '${name}.localhost:${sites.port}', 'ask', 50)`);
        const decided = run(['directories', 'policy', name, 'allowed', ...(name === 'forbidden' ? [] : ['--captcha-service']), '--data', bolt.folder]);
        assert.equal(decided.status, 0, decided.stderr);
    }
    return bolt;
}
async function job(bolt, timeoutMs = 120_000) {
    const { job_id } = await (await postWebhook(bolt, checkoutEvent({ fields: business() }))).json();
    const document = await bolt.jobEnded(job_id, timeoutMs);
    return new Map(document.results.map((each) => [each.directory_name, each]));
}
async function inbox(bolt) {
    const { items } = await bolt.api('/api/staff/actions');
    return items.filter((each) => each.kind === 'captcha' || /captcha/.test(each.summary));
}
const verdicts = (results) => Object.fromEntries([...results].map(([name, each]) => [name, each.verdict]));

test('with a key and leave it gets through; whatever fails is left to a person, once', async (t) => {
    const bolt = await installation(Object.keys(kinds), { BOLT_CAPTCHA_KEY: key });
    t.after(() => bolt.stop());
    const results = await job(bolt, 400_000);
    const left = 'needs_captcha';
    assert.deepEqual(verdicts(results), { turnstile: 'pending_review', recaptcha: 'pending_review', forbidden: left, unsolvable: left, nonsense: left, refused: left, slow: left });
    // Only what the service gave a token for was sent, each once; only what the site said was reported.
    assert.deepEqual(sites.received.map((each) => `${each.site} ${each.good}`).sort(), ['recaptcha true', 'refused false', 'turnstile true']);
    assert.deepEqual(service.reports.map((each) => each.method).sort(), ['reportCorrect', 'reportCorrect', 'reportIncorrect']);
    assert.ok(service.reports.some((each) => each.method === 'reportIncorrect' && each.websiteURL.includes('refused')));
    assert.deepEqual((await inbox(bolt)).map((each) => each.directory_name).sort(), ['forbidden', 'nonsense', 'refused', 'slow', 'unsolvable']);
    assert.ok(![...service.tasks.values()].some((task) => task.websiteKey === kinds.forbidden.key), 'asked without leave');
    // Counted: what was charged, nothing for the unsolvable one, the most for what nobody knows.
    const calls = bolt.sql('SELECT directory_name, status, cost_microusd, ifnull(judged, \'\') FROM captcha_calls ORDER BY directory_name').split('\n');
    assert.deepEqual(calls, ['nonsense|failed|3000|', 'recaptcha|solved|1450|good', 'refused|solved|1450|bad', 'slow|failed|3000|', 'turnstile|solved|1450|good', 'unsolvable|failed|0|']);
    assert.ok(!bolt.log.includes(key) && !bolt.sql('SELECT * FROM captcha_calls').includes(key), 'the key is shown');
});

for (const [what, env, reason] of [['without a key', {}, /left to people$/], ['with a wrong key', { BOLT_CAPTCHA_KEY: 'of-nobody' }, /ERROR_KEY_DOES_NOT_EXIST/], ['with a budget that holds none', { BOLT_CAPTCHA_KEY: key, BOLT_CAPTCHA_CENTS_PER_JOB: '0' }, /money for captchas of the job is used up/],
    ['with an empty balance', { BOLT_CAPTCHA_KEY: key }, /ERROR_ZERO_BALANCE/], ['with a service that is away', { BOLT_CAPTCHA_KEY: key, BOLT_CAPTCHA_URL: 'http://127.0.0.1:9' }, /left to people: the captcha service/]]) {
    test(`${what} it is in the inbox`, async (t) => {
        if (reason.source.includes('ZERO')) service.balance = 0;
        const sent = sites.received.length;
        const bolt = await installation(['turnstile'], env);
        t.after(() => bolt.stop());
        const result = (await job(bolt)).get('turnstile');
        assert.equal(result.verdict, 'needs_captcha');
        assert.match(result.error_message, reason);
        assert.equal(sites.received.length, sent, 'it was sent');
        assert.equal((await inbox(bolt)).length, 1);
        service.balance = 5;
    });
}

test('the practice site RobotCheck takes a business whose digits the service read from the picture', async (t) => {
    const folder = temporaryFolder(), practice = await playground(folder);
    const bolt = await installation([], { BOLT_CAPTCHA_KEY: key });
    t.after(async () => {
        await bolt.stop();
        await practice.stop();
    });
    seed(bolt, practice);
    const allow = (allowed) => bolt.sql(`UPDATE directories SET active = (name = 'robot-check'), captcha_service = ${allowed}`);
    for (const [allowed, verdict] of [[0, 'needs_captcha'], [1, 'accepted']]) {
        allow(allowed);
        const result = (await job(bolt)).get('robot-check');
        assert.equal(result.verdict, verdict, result.error_message);
    }
    const received = (await practice.received()).filter((each) => each.site === 'robot-check' && each.accepted);
    assert.equal(received.length, 1);
});

test('doctor shows the balance, and says what is wrong with the key', async () => {
    const folder = temporaryFolder();
    const doctor = async (env) => {
        const bolt = new Bolt(['doctor'], { folder, env: { BOLT_DATA: folder, BOLT_CAPTCHA_URL: service.url, ...env } });
        await bolt.exited;
        return bolt.output + bolt.log;
    };
    service.balance = 4.2;
    assert.match(await doctor({ BOLT_CAPTCHA_KEY: key }), /captcha service answers; \$4\.20 are left/);
    service.balance = 0;
    assert.match(await doctor({ BOLT_CAPTCHA_KEY: key }), /too little for a captcha/);
    const refused = await doctor({ BOLT_CAPTCHA_KEY: 'key-of-nobody' });
    assert.match(refused, /ERROR_KEY_DOES_NOT_EXIST/);
    assert.doesNotMatch(refused, /key-of-nobody/);
    assert.doesNotMatch(await doctor({}), /captcha service/);
    rmSync(folder, { recursive: true, force: true });
});

test('our requests are those of a published client', { skip: present ? false : 'scripts/setup-peers was not run' }, async () => {
    const ours = service.requests;
    const theirs = await CaptchaService.start({ key });
    try {
        const image = ours.find((each) => each.body.task?.type === 'ImageToTextTask').body.task.body;
        // Not spawnSync: the stand-in answers from this very process.
        const child = spawn('python3', ['tests/peers/captcha_client.py', theirs.url, key, image], { env: { PATH: process.env.PATH, PYTHONPATH: '.peers/captcha' } });
        let text = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
        assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 0, text);
        for (const kind of ['ImageToTextTask', 'TurnstileTaskProxyless', 'RecaptchaV2TaskProxyless', 'RecaptchaV2EnterpriseTaskProxyless']) assert.match(text, new RegExp(`${kind} ready 0.00145`));
        assert.deepEqual(theirs.problems, []);
        // What a request is made of: members and their types, by method and kind of task.
        const shape = (value) => (value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((each) => [each, each === 'type' ? value[each] : shape(value[each])])) : typeof value);
        const shapes = (requests) => new Map(requests.map(({ method, verb, type, body }) => [`${method} ${body.task?.type ?? ''}`, { verb, type: type.split(';')[0], body: shape(body) }]));
        const published = shapes(theirs.requests), own = shapes(ours);
        for (const [name, request] of own) assert.deepEqual(request, published.get(name), name);
        for (const method of ['createTask ImageToTextTask', 'createTask TurnstileTaskProxyless', 'createTask RecaptchaV2TaskProxyless', 'getTaskResult ', 'getBalance ', 'reportCorrect ', 'reportIncorrect ']) assert.ok(own.has(method), method);
    } finally {
        await theirs.stop();
    }
});
