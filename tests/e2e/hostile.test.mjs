// Text that comes from buyers and directories is text on every screen, whatever it looks like. And a job that cannot start says why.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { findings, launch, openPage, signIn, untilLive } from './browser.mjs';

const markup = '<img src=x onerror=alert(1)>';
const hostileName = `${markup} \u202Eevil\u202C \u05D1\u05D9\u05EA \u0645\u0642\u0647\u0649 {{7*7}} </script><script>alert(2)</script>`;
const script = 'javascript:alert(3)';

let bolt, browser, session;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up({ args: ['--demo'] })]);
    const { page, context } = await openPage(browser);
    session = await signIn(page, bolt);
    await context.close();
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

async function buy(fields, options = {}) {
    const response = await postWebhook(bolt, checkoutEvent({ fields, ...options }));
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()).job_id;
}

/** Nothing on the page came alive: no element that only hostile text could have made. */
async function assertInert(page) {
    assert.equal(await page.locator('img[src="x"], [onerror], body script:not([src])').count(), 0);
    for (const href of await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) assert.doesNotMatch(href ?? '', /^\s*(javascript|data|vbscript):/i);
}

test('a hostile business name is text on the overview, in the lists and on its page, and arrives at the sites as it is', async () => {
    const { page, problems, context } = await openPage(browser, { storageState: session });
    await page.goto(bolt.url);
    await untilLive(page);
    const description = `${markup} ${'A quiet place with good bread and slow coffee. '.repeat(3)}`;
    const job = await buy({ ...business('hostile'), business_name: hostileName, first_name: markup, description }, { directories: 4 });
    // Pushed onto an open screen.
    await page.getByRole('list', { name: 'Active jobs' }).getByRole('link', { name: markup }).waitFor();
    await page.getByRole('list', { name: 'Activity' }).getByText(markup).first().waitFor();
    await assertInert(page);

    await page.goto(`${bolt.url}/jobs/${job}`);
    await page.getByRole('banner').getByText(markup).first().waitFor();
    const document = await bolt.jobEnded(job);
    assert.ok(document.profile.business_name.includes(markup));
    const received = (await bolt.received()).filter((entry) => entry.accepted && entry.fields.some(([, value]) => value.includes(markup)));
    assert.ok(received.length > 0, 'sites received it');
    for (const { directory_title: name } of document.results) await page.getByRole('button', { name: `Show details of ${name}`, exact: true }).click();
    await page.getByRole('cell', { name: markup }).first().waitFor();
    await assertInert(page);
    assert.deepEqual(await findings(page, 'hostile job'), []);

    await page.goto(`${bolt.url}/jobs?state=all&q=${encodeURIComponent(markup)}`);
    await page.getByRole('list', { name: 'Jobs, newest first' }).getByRole('link', { name: markup }).waitFor();
    await assertInert(page);
    await page.goto(`${bolt.url}/activity`);
    await page.getByRole('list', { name: 'Activity' }).getByText(markup).first().waitFor();
    await assertInert(page);
    assert.deepEqual(problems, []);
    await context.close();
});

test('what a site says, links included, is text: pushed and loaded', async () => {
    const { page, problems, allow, context } = await openPage(browser, { storageState: session });
    // The last part of a path is a plain file name, which was never stored.
    allow(/status of 404 .*\/api\/staff\/evidence\/[0-9a-f-]+\/passwd$/);
    const job = await buy(business('site'), { directories: 3 });
    await bolt.jobEnded(job);
    await page.goto(`${bolt.url}/jobs/${job}`);
    await untilLive(page);
    const log = JSON.stringify({ reasons: [`new_text: ${markup}`, `link: ${script}`], evidence: { before: '../../etc/passwd', after: `${script}.jpg` } });
    const payload = JSON.stringify({ fields: [{ label: markup, meaning: '"><script>alert(4)</script>', value: `${markup}\u202E` }] });
    bolt.sql(`UPDATE job_results SET listing_url = '${script}', error_message = '${markup}', response_log = '${log}', payload = '${payload}', status = 'failed', verdict = '<b>bold</b>' WHERE job_id = '${job}';
              INSERT INTO queue_history (job_id, directory_name, event, details) VALUES ('${job}', '${markup}', '<i>event</i>', '{"reason":"${markup}"}');`);
    await page.getByText(markup).first().waitFor();
    for (const isLoaded of [false, true]) {
        if (isLoaded) await page.reload();
        await page.getByRole('button', { name: /^Show details of/ }).first().click();
        await page.getByText(`New text: ${markup}`).first().waitFor();
        await page.getByText('<b>bold</b>').first().waitFor();
        await page.getByText('<i>event</i>').first().waitFor();
        await assertInert(page);
        assert.equal(await page.getByRole('link', { name: /View listing/ }).count(), 0);
        assert.deepEqual(await findings(page, 'hostile site'), []);
    }
    assert.deepEqual(problems, []);
    await context.close();
});

test('a megabyte of text, NUL and all, and a row that is gone leave every screen working', async () => {
    const { page, problems, context } = await openPage(browser, { storageState: session });
    const job = await buy(business('huge'), { directories: 3 });
    await bolt.jobEnded(job);
    await page.goto(`${bolt.url}/jobs/${job}`);
    await untilLive(page);
    const names = bolt.sql(`SELECT directory_name FROM job_results WHERE job_id = '${job}' ORDER BY directory_name`).split('\n');
    bolt.sql(`UPDATE job_results SET status = 'failed', verdict = 'rejected', error_message = 'huge ' || printf('%.*c', 1000000, 'x') || char(0) || 'after' WHERE job_id = '${job}' AND directory_name = '${names[0]}';
              DELETE FROM job_results WHERE job_id = '${job}' AND directory_name = '${names[1]}';`);
    const table = page.getByRole('table', { name: 'Submissions by directory' });
    await table.getByText(/^huge x/).first().waitFor();
    await eventually('the deleted row goes', async () => (await table.getByRole('button', { name: /details of/ }).count()) === names.length - 1);
    for (const path of ['/failures', '/directories', `/jobs/${job}?view=log`, `/jobs/${job}?view=attempts`, '/activity', '/']) {
        await page.goto(bolt.url + path);
        await untilLive(page);
        assert.equal(await page.getByRole('alert').count(), 0, path);
        await assertInert(page);
    }
    assert.deepEqual(problems, []);
    await context.close();
});

test('an incomplete profile: the job waits, and list and page say what is missing', async () => {
    const { page, problems, context } = await openPage(browser, { storageState: session });
    await page.goto(bolt.url);
    await untilLive(page);
    const fields = { ...business('gaps'), phone: '12', description: 'Too short', website: 'javascript:alert(5)' };
    const job = await buy(fields);
    const row = page.getByRole('list', { name: 'Active jobs' }).getByRole('listitem').filter({ hasText: fields.business_name }).first();
    await row.getByText('Profile incomplete').waitFor();
    await row.getByRole('link').click();
    const banner = page.getByRole('note').filter({ hasText: 'This job waits for profile data' });
    await banner.waitFor();
    const { job: document } = await bolt.api(`/api/staff/jobs/${job}`);
    assert.equal(document.status, 'pending');
    for (const missing of ['phone number (7 to 15 digits)', 'website (http or https address)', 'description (50 to 1000 characters)']) {
        assert.ok(document.missing.includes(missing), missing);
        assert.ok((await banner.innerText()).includes(missing), missing);
    }
    await assertInert(page);
    assert.equal(bolt.sql(`SELECT count(*) FROM job_results WHERE job_id = '${job}'`), '0', 'no directory is contacted');
    assert.deepEqual(await findings(page, 'incomplete'), []);
    assert.deepEqual(problems, []);
    await context.close();
});

test('addresses that do not exist say so, with a way back', async () => {
    const { page, problems, allow, context } = await openPage(browser, { storageState: session });
    allow(/status of 40[04] .*\/api\/staff\/jobs\//);
    for (const path of ['/nowhere/at/all', '/jobs/0b17e000-0000-4000-8000-00000000dead', `/jobs/${encodeURIComponent("' OR 1=1 --")}`, `/jobs/${encodeURIComponent(markup)}`]) {
        await page.goto(bolt.url + path);
        await page.getByText(/There is no such page|This job does not exist/).first().waitFor();
        await page.getByRole('link', { name: /Go to/ }).first().waitFor();
        await assertInert(page);
    }
    await eventually('the way back', async () => {
        await page.getByRole('link', { name: /Go to/ }).first().click();
        await untilLive(page);
        return true;
    });
    assert.deepEqual(problems, []);
    await context.close();
});
