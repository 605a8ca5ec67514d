// `directories probe`: what it says of a page, what it draws, and that it never sends anything.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Bolt, binary, temporaryFolder } from './harness.mjs';

const folder = temporaryFolder();
let playground, port, site, sitePort;
const requests = [];

const fields = '<label>Business name <input name=company required></label><label>Phone <input name=tel type=tel></label>' +
    '<label>E-mail <input name=mail type=email></label><label>City <input name=city></label>' +
    '<label>Description <textarea name=about></textarea></label><button>Submit listing</button>';
const pages = {
    '/framed': '<h1>Add your business</h1><form role=search><input name=q type=search></form><iframe src="/form" width=800 height=600></iframe>',
    '/form': `<h1>Add your business</h1><form method=post action=/add>${fields}</form>`,
    '/shadow': `<h1>Add your business</h1><div id=host></div><script>
        host.attachShadow({ mode: 'open' }).innerHTML = \`<form method=post action=/add>${fields}</form>\`</script>`,
};

before(async () => {
    playground = new Bolt(['playground', '--port', '0'], { folder });
    port = (await playground.untilOutput(/http:\/\/localhost:(\d+)/))[1];
    site = createServer((request, response) => {
        requests.push(`${request.method} ${request.url}`);
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.statusCode = pages[request.url] ? 200 : 404;
        response.end(`<!doctype html><html lang=en><title>Test</title><body>${pages[request.url] ?? 'nothing here'}`);
    });
    await new Promise((done) => site.listen(0, '127.0.0.1', done));
    sitePort = site.address().port;
});
after(async () => {
    site.close();
    await playground.stop();
});

/** Not spawnSync: the test's own site must answer meanwhile. */
function probe(...args) {
    return new Promise((done) => {
        const child = spawn(binary, ['directories', 'probe', ...args], {
            env: { PATH: process.env.PATH, HOME: process.env.HOME, PLAYWRIGHT_DIR: join(process.cwd(), 'node_modules/playwright-core') },
        });
        let stdout = '', stderr = '';
        child.stdout.on('data', (chunk) => (stdout += chunk));
        child.stderr.on('data', (chunk) => (stderr += chunk));
        child.on('exit', (status) => done({ status, stdout, stderr }));
    });
}
const allowed = ['--allow-host', '*.localhost'];

test('the table names every field, what it means and what would stand in it', async () => {
    const result = await probe(`http://nearby-hub.localhost:${port}/join`, ...allowed);
    assert.equal(result.status, 0, result.stderr);
    for (const line of [/page: submission \(the form asks for/, /\*Business name .* business_name .*Juniper/, /Category .*select-one/,
        /left alone: form search/, /newsletter +\d+% +-/, /sends with: Go live/, /could fill and send this form/])
        assert.match(result.stdout, line);
});

test('the JSON holds the meanings that the site means, and no trap is filled', async () => {
    for (const [name, path] of [['nearby-hub', '/join'], ['safe-list', '/submit-site'], ['branchenbuch', '/eintrag.php']]) {
        const result = await probe(`http://${name}.localhost:${port}${path}`, '--json', ...allowed);
        const report = JSON.parse(result.stdout);
        const meant = JSON.parse(readFileSync(`playground/sites/${name}/site.json`, 'utf8')).controls;
        assert.equal(report.page, 'submission');
        assert.equal(report.form.complete, true);
        assert.equal(report.form.fields.some((field) => field.trap), Object.values(meant).includes('trap'), name);
        for (const field of report.form.fields) {
            if (meant[field.name] === 'trap') assert.equal(field.fill, null, field.name);
            else if (meant[field.name]) assert.equal([field.meaning, field.detail].filter(Boolean).join(':'), meant[field.name], field.name);
        }
    }
});

test('forms in frames and shadow roots are found and pictured', async () => {
    const picture = join(folder, 'marks.jpg');
    for (const path of ['/framed', '/shadow']) {
        const result = await probe(`http://127.0.0.1:${sitePort}${path}`, '--json', '--picture', picture, '--allow-host', '127.0.0.1');
        assert.equal(result.status, 0, result.stderr);
        const report = JSON.parse(result.stdout);
        assert.deepEqual(report.form.fields.map((field) => field.meaning), ['business_name', 'phone', 'email', 'city', 'description'], path);
        assert.equal(report.form.frame.endsWith(path === '/framed' ? '/form' : '/shadow'), true);
        assert.deepEqual([...readFileSync(picture).subarray(0, 2)], [0xff, 0xd8]);
        rmSync(picture);
    }
});

test('--follow finds the form from the home page', async () => {
    const result = await probe(`http://city-pages.localhost:${port}/`, '--follow', '--json', ...allowed);
    assert.equal(result.status, 0, result.stderr);
    const report = JSON.parse(result.stdout);
    assert.equal(new URL(report.url).pathname, '/business/new');
    assert.match(report.visited.at(-1), /the form$/);
    assert.equal(report.robots, '');
});

test('walls and missing forms are named, with exit code 1', async () => {
    const login = await probe(`http://members-only.localhost:${port}/members/submit`, ...allowed);
    assert.equal(login.status, 1);
    assert.match(login.stdout, /page: login \(/);
    const nothing = await probe(`http://127.0.0.1:${sitePort}/none`, '--json', '--allow-host', '127.0.0.1');
    assert.equal(nothing.status, 1);
    assert.deepEqual([JSON.parse(nothing.stdout).status, JSON.parse(nothing.stdout).page, JSON.parse(nothing.stdout).form], [404, 'no_form', null]);
});

test('the address policy holds: nothing private is opened unless it is allowed', async () => {
    const before = requests.length;
    const result = await probe(`http://127.0.0.1:${sitePort}/form`);
    assert.equal(result.status, 1);
    assert.match(result.stderr, /no public address/);
    assert.equal(requests.length, before);
    assert.equal((await probe('file:///etc/passwd')).status, 2);
    assert.equal((await probe(`http://127.0.0.1:${sitePort}/form`, '--picture', 'x.txt')).status, 2);
});

test('nothing was ever sent', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/_playground/received`);
    assert.deepEqual((await response.json()).submissions, []);
    assert.deepEqual(requests.filter((request) => !request.startsWith('GET ')), []);
    assert.equal(requests.includes('GET /form'), true);
});
