// Part 6, F10 and F12 on the real binary: back up while it works, restore, and notice damage before anything is written.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, run, sql, temporaryFolder } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

const place = temporaryFolder(), backup = join(place, 'backup');
let bolt, job;
before(async () => {
    bolt = await Bolt.up({ args: ['--demo'] });
    job = (await (await postWebhook(bolt, checkoutEvent({ fields: business('backup'), directories: 4 }))).json()).job_id;
    await bolt.jobEnded(job);
});
after(async () => {
    await bolt?.stop();
    rmSync(place, { recursive: true, force: true });
});
const files = (folder) => readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile()).sort();

test('a backup is taken while it works, private, with sums for everything', async () => {
    // Orders keep coming in while it runs.
    const orders = Promise.all(Array.from({ length: 20 }, (_, i) => postWebhook(bolt, checkoutEvent({ fields: business(`b${i}`), directories: 1 })).then((answer) => assert.equal(answer.status, 200))));
    const result = run(['backup', backup, '--data', bolt.folder]);
    await orders;
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stdout, /Backed up to .*: \d+ files/);
    assert.match(result.stdout, /Secrets are not in it/);
    const names = files(backup);
    assert.ok(names.includes('bolt.db') && names.includes('manifest.json') && !names.includes('secrets.json'));
    assert.ok(names.filter((name) => name.startsWith('evidence/')).length > 0, 'the pictures too');
    assert.deepEqual(JSON.parse(readFileSync(join(backup, 'manifest.json'))).files.map((file) => file.name).sort(), names.filter((name) => !name.startsWith('manifest.')));
    for (const name of names) assert.equal(statSync(join(backup, name)).mode & 0o077, 0, name);
    assert.equal(sql(join(backup, 'bolt.db'), 'PRAGMA integrity_check'), 'ok');
    assert.equal(run(['backup', backup, '--data', bolt.folder]).status, 2, 'nothing is overwritten');
    assert.equal(run(['backup', join(place, 'x'), '--data', join(place, 'nothing')]).status, 2, 'no database');
});

test('it is restored whole, and runs', async () => {
    const data = join(place, 'restored');
    const result = run(['restore', backup, '--data', data]);
    assert.equal(result.status, 0, result.stderr);
    assert.equal(run(['restore', backup, '--data', data]).status, 2, 'a folder with anything in it is refused');
    const other = await Bolt.up({ folder: data });
    try {
        const document = await other.api(`/api/staff/jobs/${job}`);
        assert.equal(document.job.status, 'completed');
        const pictures = document.results.map((each) => each.evidence?.after).filter(Boolean);
        assert.ok(pictures.length > 0);
        for (const path of pictures) assert.equal((await fetch(other.url + (path.startsWith('/') ? path : `/api/staff/evidence/${path}`), { headers: { 'X-Staff-Key': other.secrets.STAFF_API_KEY } })).status, 200);
    } finally {
        await other.stop({ keep: true });
    }
});

test('a backup that was changed is refused by name, and leaves nothing behind', () => {
    const spoil = (name, change, pattern) => {
        const copy = join(place, 'spoiled'), data = join(place, `to-${name}`);
        cpSync(backup, copy, { recursive: true });
        change(copy);
        const result = run(['restore', copy, '--data', data]);
        assert.equal(result.status, 1, name);
        assert.match(result.stderr, pattern);
        assert.ok(!existsSync(data), 'no half data folder');
        rmSync(copy, { recursive: true });
    };
    const picture = files(backup).find((name) => name.startsWith('evidence/'));
    spoil('database', (copy) => truncateSync(join(copy, 'bolt.db'), 8192), /bolt\.db of the backup was changed/);
    spoil('picture', (copy) => appendFileSync(join(copy, picture), 'x'), /evidence\/.* was changed/);
    spoil('missing', (copy) => rmSync(join(copy, picture)), /cannot read/);
    spoil('manifest', (copy) => writeFileSync(join(copy, 'manifest.json'), readFileSync(join(copy, 'manifest.json'), 'utf8').replace('bolt.db', '../../etc/bolt.db')), /manifest\.json was changed/);
    spoil('nothing', (copy) => rmSync(join(copy, 'manifest.json')), /no backup/);
});

test('F10 a truncated file, an overwritten page, a log that was taken away, a missing database: each is named, none starts', async () => {
    const data = join(place, 'restored');
    const refused = (name, change, pattern) => {
        const copy = join(place, `broken-${name}`);
        cpSync(data, copy, { recursive: true });
        change(copy);
        const before = existsSync(join(copy, 'bolt.db')) ? statSync(join(copy, 'bolt.db')).size : -1;
        const result = run(['up', '--data', copy, '--port', '0']);
        assert.equal(result.status, 1, `${name}: ${result.stdout}`);
        assert.match(result.stderr, pattern);
        assert.equal(existsSync(join(copy, 'bolt.db')) ? statSync(join(copy, 'bolt.db')).size : -1, before, 'nothing was made anew');
    };
    refused('truncated', (copy) => truncateSync(join(copy, 'bolt.db'), Math.floor(statSync(join(copy, 'bolt.db')).size / 8192) * 4096), /is damaged|malformed/);
    refused('page', (copy) => {
        const bytes = readFileSync(join(copy, 'bolt.db'));
        for (let i = 20 * 4096; i < 21 * 4096; ++i) bytes[i] ^= 0xff;
        writeFileSync(join(copy, 'bolt.db'), bytes);
    }, /is damaged|malformed/);
    refused('log', (copy) => writeFileSync(join(copy, 'bolt.db-shm'), Buffer.alloc(32768)), /bolt\.db-wal is gone/);
    refused('gone', (copy) => rmSync(join(copy, 'bolt.db')), /is gone, though .* holds evidence/);
    refused('beside its log', (copy) => { rmSync(join(copy, 'bolt.db')); writeFileSync(join(copy, 'bolt.db-wal'), 'x'.repeat(9000)); }, /is gone|is missing or empty/);
});

test('F12 a second up on one data folder is refused with one line that names the holder', () => {
    const second = run(['up', '--data', bolt.folder, '--port', '0']);
    assert.equal(second.status, 1);
    assert.match(second.stderr, new RegExp(`^directory-bolt: the data folder .* is in use by process ${bolt.child.pid} on \\S+: stop it, or give --data another folder\n$`));
});

test('with --with-secrets what the key sealed can be read after a restore', () => {
    const whole = join(place, 'whole'), data = join(place, 'whole-data');
    assert.equal(run(['backup', whole, '--data', bolt.folder, '--with-secrets']).status, 0);
    assert.equal(run(['restore', whole, '--data', data]).status, 0);
    assert.equal(readFileSync(join(data, 'secrets.json'), 'utf8'), readFileSync(join(bolt.folder, 'secrets.json'), 'utf8'));
    assert.equal(statSync(join(data, 'secrets.json')).mode & 0o077, 0);
    mkdirSync(join(place, 'empty'));
    assert.equal(run(['restore', whole, '--data', join(place, 'empty')]).status, 0, 'an empty folder is as good as none');
});
