// The server dies and comes back: the screen says so, loses nothing, and is never loaded anew.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { connectionStatus, isSameDocument, launch, markDocument, openPage, signIn, untilLive } from './browser.mjs';

let bolt, browser, session;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up()]);
    const { page, context } = await openPage(browser);
    session = await signIn(page, bolt);
    await context.close();
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

const untilStatus = (page, pattern, timeoutMs) => eventually(`connection ${pattern}`, async () => pattern.test(await connectionStatus(page).innerText()), timeoutMs);

async function buy(tag) {
    const response = await postWebhook(bolt, checkoutEvent({ fields: business(tag) }));
    assert.equal(response.status, 200);
    return (await response.json()).job_id;
}

async function restart() {
    const port = new URL(bolt.url).port;
    bolt = await new Bolt(['up', '--data', bolt.folder, '--port', port], { folder: bolt.folder }).untilUp();
}

test('killed: Reconnecting, then Offline; back on its port: Live, with all that happened in between', async () => {
    const { page, problems, allow } = await openPage(browser, { storageState: session });
    await page.goto(bolt.url);
    await untilLive(page);
    const jobs = await openPage(browser, { storageState: session });
    await jobs.page.goto(`${bolt.url}/jobs?state=all`);
    await untilLive(jobs.page);
    assert.equal(await connectionStatus(page).innerText(), 'Live');
    await buy('before');
    await page.getByText('Ledger & Vine before').first().waitFor();
    const activity = await openPage(browser, { storageState: session });
    await activity.page.goto(`${bolt.url}/activity`);
    await untilLive(activity.page);
    for (const each of [page, jobs.page, activity.page]) await markDocument(each);

    for (const each of [{ allow }, jobs, activity]) each.allow(/ERR_CONNECTION_(REFUSED|RESET)|WebSocket connection to .* failed/);
    await bolt.kill('SIGKILL');
    await untilStatus(page, /^Reconnecting/, 5_000);
    assert.match(await page.getByRole('banner').innerText(), /last update \d\d:\d\d:\d\d/);
    assert.ok(await page.getByText('Ledger & Vine before').first().isVisible(), 'what was known stays on the screen');

    // Written by hand while nobody serves.
    const id = '0b17e000-0000-4000-8000-000000000001';
    bolt.sql(`INSERT INTO customers (id, business_name, email) VALUES ('${id}', 'Typed in the dark', 'dark@example.com');
              INSERT INTO jobs (id, customer_id, status, paused) VALUES ('${id}', '${id}', 'pending', 1);
              INSERT INTO queue_history (job_id, event, details) VALUES ('${id}', 'order_created', '{"reason":"typed by hand"}');`);
    await untilStatus(page, /^Offline/, 40_000);

    await restart();
    const bought = await Promise.all(Array.from({ length: 4 }, (_, index) => buy(`after${index}`)));
    assert.equal(new Set(bought).size, 4);
    await untilStatus(page, /^Live$/, 60_000);
    await untilStatus(jobs.page, /^Live$/, 60_000);
    const all = jobs.page.getByRole('list', { name: 'Jobs, newest first' });
    for (const name of ['Typed in the dark', ...bought.map((_, index) => `Ledger & Vine after${index}`)])
        assert.equal(await eventually(`${name} is on the screen`, () => all.getByRole('link', { name, exact: true }).count()), 1);
    assert.equal(await all.getByRole('link').count(), 6);
    await activity.page.getByRole('list', { name: 'Activity' }).getByText('typed by hand').waitFor();
    await page.getByRole('list', { name: 'Active jobs' }).getByRole('link', { name: 'Typed in the dark' }).waitFor();

    // And what happens from now on is live again.
    await buy('later');
    await all.getByRole('link', { name: 'Ledger & Vine later' }).waitFor({ timeout: 15_000 });
    const shown = async () => (await jobs.page.getByRole('list', { name: 'Jobs, newest first' }).getByRole('listitem').filter({ has: jobs.page.getByRole('link') }).all()).length;
    assert.equal(await shown(), Number(bolt.sql('SELECT count(*) FROM jobs')));
    for (const each of [page, jobs.page, activity.page]) assert.ok(await isSameDocument(each), 'never loaded anew');
    assert.deepEqual([...problems, ...jobs.problems, ...activity.problems], []);
});

test('three short cuts in a row lose no event of the feed', async () => {
    const { page, problems, allow } = await openPage(browser, { storageState: session });
    await page.goto(`${bolt.url}/activity`);
    await untilLive(page);
    await markDocument(page);
    allow(/ERR_CONNECTION_(REFUSED|RESET)|WebSocket connection to .* failed/);
    for (let round = 0; round < 3; ++round) {
        await buy(`cut${round}`);
        await bolt.kill('SIGKILL');
        await restart();
        await buy(`back${round}`);
    }
    await untilStatus(page, /^Live$/, 60_000);
    // No gap, no double, the table's order: what is shown are its newest events, one by one.
    const list = page.getByRole('list', { name: 'Activity' });
    await eventually('the events of the table', async () => {
        const shown = await list.getByRole('listitem').evaluateAll((items) => items.map((item) => item.querySelector('a').textContent));
        const stored = bolt.sql(`SELECT c.business_name FROM queue_history h JOIN jobs j ON j.id = h.job_id JOIN customers c ON c.id = j.customer_id ORDER BY h.id DESC LIMIT ${shown.length}`).split('\n');
        assert.ok(shown.length >= 30 && shown.includes('Ledger & Vine cut0'), `${shown.length} events`);
        assert.deepEqual(shown, stored);
        return true;
    });
    assert.ok(await isSameDocument(page));
    assert.deepEqual(problems, []);
});

test('a server that hangs is noticed, and what it does after waking is shown', async () => {
    const { page, problems, allow } = await openPage(browser, { storageState: session });
    await page.goto(`${bolt.url}/jobs?state=all`);
    await untilLive(page);
    await markDocument(page);
    allow(/ERR_CONNECTION|ERR_TIMED_OUT|WebSocket connection to .* failed|WebSocket is closed before/);
    bolt.child.kill('SIGSTOP');
    const bought = buy('asleep');
    await untilStatus(page, /^(Reconnecting|Offline)/, 40_000);
    bolt.child.kill('SIGCONT');
    await bought;
    await untilStatus(page, /^Live$/, 60_000);
    await page.getByRole('list', { name: 'Jobs, newest first' }).getByRole('link', { name: 'Ledger & Vine asleep' }).waitFor();
    assert.ok(await isSameDocument(page));
    assert.deepEqual(problems, []);
});
