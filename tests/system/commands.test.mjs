// The commands a person types on one machine: doctor, migrate, job create, staff, and what they say when something is missing.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, eventually, run, sql, temporaryFolder } from './harness.mjs';

const folder = temporaryFolder();
const env = { BOLT_DATA: folder, PLAYWRIGHT_DIR: join(process.cwd(), 'node_modules/playwright-core') };
before(() => mkdirSync(folder, { recursive: true }));
after(() => rmSync(folder, { recursive: true, force: true }));

test('doctor is content with a complete machine and names node, playwright-core and Chromium', () => {
    const result = run(['doctor'], { env });
    assert.equal(result.status, 0, result.stdout + result.stderr);
    for (const part of [/node 2\d/, /playwright-core 1\.65\.1/, /Chromium \d+/, /Ready/]) assert.match(result.stdout, part);
});

test('doctor says what is missing and how to get it', () => {
    for (const [name, value, expected] of [
        ['BOLT_CHROMIUM', '/nonexistent/chromium', /chromium/i],
        ['BOLT_NODE', '/nonexistent/node', /node/i],
        ['PLAYWRIGHT_DIR', '/nonexistent', /playwright-core/],
    ]) {
        const result = run(['doctor'], { env: { ...env, [name]: value } });
        assert.equal(result.status, 1, `${name}: ${result.stdout}`);
        assert.match(result.stdout, /\[x\]/);
        assert.match(result.stdout, expected);
        assert.match(result.stdout, /fix: /);
    }
});

test('up without Chromium serves all the same and says what to install', async () => {
    const bolt = await Bolt.up({ env: { BOLT_CHROMIUM: '/nonexistent/chromium' } });
    try {
        const line = await eventually('the log line', () => bolt.log.split('\n').find((each) => /cannot run in a browser/.test(each)));
        assert.match(line, /fix/);
        assert.equal((await fetch(`${bolt.url}/readyz`)).status, 200);
    } finally {
        await bolt.stop();
    }
});

test('migrate works twice, refuses a newer schema, and the file is private', () => {
    assert.equal(run(['migrate'], { env }).status, 0);
    const again = run(['migrate'], { env });
    assert.equal(again.status, 0);
    assert.match(again.stdout, /at version \d+/);
    assert.equal(statSync(join(folder, 'bolt.db')).mode & 0o077, 0);
    sql(join(folder, 'bolt.db'), "INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', 'x', '2030-01-01')");
    const newer = run(['migrate'], { env });
    assert.equal(newer.status, 1);
    assert.match(newer.stderr, /newer/);
    sql(join(folder, 'bolt.db'), 'DELETE FROM schema_migrations WHERE version = 9999');
});

test('a file that is no database is named, not overwritten', () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'bolt.db'), 'this is a letter to my aunt '.repeat(400));
    const result = run(['migrate'], { env: { BOLT_DATA: other } });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /bolt\.db/);
    rmSync(other, { recursive: true, force: true });
});

test('job create makes a job that a running deployment takes up', async () => {
    const bolt = await Bolt.up();
    try {
        const result = run(['job', 'create', '--package', 'growth', '--directories', '2'], { env: { BOLT_DATA: bolt.folder } });
        assert.equal(result.status, 0, result.stderr);
        const document = await bolt.jobEnded(result.stdout.trim());
        assert.equal(document.job.package_type, 'growth');
        // This deployment has no directories: the job says so instead of hanging or claiming success.
        assert.equal(document.job.status, 'failed');
        assert.match(document.job.error_message, /No directories/);
    } finally {
        await bolt.stop();
    }
});

test('job create refuses what it cannot use', () => {
    const file = join(folder, 'profile.json');
    const create = (text) => {
        writeFileSync(file, text);
        return run(['job', 'create', '--profile', file], { env });
    };
    assert.match(run(['job', 'create', '--package', 'platinum'], { env }).stderr, /starter, growth/);
    assert.match(create('{"business_name": "Only a name"}').stderr, /lacks: .*phone/);
    assert.match(create('{').stderr, /profile\.json/);
    assert.equal(create('{"business_name": 7}').status, 2);
    assert.equal(run(['job', 'create', '--profile', '/nonexistent.json'], { env }).status, 2);
});

test('staff: a second account of one e-mail is refused, a link needs an account', () => {
    assert.equal(run(['staff', 'add', 'grace@example.com', '--data', folder]).status, 0);
    assert.equal(run(['staff', 'add', 'grace@example.com', '--data', folder]).status, 1);
    assert.match(run(['staff', 'link', 'grace@example.com', '--data', folder]).stdout, /\/login\?token=/);
    assert.match(run(['staff', 'link', 'nobody@example.com', '--data', folder]).stderr, /staff add/);
    assert.equal(run(['staff', 'add', 'no address', '--data', folder]).status, 2);
});

test('damaged secrets are refused by name', () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'secrets.json'), '{');
    chmodSync(join(other, 'secrets.json'), 0o600);
    const result = run(['up', '--data', other, '--port', '0']);
    assert.equal(result.status, 1);
    assert.match(result.stderr, /secrets\.json is damaged/);
    rmSync(other, { recursive: true, force: true });
});

test('directories: the built-in catalog is checked, imported and keeps a person\'s decisions', () => {
    assert.match(run(['directories', 'check'], { env }).stdout, /4\d\d directories, .* good/);
    assert.equal(run(['directories', 'import', '--data', folder]).status, 0);
    const listed = run(['directories', 'list', '--data', folder]);
    assert.ok(listed.stdout.trim().split('\n').length > 400);
    assert.match(listed.stdout, /business-yelp-com\s+ask/);
    assert.equal(run(['directories', 'policy', 'business-yelp-com', 'allowed', '--data', folder]).status, 0);
    assert.equal(run(['directories', 'import', '--data', folder]).status, 0);
    assert.match(run(['directories', 'list', '--data', folder]).stdout, /business-yelp-com\s+allowed/);
    assert.equal(run(['directories', 'policy', 'no-such-site', 'allowed', '--data', folder]).status, 1);
    assert.match(run(['directories', 'policy', 'business-yelp-com', 'allowed', '--despite-robots', '--data', folder]).stdout, /whatever its robots/);
    assert.equal(sql(join(folder, 'bolt.db'), "SELECT despite_robots FROM directories WHERE name = 'business-yelp-com'"), '1');
    assert.equal(run(['directories', 'policy', 'business-yelp-com', 'ask', '--despite-robots', '--data', folder]).status, 2);
    assert.match(run(['directories', 'policy', 'business-yelp-com', 'allowed', '--captcha-service', '--data', folder]).stdout, /with the captcha service/);
    assert.equal(sql(join(folder, 'bolt.db'), "SELECT captcha_service FROM directories WHERE name = 'business-yelp-com'"), '1');
    assert.equal(run(['directories', 'policy', 'business-yelp-com', 'ask', '--captcha-service', '--data', folder]).status, 2);
    // What an attempt found outlives the next import.
    const unknown = sql(join(folder, 'bolt.db'), "SELECT name FROM directories WHERE submission_url IS NULL LIMIT 1");
    sql(join(folder, 'bolt.db'), `UPDATE directories SET submission_url = 'https://found.example/add', host = 'found.example' WHERE name = '${unknown}'`);
    assert.equal(run(['directories', 'import', '--data', folder]).status, 0);
    assert.match(run(['directories', 'list', '--data', folder]).stdout, /https:\/\/found\.example\/add/);
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'directories:\n  - name: x\n    website: nowhere\n');
    assert.match(run(['directories', 'import', bad, '--data', folder]).stderr, /line 3: "website"/);
});
