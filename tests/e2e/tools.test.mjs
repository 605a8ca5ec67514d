// What staff take away and set, in the browser: CSV, the report, bulk priority and abort, rules, a probe with its picture.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { desktop, findings, launch, narrow, openPage, signIn, untilLive } from './browser.mjs';

let bolt, browser, session, job;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up({ args: ['--demo'] })]);
    const { page, context } = await openPage(browser);
    session = await signIn(page, bolt);
    await context.close();
    job = await eventually('the demo buys', () => bolt.sql('SELECT id FROM jobs'));
    await bolt.jobEnded(job);
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

const dialog = (page) => page.getByRole('dialog');
const told = (page, text) => page.getByRole('region', { name: 'Notices' }).getByText(text).first().waitFor();

async function on(path, act, options = {}) {
    const { page, problems, allow, context } = await openPage(browser, { storageState: session, ...options });
    await page.goto(bolt.url + path);
    await untilLive(page);
    await act(page, allow);
    assert.deepEqual(problems, []);
    await context.close();
}

async function waitingJobs(...tags) {
    for (const tag of tags) await postWebhook(bolt, checkoutEvent({ fields: { ...business(tag), phone: '' } }));
}

async function downloaded(page, click) {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('the filter goes out as CSV, and the report is a page that anybody can read', async () => {
    await waitingJobs('csv1', 'csv2');
    await on('/jobs?q=csv', async (page) => {
        await page.getByRole('button', { name: 'More about the list' }).click();
        const { name, bytes } = await downloaded(page, () => page.getByRole('menuitem', { name: 'Export as CSV' }).click());
        assert.equal(name, 'jobs.csv');
        assert.equal(bytes.toString().trimEnd().split('\r\n').length, 3);
    });
    await on(`/jobs/${job}`, async (page) => {
        const more = () => page.getByRole('main').getByRole('button', { name: 'More actions' }).click();
        await more();
        const [report] = await Promise.all([page.waitForEvent('popup'), page.getByRole('menuitem', { name: 'Customer report', exact: true }).click()]);
        await report.getByRole('heading', { name: /^Listings of/ }).waitFor();
        assert.deepEqual(await findings(report, 'report'), []);
        await report.close();
    });
});

test('many jobs get a priority at once, and an operation is aborted half way', async () => {
    await waitingJobs('prio1', 'prio2');
    await on('/jobs?q=prio', async (page) => {
        await page.getByRole('checkbox', { name: 'Select all shown' }).check();
        const bar = page.getByRole('region', { name: /selected/ });
        await bar.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: 'Set priority' }).click();
        await dialog(page).getByLabel(/Priority/).selectOption('1');
        await dialog(page).getByRole('button', { name: 'Start for 2 jobs' }).click();
        await dialog(page).getByRole('status').getByText('Done').waitFor();
    });
    assert.equal(bolt.sql("SELECT group_concat(DISTINCT priority) FROM jobs WHERE customer_id IN (SELECT id FROM customers WHERE business_name LIKE '%prio%')"), '1');
    // So many that it is half way for a while.
    bolt.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO jobs (id, customer_id, status, package_type, priority)
        SELECT printf('00000000-0000-4000-8000-%012d', i), (SELECT customer_id FROM jobs WHERE id = '${job}'), 'pending', 'starter', 9 FROM n`);
    await on('/jobs?priority=9', async (page) => {
        await page.getByRole('checkbox', { name: 'Select all shown' }).check();
        await page.getByRole('button', { name: /^Select all 10,000/ }).click();
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        await dialog(page).getByRole('button', { name: 'Start for 10,000 jobs' }).click();
        await dialog(page).getByRole('button', { name: 'Abort' }).click();
        await dialog(page).getByText('Aborted; what was done stays done').waitFor();
    });
    const paused = Number(bolt.sql('SELECT count(*) FROM jobs WHERE paused AND priority = 9'));
    assert.ok(paused < 10_000, `${paused} of 10,000`);
    assert.equal(bolt.sql("SELECT status FROM bulk_operations WHERE total = 10000"), 'aborted');
    bolt.sql('DELETE FROM jobs WHERE priority = 9');
});

test('an admin sets a rule: what is wrong is said at its field, what is right is stored and shown', async () => {
    await on('/settings', async (page) => {
        const field = page.getByLabel('Pause between visits, %');
        await field.fill('5');
        await page.getByText('From 10 % to 10,000 %').waitFor();
        await field.fill('150');
        await page.getByLabel('Reason (for the audit log)').fill('a busy week');
        await page.getByRole('button', { name: 'Save changes' }).first().click();
        await told(page, 'The rules are saved');
        await page.getByText(/set by owner@localhost/).waitFor();
    });
    assert.equal(bolt.sql("SELECT value FROM server_rules WHERE name = 'pacing_percent'"), '150');
    assert.match(bolt.sql("SELECT details FROM audit_log WHERE action = 'settings.rules'"), /a busy week/);
});

test('a directory is probed: its fields, what they mean, and the picture', async () => {
    for (const [viewport, colorScheme] of [[desktop, 'light'], [narrow, 'dark']])
        await on('/directories?open=biz-steps', async (page) => {
            await dialog(page).getByRole('button', { name: 'Probe now' }).click();
            await dialog(page).getByRole('table', { name: 'Fields of the form' }).waitFor({ timeout: 60_000 });
            const picture = dialog(page).getByRole('img', { name: /every field of the form marked/ });
            await eventually('the picture is there', () => picture.evaluate((image) => image.complete && image.naturalWidth > 300));
            if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}-probe-${colorScheme}.png` });
            assert.deepEqual(await findings(page, `probe ${colorScheme}`), []);
        }, { viewport, colorScheme });
    assert.equal(bolt.sql("SELECT count(*) FROM audit_log WHERE action = 'directory.probe' AND target = 'directory:biz-steps'"), '2');
});

test('two ways of the description run side by side at a directory, and a person ends it with a reason', async () => {
    for (const viewport of [desktop, narrow])
        await on('/directories?open=bistro-list', async (page) => {
            await dialog(page).getByRole('heading', { name: 'Experiments', exact: true }).waitFor();
            await page.getByLabel('The other', { exact: true }).selectOption('brief');
            await dialog(page).getByRole('button', { name: 'Start', exact: true }).click();
            await told(page, 'The experiment runs');
            await dialog(page).getByText('nothing ended yet').first().waitFor();
            assert.deepEqual(await findings(page, 'a running experiment'), []);
            await dialog(page).getByRole('button', { name: 'Stop', exact: true }).click();
            const asked = page.getByRole('dialog', { name: 'Stop this experiment?' });
            await asked.getByLabel(/^Reason/).fill('enough was seen');
            await asked.getByRole('button', { name: 'Stop', exact: true }).click();
            await told(page, 'The experiment has ended');
            await dialog(page).getByText('enough was seen').first().waitFor();
            assert.equal(bolt.sql("SELECT status || '|' || arm_a || '|' || arm_b || '|' || reason FROM experiments ORDER BY started_at DESC, id LIMIT 1").trim(), 'stopped|as_written|brief|enough was seen');
        }, { viewport });
});
