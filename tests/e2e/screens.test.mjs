// Every screen with the demo's real data, wide and narrow, light and dark: axe finds nothing, nothing scrolls sideways, the console stays empty.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { addTrouble } from './trouble.mjs';
import { desktop, findings, launch, narrow, openPage, signIn, untilLive } from './browser.mjs';

let bolt, browser, session, job, waiting, customer, trouble;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up({ args: ['--demo'] })]);
    const { page, context } = await openPage(browser);
    session = await signIn(page, bolt);
    await context.close();
    job = await eventually('the demo buys', () => bolt.sql('SELECT id FROM jobs'));
    const longName = `${'Donaudampfschifffahrtsgesellschaft'.repeat(3)} & Sons`;
    const response = await postWebhook(bolt, checkoutEvent({ fields: { ...business('long'), business_name: longName, phone: '' } }));
    waiting = (await response.json()).job_id;
    customer = bolt.sql(`SELECT customer_id FROM jobs WHERE id = '${job}'`);
});

/** Opens an address and waits until `what` is there. */
async function visit(page, path, what) {
    await page.goto(bolt.url + path);
    await untilLive(page);
    await what(page).first().waitFor();
}
const heading = (name) => (page) => page.getByRole('heading', { name, exact: true });
const table = (name) => (page) => page.getByRole('table', { name });
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

const openJob = async (page) => {
    await page.goto(`${bolt.url}/jobs/${job}`);
    await page.getByRole('table').first().waitFor();
    await untilLive(page);
};

/** name -> how to get there; each leaves the screen complete. */
const screens = {
    async overview(page) {
        await page.goto(bolt.url);
        await untilLive(page);
        await page.getByRole('list', { name: 'Completed' }).waitFor();
        await page.getByRole('list', { name: 'Activity' }).waitFor();
    },
    async 'active jobs'(page) {
        await page.goto(`${bolt.url}/jobs`);
        await page.getByRole('list', { name: 'Jobs, newest first' }).waitFor();
    },
    async 'all jobs'(page) {
        await page.goto(`${bolt.url}/jobs?state=all`);
        await page.getByRole('list', { name: 'Jobs, newest first' }).waitFor();
    },
    async 'nothing found'(page) {
        await page.goto(`${bolt.url}/jobs?state=all&q=zzzz`);
        await page.getByText('No job matches').waitFor();
    },
    job: openJob,
    async 'job, every row open'(page) {
        await openJob(page);
        for (const name of await page.getByRole('button', { name: /^Show details of/ }).evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label'))))
            await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('button', { name: /^Show \d+ earlier$/ }).click();
    },
    async picture(page) {
        await openJob(page);
        await page.getByRole('button', { name: 'Show details of BistroList' }).click();
        await page.getByRole('button', { name: 'Enlarge: Before submitting' }).click();
        const image = page.getByRole('dialog').getByRole('img');
        await eventually('the picture', () => image.evaluate((element) => element.naturalWidth > 0));
    },
    async 'job with gaps'(page) {
        await page.goto(`${bolt.url}/jobs/${waiting}`);
        await page.getByText('This job waits for profile data').waitFor();
    },
    async activity(page) {
        await page.goto(`${bolt.url}/activity`);
        await page.getByRole('list', { name: 'Activity' }).waitFor();
    },
    inbox: (page) => visit(page, '/inbox', (each) => each.getByRole('list', { name: /Items that need a person/ })),
    'item of the inbox': (page) => visit(page, `/inbox?item=${trouble.item}`, heading('Your answer')),
    failures: (page) => visit(page, '/failures', table(/Groups of failures/)),
    directories: (page) => visit(page, '/directories', table('Directories with their health')),
    async directory(page) {
        await visit(page, '/directories?open=bistro-list', heading('Last attempts'));
        await heading('Experiments')(page).waitFor();
    },
    async 'directory, edited'(page) {
        await visit(page, '/directories?open=bistro-list', heading('Last attempts'));
        await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click();
        await page.getByLabel('Submission page').waitFor();
    },
    async import(page) {
        await visit(page, '/directories', table('Directories with their health'));
        await page.getByRole('button', { name: 'Import' }).click();
        await page.getByLabel('Rows to import').waitFor();
    },
    customers: (page) => visit(page, '/customers', table('Customers, newest first')),
    customer: (page) => visit(page, `/customers/${customer}`, heading('Business profile')),
    async workers(page) {
        await visit(page, '/workers', table(/Workers seen/));
        await table('Roles of all processes')(page).waitFor();
    },
    async 'a worker, its times'(page) {
        await visit(page, '/workers', heading('Attempts'));
        await page.getByLabel('Worker', { exact: true }).selectOption({ index: 1 });
        await page.getByRole('button', { name: 'At work' }).click();
        await page.getByText(/Half within [\d.]+ s, 95 % within/).waitFor({ state: 'attached' });
    },
    queue: (page) => visit(page, '/queue', table(/Dead letters/)),
    'staff actions': (page) => visit(page, '/activity?tab=audit', table(/Staff actions/)),
    settings: (page) => visit(page, '/settings', table('Packages')),
    attempts: (page) => visit(page, `/jobs/${job}?view=attempts`, table(/Attempts in the order/)),
    log: (page) => visit(page, `/jobs/${job}?view=log`, (each) => each.getByRole('list', { name: 'Log of this job' })),
    async filters(page) {
        await visit(page, '/jobs?state=all&package=starter', heading('Jobs'));
        await page.getByRole('button', { name: /^Filters/ }).click();
        await page.getByLabel('Error contains').waitFor();
    },
    async bulk(page) {
        await visit(page, '/jobs?state=all', (each) => each.getByRole('checkbox', { name: 'Select all shown' }));
        await page.getByRole('checkbox', { name: 'Select all shown' }).check();
        await page.getByRole('button', { name: 'Retry failed' }).waitFor();
    },
    async 'bulk, previewed'(page) {
        await screens.bulk(page);
        await page.getByRole('button', { name: 'Retry failed' }).click();
        await page.getByRole('button', { name: /^Start for/ }).waitFor();
    },
    async palette(page) {
        await visit(page, '/', heading('Overview'));
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').fill('jun');
        await page.getByRole('option', { name: /Juniper/ }).waitFor();
    },
    async keys(page) {
        await visit(page, '/', heading('Overview'));
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
    async menu(page) {
        await page.goto(bolt.url);
        await untilLive(page);
        await page.getByRole('button', { name: /Account/ }).locator('visible=true').click();
        await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    },
    async 'no such page'(page) {
        await page.goto(`${bolt.url}/nowhere`);
        await page.getByText('There is no such page').waitFor();
    },
};

for (const [sizeName, viewport] of [['desktop', desktop], ['narrow', narrow]])
    for (const colorScheme of ['light', 'dark']) {
        const kind = `${sizeName}, ${colorScheme}`;
        test(`signed in: ${kind}`, async () => {
            const { page, problems, context } = await openPage(browser, { viewport, colorScheme, storageState: session });
            const found = [];
            // The running job first: bars in motion are a screen of their own.
            await page.goto(bolt.url);
            await untilLive(page);
            await page.getByRole('list', { name: 'Active jobs' }).waitFor();
            found.push(...(await findings(page, `overview with active jobs, ${kind}`)));
            await bolt.jobEnded(job);
            trouble ??= await addTrouble(bolt, job);
            for (const [name, open] of Object.entries(screens)) {
                await open(page);
                found.push(...(await findings(page, `${name}, ${kind}`)));
            }
            assert.deepEqual([...found, ...problems], []);
            await context.close();
        });

        test(`login: ${kind}`, async () => {
            const { page, problems, allow, context } = await openPage(browser, { viewport, colorScheme });
            allow(/status of 401 .*\/api\/staff\/login$/);
            await page.goto(bolt.url);
            await page.getByRole('heading', { name: 'Sign in' }).waitFor();
            const found = await findings(page, `login, ${kind}`);
            await page.getByLabel('E-mail').fill('nobody@example.com');
            await page.getByLabel('Password', { exact: true }).fill('wrong');
            await page.getByRole('button', { name: 'Sign in' }).click();
            await page.getByRole('alert').getByText('wrong').waitFor();
            found.push(...(await findings(page, `login refused, ${kind}`)));
            assert.deepEqual([...found, ...problems], []);
            await context.close();
        });
    }

test('the keyboard alone reaches a job, its details and the picture', async () => {
    const { page, problems, context } = await openPage(browser, { storageState: session });
    await bolt.jobEnded(job);
    await page.goto(`${bolt.url}/jobs?state=completed`);
    await page.getByRole('list', { name: 'Jobs, newest first' }).waitFor();
    const tabTo = async (name) => {
        for (let presses = 0; presses < 60; ++presses) {
            await page.keyboard.press('Tab');
            const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
            if (name.test(focused)) return;
        }
        assert.fail(`${name} was not reached`);
    };
    await tabTo(/^Juniper & Rye/);
    await page.keyboard.press('Enter');
    await page.getByRole('table').first().waitFor();
    await tabTo(/^Show details of BistroList$/);
    await page.keyboard.press('Enter');
    await tabTo(/^Enlarge: Before submitting$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus comes back with the dialog's close event, which the browser sends in a task of its own.
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Enlarge: Before submitting');
    assert.deepEqual(problems, []);
    await context.close();
});
