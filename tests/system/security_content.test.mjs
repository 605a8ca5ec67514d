// A2, A3, A11 and A12 on the real binary: hostile text and files, and secrets that must show up nowhere.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { deflateSync, crc32 } from 'node:zlib';
import { Bolt, run } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { callers, insertAction, insertJob } from './staff.mjs';

const unique = (name) => `${name}-${randomBytes(18).toString('hex')}`;
const secrets = { STRIPE_WEBHOOK_SECRET: unique('whsec'), BACKEND_ENQUEUE_TOKEN: unique('enqueue'), STAFF_API_KEY: unique('staffkey'), BOLT_SESSION_SECRET: unique('session'),
    BOLT_SECRET_KEY: unique('sealing'), BOLT_ALERT_WEBHOOK_URL: `https://hooks.invalid/${unique('T')}` };
let bolt, admin, keys;
before(async () => {
    bolt = await Bolt.up({ args: ['--demo'], env: { ...secrets, LOG_LEVEL: 'debug' } });
    bolt.secrets = secrets;
    ({ admin, keys } = await callers(bolt));
});
after(() => bolt.stop());

const hostile = ['<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', 'javascript:alert(3)', '\u202Egnp.exe', '"><svg/onload=alert(4)>', "' autofocus onfocus=alert(5) x='", '{{7*7}}${7*7}'];

test('A2 whatever text field it stands in, hostile text is text in every document and in the report', async () => {
    for (const text of hostile) {
        const fields = { ...business(), business_name: text.slice(0, 60), first_name: text.slice(0, 40), address: text.slice(0, 60), city: text.slice(0, 40), description: `${text} ${'A quiet place with bread. '.repeat(4)}` };
        const answer = await postWebhook(bolt, checkoutEvent({ fields, directories: 1 }));
        assert.equal(answer.status, 200);
        const { job_id: job } = await answer.json();
        const report = await keys.viewer.get(`/api/staff/jobs/${job}/report`);
        assert.equal(report.status, 200);
        for (const [tag] of report.text.matchAll(/<[a-z][^>]*>/gi)) assert.doesNotMatch(tag, /^<(img|script|iframe|object)\b|^<svg(?! class="bar" )|\s(on\w+|autofocus)\s*=/i, `${text}: ${tag}`);
        assert.doesNotMatch(report.text, /href="\s*javascript:/i);
        assert.match(report.headers.get('content-security-policy'), /default-src 'none'/);
        for (const path of [`/api/staff/jobs/${job}`, `/api/staff/jobs?q=${encodeURIComponent(text.slice(0, 10))}`, '/api/staff/customers']) {
            const document = await keys.viewer.get(path);
            assert.equal(document.status, 200);
            assert.match(document.headers.get('content-type'), /^application\/json/, 'never sniffed as a page');
            assert.equal(document.headers.get('x-content-type-options'), 'nosniff');
        }
    }
    const lines = bolt.log.trim().split('\n');
    assert.doesNotThrow(() => lines.map((line) => JSON.parse(line)), 'A2, ASVS 16.4.1: one event a line, whatever the text holds');
});

test('A2 a name of 1 MB and NUL lose no order: it waits for a person, cut to its bound', async () => {
    for (const business_name of ['x'.repeat(900_000), 'a\u0000b', 'line\r\nbreak']) {
        const answer = await postWebhook(bolt, checkoutEvent({ fields: { ...business(), business_name }, directories: 1 }));
        assert.equal(answer.status, 200, `${business_name.length}: ${await answer.clone().text()}`);
        const { job_id: job } = await answer.json();
        const { body } = await keys.viewer.get(`/api/staff/jobs/${job}`);
        assert.ok(JSON.stringify(body).length < 200_000);
    }
});

test('A3 no cell of the export is a formula', async () => {
    const names = ['=HYPERLINK("http://evil")', '+1+cmd|calc', '-2+3', '@SUM(A1)', '\tTAB', '\rCR', '=1,2"3', "'quoted", '\u200b=1', '|pipe', '%0A=1'];
    for (const name of names) insertJob(bolt, { name, email: `${name.replace(/\W/g, '')}${Math.random()}@a3.example`, status: 'failed' });
    const { text } = await keys.viewer.get('/api/staff/export/jobs?q=a3.example');
    const cells = text.replace(/^\ufeff/, '').split('\r\n').slice(1).flatMap((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []);
    assert.ok(cells.length > names.length);
    for (const cell of cells) assert.doesNotMatch(cell, /^"?[=+@\t\r]/, cell);
    for (const cell of cells) if (/^"?-/.test(cell)) assert.match(cell, /^"?-?\d*"?,?$/, cell);
});

function png(width, height, { tail = Buffer.alloc(0), data = deflateSync(Buffer.alloc(64)) } = {}) {
    const chunk = (type, body) => {
        const typed = Buffer.concat([Buffer.from(type), body]), out = Buffer.alloc(12 + body.length);
        out.writeUInt32BE(body.length);
        typed.copy(out, 4);
        out.writeUInt32BE(crc32(typed) >>> 0, 8 + body.length);
        return out;
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width);
    head.writeUInt32BE(height, 4);
    head.set([8, 6, 0, 0, 0], 8);
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0)), tail]);
}

test('A11 uploads: pixel floods, SVG, archives and scripts are refused before anything is decoded; polyglots are only pictures', async () => {
    const { job, submissions } = insertJob(bolt, { status: 'completed', results: [{ directory: 'a', status: 'action_required', verdict: 'needs_captcha' }] });
    const action = insertAction(bolt, { job, submission: submissions[0], directory: 'a' });
    assert.equal((await admin.post(`/api/staff/actions/${action}/claim`)).status, 200);
    const upload = (bytes, type) => admin.call('PUT', `/api/staff/actions/${action}/proof`, bytes, { 'Content-Type': type });
    const refused = { 'pixel flood': png(20_000, 20_000), 'a flood beyond all numbers': png(0x7fffffff, 0x7fffffff), 'no pixels': png(0, 0),
        svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'svg behind a comment': Buffer.from('<!-- \x89PNG --><svg/>'),
        zip: Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaa'), html: Buffer.from('<html><script>alert(1)</script>'), nothing: Buffer.from('x'), gif: Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1') };
    for (const [name, bytes] of Object.entries(refused))
        for (const type of ['image/png', 'image/svg+xml', 'text/html']) assert.ok([400, 413, 415].includes((await upload(bytes, type)).status), `${name} as ${type}`);
    assert.equal((await upload(Buffer.concat([png(1, 1), Buffer.alloc(2 << 20)]), 'image/png')).status, 413, 'over 1 MiB');
    const polyglot = png(2, 2, { tail: Buffer.from('<script>alert(1)</script>PK\x03\x04') });
    assert.equal((await upload(polyglot, 'image/png')).status, 200);
    assert.equal((await admin.post(`/api/staff/actions/${action}/resolve`, { answer: 'submitted', listing_url: 'https://a.example/l' })).status, 200);
    const { evidence } = (await keys.viewer.get(`/api/staff/jobs/${job}`)).body.results[0];
    const picture = await fetch(bolt.url + evidence.after, { headers: keys.operator.headers });
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
    const kept = Buffer.from(await picture.arrayBuffer());
    assert.ok(kept.length > 40 && !kept.includes('<script>') && !kept.includes('PK\x03\x04'), 'a polyglot comes back without its tail');
    for (const path of ['..%2f..%2fsecrets.json', '%2e%2e', '....//secrets.json', '..\\secrets.json', 'x.svg', 'x.html'])
        assert.ok([400, 404].includes((await fetch(`${bolt.url}/api/staff/evidence/${job}/${path}`, { headers: keys.operator.headers })).status), path);
});

test('A12 after a run with errors and exports no known secret stands in a log, an answer, a page, a bundle, a backup or the database', async () => {
    const session = admin.session;
    const known = { ...secrets, viewerKey: keys.viewer.key, csrf: session.csrf_token, cookie: admin.headers.Cookie.split('=')[1] };
    const texts = { output: bolt.output.replaceAll(bolt.loginLink, '') };
    const document = (await keys.viewer.get('/api/openapi.json')).body;
    for (const [path, operations] of Object.entries(document.paths)) {
        for (const id of ['x', bolt.sql('SELECT id FROM jobs LIMIT 1')]) {
            const target = path.replace(/\{\w+\}/g, id);
            if (path === '/api/staff/session' || path.startsWith('/realtime')) continue; // gives its own token to its owner
            for (const headers of [admin.headers, {}]) texts[`GET ${target}`] = await (await fetch(bolt.url + target, { headers })).text();
            if (operations.post && !/logout|purge|erase|api-keys|sign-out|bulk/.test(path))
                texts[`POST ${target}`] = await (await fetch(bolt.url + target, { method: 'POST', body: '{"broken', headers: { ...admin.headers, 'X-Staff-Key': secrets.STAFF_API_KEY } })).text();
        }
    }
    for (const name of ['/', '/login', '/metrics']) texts[name] = await (await fetch(bolt.url + name)).text();
    texts.brain = await (await fetch(`${bolt.brainUrl}/api/jobs/enqueue`, { method: 'POST', body: '{', headers: { Authorization: `Bearer ${secrets.BACKEND_ENQUEUE_TOKEN}` } })).text();
    const folder = mkdtempSync(join(tmpdir(), 'bolt-a12-'));
    const backup = run(['backup', join(folder, 'backup'), '--data', bolt.folder], { env: secrets });
    assert.equal(backup.status, 0, backup.stderr);
    texts.backup = backup.stdout + backup.stderr;
    const doctor = run(['doctor'], { env: { ...secrets, BOLT_DATA: bolt.folder } });
    texts.doctor = doctor.stdout + doctor.stderr;
    assert.match(texts.doctor, /secrets stand in the environment: .*STAFF_API_KEY/);
    await bolt.stop({ keep: true });
    texts.log = bolt.log;
    for (const [where, text] of Object.entries(texts))
        for (const [name, value] of Object.entries(known)) assert.ok(!text.includes(value), `${name} stands in ${where}`);
    let files = 0;
    for (const root of [bolt.folder, folder])
        for (const entry of readdirSync(root, { recursive: true })) {
            const path = join(root, entry);
            if (!statSync(path).isFile()) continue;
            const content = readFileSync(path);
            ++files;
            for (const [name, value] of Object.entries(known))
                if (name !== 'csrf') assert.ok(!content.includes(value), `${name} stands in ${path}`);
        }
    assert.ok(files > 5);
    rmSync(folder, { recursive: true });
});
