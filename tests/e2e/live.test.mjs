// The demo's job, watched on the overview and on its own page while it runs: everything moves by push, and ends equal to the tables.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { isSameDocument, launch, markDocument, openPage, readTiles, signIn, untilLive } from './browser.mjs';

const statusNames = { pending: 'Waiting', submitting: 'Submitting', submitted: 'Submitted', failed: 'Failed', skipped: 'Skipped', action_required: 'Needs action' };
const verdictNames = { accepted: 'Accepted', pending_review: 'Pending review', confirm_email: 'Confirm e-mail', rejected: 'Rejected', duplicate: 'Duplicate', needs_login: 'Needs login', needs_captcha: 'Needs captcha', needs_payment: 'Needs payment', blocked: 'Blocked', unreachable: 'Unreachable', unknown: 'Unknown outcome' };

let bolt, browser, job, session, watching;
before(async () => {
    browser = await launch();
    bolt = await Bolt.up({ args: ['--demo'] });
    job = await eventually('the demo buys', () => bolt.sql('SELECT id FROM jobs'));
    watching = await openPage(browser);
    session = await signIn(watching.page, bolt);
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

const rows = (query) => JSON.parse(bolt.sql(`.mode json\n${query}`) || '[]');
const count = (query) => Number(bolt.sql(query));

/** Every text the element's `n/14 dirs` ever had, as the page itself saw it. */
function recordProgress(page) {
    return page.evaluate(() => {
        window.progressSeen = [];
        const look = () => {
            const text = /\d+\/\d+ dirs/.exec(document.querySelector('ul[aria-label="Active jobs"]')?.textContent ?? '')?.[0];
            if (text && window.progressSeen.at(-1) !== text) window.progressSeen.push(text);
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
    });
}

test('the overview follows the running job by push alone', async () => {
    const { page, problems } = watching;
    await markDocument(page);
    await recordProgress(page);
    const active = page.getByRole('list', { name: 'Active jobs' });
    await active.getByRole('progressbar').waitFor();

    // A second screen that loses the API after its first snapshots: only the feed can move it.
    const cut = await openPage(browser, { storageState: session });
    await cut.page.goto(bolt.url);
    await untilLive(cut.page);
    await cut.page.getByRole('list', { name: 'Active jobs' }).waitFor();
    await cut.page.getByRole('list', { name: 'Activity' }).waitFor();
    cut.allow(/net::ERR_FAILED/);
    await cut.page.route('**/api/staff/**', (route) => route.abort());
    await recordProgress(cut.page);
    const eventsAtFirst = await page.getByRole('list', { name: 'Activity' }).getByRole('listitem').count();

    const total = await eventually('the directories are chosen', () => count(`SELECT directories_total FROM jobs`));
    assert.equal(total, count('SELECT count(*) FROM directories'));
    await bolt.jobEnded(job);
    const completed = page.getByRole('list', { name: 'Completed' });
    await completed.getByText(`${total}/${total} dirs`).waitFor({ timeout: 15_000 });
    await page.getByText('No job is running').waitFor({ timeout: 15_000 });

    for (const each of [page, cut.page]) {
        const seen = (await each.evaluate(() => window.progressSeen)).map((text) => Number(text.split('/')[0]));
        assert.ok(new Set(seen).size >= 4, `it moved step by step: ${seen}`);
        assert.deepEqual(seen, seen.toSorted((a, b) => a - b), 'it never went back');
    }
    await cut.page.getByRole('list', { name: 'Completed' }).getByText(`${total}/${total} dirs`).waitFor({ timeout: 15_000 });
    assert.deepEqual(cut.problems, []);
    await cut.context.close();

    const feed = page.getByRole('list', { name: 'Activity' });
    assert.ok((await feed.getByRole('listitem').count()) > eventsAtFirst, 'the feed grew');
    for (const title of ['Flow completed', 'Job finished', 'Retry scheduled']) assert.ok((await feed.getByText(title, { exact: true }).count()) > 0, title);
    assert.ok(await isSameDocument(page), 'the page was never loaded anew');
    assert.deepEqual(problems, []);
});

test('the tiles and the bar equal the counts of the tables', async () => {
    const { page, problems } = watching;
    await bolt.jobEnded(job);
    const of = (table, where) => count(`SELECT count(*) FROM ${table} WHERE ${where}`);
    const submitted = of('job_results', "status = 'submitted'"), failed = of('job_results', "status = 'failed'");
    const expected = {
        'In progress': String(of('jobs', "status = 'in_progress'")),
        Queued: String(of('jobs', "status IN ('queued', 'pending')")),
        'Needs action': String(of('action_items', "status <> 'resolved'")),
        'Submitted today': String(of('job_results', "status = 'submitted' AND updated_at >= strftime('%Y-%m-%d', 'now')")),
        'Success rate': `${Math.round((100 * submitted) / (submitted + failed))} %`,
        Queue: String(count('SELECT count(*) FROM queue_messages')),
        Workers: '1',
    };
    await eventually('tiles as the tables', async () => {
        assert.deepEqual(await readTiles(page), expected);
        return true;
    }, 15_000);
    const outcomes = () => page.getByRole('list', { name: 'Completed' }).locator('ul li').allInnerTexts();
    const order = ['submitted', 'skipped', 'action_required', 'failed', 'submitting'];
    const counts = Object.fromEntries(rows('SELECT status, count(*) AS n FROM job_results GROUP BY status').map(({ status, n }) => [status, n]));
    await eventually('the outcome counts', async () => {
        assert.deepEqual((await outcomes()).map((text) => text.replace(/\s+/g, ' ').trim()), order.filter((status) => counts[status]).map((status) => `${counts[status]} ${statusNames[status]}`));
        return true;
    }, 15_000);
    assert.deepEqual(problems, []);
});

test('the job page shows each directory as the database has it, with pictures, reasons and sent values', async () => {
    await bolt.jobEnded(job);
    const { page, problems, context } = await openPage(browser, { storageState: session });
    await page.goto(`${bolt.url}/jobs/${job}`);
    const table = page.getByRole('table', { name: 'Submissions by directory' });
    const results = rows("SELECT r.*, coalesce(nullif(d.title, ''), r.directory_name) AS title FROM job_results r LEFT JOIN directories d ON d.name = r.directory_name");
    assert.equal(results.length, 14);
    await table.getByRole('button', { name: /^Show details of/ }).nth(13).waitFor();
    assert.equal(await table.getByRole('button', { name: /^Show details of/ }).count(), results.length);
    const received = await bolt.received();
    // What was sent holds the customer's contact data, which are hidden at first.
    await page.getByRole('button', { name: 'Show contact data' }).click();
    await page.getByRole('button', { name: 'Show contact data' }).waitFor({ state: 'detached' });

    for (const result of results) {
        const group = table.getByRole('rowgroup').filter({ has: page.getByRole('button', { name: `Show details of ${result.title}`, exact: true }) });
        const row = group.getByRole('row').first();
        assert.ok(await row.getByText(statusNames[result.status], { exact: true }).isVisible(), `${result.title}: ${result.status}`);
        assert.ok(await row.getByText(verdictNames[result.verdict], { exact: true }).isVisible(), `${result.title}: ${result.verdict}`);
        assert.match(await row.innerText(), new RegExp(`\\b${result.attempts} · Browser`));

        await row.getByRole('button').click();
        const open = table.getByRole('rowgroup').filter({ has: page.getByRole('button', { name: `Hide details of ${result.title}`, exact: true }) });
        const detail = open.getByRole('row').nth(1);
        const text = (await detail.innerText()).replace(/\s+/g, ' ');
        const { reasons } = JSON.parse(result.response_log);
        assert.ok(reasons.length > 0, `${result.title} has reasons`);
        // The first word of a piece of evidence ("new_text: Thank you") is written for people ("New text: Thank you").
        for (const reason of reasons)
            assert.ok(text.toLowerCase().includes(reason.replace(/^\w+: /, '').replace(/\s+/g, ' ').trim().toLowerCase()), `${result.title}: "${reason}" is not in "${text}"`);

        const { fields } = JSON.parse(result.payload);
        const sentRows = detail.getByRole('table').locator('tbody tr');
        assert.equal(await sentRows.count(), fields?.length ?? 0, `${result.title}: sent values`);
        for (const { label, value } of fields ?? [])
            assert.ok((await sentRows.filter({ hasText: label }).allInnerTexts()).join('\n').replace(/\s+/g, ' ').includes(value.replace(/\s+/g, ' ').trim()), `${result.title}: ${label} = ${value}`);
        if (result.status === 'submitted') {
            const [arrived] = received.filter((entry) => entry.site === result.directory_name && entry.accepted);
            const values = arrived.fields.map(([, value]) => value);
            assert.ok(fields.filter(({ value }) => values.includes(value)).length >= 3, `${result.title}: what is shown is what arrived`);
        }

        const evidence = JSON.parse(result.response_log).evidence ?? {};
        const pictures = detail.getByRole('img');
        assert.equal(await pictures.count(), ['before', 'after'].filter((moment) => evidence[moment]).length, `${result.title}: pictures`);
        for (const picture of await pictures.all()) {
            await picture.scrollIntoViewIfNeeded();
            await eventually(`${result.title}: the picture loads`, () => picture.evaluate((image) => image.complete && image.naturalWidth > 0), 5_000);
        }
        // Those that lead away; the one to the inbox stays here.
        for (const link of await open.locator('a:not([href^="/inbox"])').all()) {
            assert.match(await link.getAttribute('href'), /^https?:\/\//);
            assert.match(await link.getAttribute('rel'), /noopener/);
        }
        const listing = open.getByRole('link', { name: `View listing on ${result.title}` });
        assert.equal(await listing.count(), result.listing_url ? 1 : 0, `${result.title}: listing`);
        if (result.listing_url) assert.equal(await listing.getAttribute('href'), result.listing_url);
        await open.getByRole('button', { name: /^Hide details/ }).click();
    }
    assert.ok(results.some(({ response_log }) => JSON.parse(response_log).evidence?.after), 'there were pictures at all');

    await page.getByRole('button', { name: /^Show \d+ earlier$/ }).click();
    assert.equal(await page.getByRole('list', { name: 'Timeline' }).getByRole('listitem').count(), count(`SELECT count(*) FROM queue_history WHERE job_id = '${job}'`));
    assert.deepEqual(problems, []);
    await context.close();
});

test('a picture opens large, and no one without a session gets it', async () => {
    await bolt.jobEnded(job);
    const { page, problems, context } = await openPage(browser, { storageState: session });
    await page.goto(`${bolt.url}/jobs/${job}`);
    await page.getByRole('button', { name: 'Show details of BistroList' }).click();
    await page.getByRole('button', { name: 'Enlarge: After submitting' }).click();
    const image = page.getByRole('dialog').getByRole('img');
    await eventually('the large picture', () => image.evaluate((element) => element.naturalWidth >= 600));
    const source = await image.getAttribute('src');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal((await fetch(bolt.url + source)).status, 401);
    assert.deepEqual(problems, []);
    await context.close();
});
