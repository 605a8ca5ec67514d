// The customer's report, as a page and as the PDF that the gateway's browser prints.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt } from './harness.mjs';
import { callers, insertJob } from './staff.mjs';

let bolt, keys;
before(async () => {
    bolt = await Bolt.up();
    bolt.sql("UPDATE directories SET policy = 'ask'");
    ({ keys } = await callers(bolt));
});
after(() => bolt.stop({ keep: process.env.KEEP !== undefined }));

const hostile = '<script>document.title="run"</script><img src=http://127.0.0.1:9/x>"& \u202Eevil';
const results = [
    { directory: 'alpha-list', status: 'submitted', verdict: 'accepted' }, { directory: 'beta-list', status: 'submitted', verdict: 'pending_review' },
    { directory: 'gamma-list', status: 'failed', error: 'The site answered 503' }, ...Array.from({ length: 60 }, (_, i) => ({ directory: `more-${i}`, status: 'pending' })),
];

async function pdfOf(job) {
    const response = await fetch(`${bolt.url}/api/staff/jobs/${job}/report.pdf`, { headers: keys.viewer.headers });
    assert.equal(response.status, 200, response.status === 200 ? '' : `${await response.text()} ${bolt.log}`);
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    assert.match(response.headers.get('content-disposition'), /attachment; filename="listings.pdf"/);
    return Buffer.from(await response.arrayBuffer());
}

test('the PDF says what the page says, over several numbered pages', async () => {
    const { job } = insertJob(bolt, { name: 'Bistro Ünique', status: 'in_progress', results });
    bolt.sql(`UPDATE job_results SET listing_url = 'https://alpha.example/bistro' WHERE job_id = '${job}' AND directory_name = 'alpha-list';`);
    const page = (await keys.viewer.get(`/api/staff/jobs/${job}/report`)).text;
    assert.match(page, /<b>1<\/b> listed<.*<b>1<\/b> in review<.*<b>60<\/b> under way<.*<b>1<\/b> not taken</);
    const file = join(bolt.folder, 'report.pdf');
    writeFileSync(file, await pdfOf(job));
    const text = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    assert.equal(text.status, 0, `pdftotext (poppler-utils, scripts/setup): ${text.error ?? text.stderr}`);
    for (const part of [/Listings of Bistro Ünique/, /1 listed/, /60 under way/, /alpha-list\s+Listed\s+https:\/\/alpha\.example\/bistro/, /more-59/, /\b2\s*\/\s*[234]\b/])
        assert.match(text.stdout, part);
    const info = spawnSync('pdfinfo', [file], { encoding: 'utf8' }).stdout;
    assert.match(info, /Tagged:\s+yes/);
    assert.match(info, /Page size:.*letter/);
});

test('hostile text is printed as text; two at once are both served; a job that is not there is 404', async () => {
    const { job } = insertJob(bolt, { name: hostile });
    const [one, two] = await Promise.all([pdfOf(job), pdfOf(job)]);
    const file = join(bolt.folder, 'hostile.pdf');
    writeFileSync(file, one);
    assert.ok(two.length > 1000);
    assert.match(spawnSync('pdftotext', [file, '-'], { encoding: 'utf8' }).stdout.replaceAll(/\s+/g, ''), /<script>document\.title="run"<\/script><img/);
    assert.match(spawnSync('pdfinfo', [file], { encoding: 'utf8' }).stdout, /Title:\s+Listings of <script>/);
    assert.equal((await keys.viewer.get('/api/staff/jobs/nope/report.pdf')).status, 404);
});

test('a gateway without a browser says so, and the page is still there', async () => {
    const bare = await Bolt.up({ env: { BOLT_CHROMIUM: '/nonexistent/chromium' } });
    try {
        const { job } = insertJob(bare);
        const headers = { 'X-Staff-Key': bare.secrets.STAFF_API_KEY };
        const refused = await fetch(`${bare.url}/api/staff/jobs/${job}/report.pdf`, { headers });
        assert.equal(refused.status, 503);
        assert.equal((await refused.json()).type, 'urn:directory-bolt:problem:no_browser');
        assert.equal((await fetch(`${bare.url}/api/staff/jobs/${job}/report`, { headers })).status, 200);
    } finally {
        await bare.stop();
    }
});
