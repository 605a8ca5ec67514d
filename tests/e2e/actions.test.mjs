// What staff do, done in the browser and found in the tables: each action, its audit entry, and what the screen says about it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Bolt, eventually, run } from '../system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../system/purchase.mjs';
import { launch, openPage, signIn, untilLive } from './browser.mjs';
import { totpCode } from './totp.mjs';
import { addTrouble } from './trouble.mjs';

let bolt, browser, session, job, trouble;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up({ args: ['--demo'] })]);
    const { page, context } = await openPage(browser);
    session = await signIn(page, bolt);
    await context.close();
    job = await eventually('the demo buys', () => bolt.sql('SELECT id FROM jobs'));
    await bolt.jobEnded(job);
    trouble = await addTrouble(bolt, job);
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

const count = (query) => Number(bolt.sql(query));
const audited = (action, target = '%') => count(`SELECT count(*) FROM audit_log WHERE action = '${action}' AND target LIKE '${target}' AND actor = 'staff:owner@localhost'`);
const told = (page, text) => page.getByRole('region', { name: 'Notices' }).getByText(text).first().waitFor();
const dialog = (page) => page.getByRole('dialog');

/** Opens a screen for one test and sees to it that nothing went wrong on it. */
async function on(path, act) {
    const { page, problems, allow, context } = await openPage(browser, { storageState: session });
    await page.goto(bolt.url + path);
    await untilLive(page);
    await act(page, allow);
    assert.deepEqual(problems, []);
    await context.close();
}

/** A job that waits for its profile: it stays where it is put. */
async function waitingJob(tag) {
    const response = await postWebhook(bolt, checkoutEvent({ fields: { ...business(tag), phone: '' } }));
    return (await response.json()).job_id;
}

test('a job is paused, goes on, gets another priority and is cancelled with a reason', async () => {
    const id = await waitingJob('acts');
    await on(`/jobs/${id}`, async (page) => {
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        await told(page, 'The job is paused');
        assert.equal(bolt.sql(`SELECT paused FROM jobs WHERE id = '${id}'`), '1');
        await page.getByRole('button', { name: 'Resume', exact: true }).click();
        await told(page, 'The job goes on');
        assert.equal(bolt.sql(`SELECT paused FROM jobs WHERE id = '${id}'`), '0');

        await page.getByRole('main').getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: 'Set priority' }).click();
        await dialog(page).getByLabel('Set priority').selectOption('1');
        await dialog(page).getByRole('button', { name: 'Set priority' }).click();
        await told(page, 'The priority is now 1');
        assert.equal(bolt.sql(`SELECT priority FROM jobs WHERE id = '${id}'`), '1');

        await page.getByRole('main').getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: 'Cancel job' }).click();
        await dialog(page).getByLabel('Reason').fill('bought twice');
        await dialog(page).getByRole('button', { name: 'Cancel the job' }).click();
        await told(page, 'The job is cancelled');
        await page.getByRole('main').getByText('Cancelled').first().waitFor();
    });
    for (const action of ['job.pause', 'job.resume', 'job.priority', 'job.cancel']) assert.equal(audited(action, `job:${id}`), 1, action);
    assert.match(bolt.sql(`SELECT details FROM audit_log WHERE action = 'job.cancel' AND target = 'job:${id}'`), /bought twice/);
});

test('what the server refuses is taken back on the screen, with the reason', async () => {
    const id = await waitingJob('refused');
    await on(`/jobs/${id}`, async (page, allow) => {
        allow(/status of 409/);
        await page.route('**/pause', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Conflict', detail: 'Somebody has just cancelled it.', status: 409 }) }));
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        await told(page, 'Somebody has just cancelled it.');
        await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
        assert.equal(await page.getByRole('button', { name: 'Resume', exact: true }).count(), 0);
    });
});

test('all that match are paused at once: preview, progress, outcome', async () => {
    for (const tag of ['bulk1', 'bulk2', 'bulk3']) await waitingJob(tag);
    await on('/jobs?q=bulk', async (page) => {
        await page.getByRole('checkbox', { name: 'Select all shown' }).check();
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        await dialog(page).getByText('3 jobs will be looked at.').waitFor();
        await dialog(page).getByLabel('Reason').fill('audit');
        await dialog(page).getByRole('button', { name: 'Start for 3 jobs' }).click();
        await dialog(page).getByRole('status').getByText('Done').waitFor();
        await dialog(page).getByText('3 jobs changed').waitFor();
        await dialog(page).getByRole('button', { name: 'Close' }).last().click();
        await eventually('the rows follow', async () => (await page.getByRole('list', { name: 'Jobs, newest first' }).getByText('Paused', { exact: true }).count()) === 3);
    });
    assert.equal(count("SELECT count(*) FROM jobs WHERE paused AND customer_id IN (SELECT id FROM customers WHERE business_name LIKE '%bulk%')"), 3);
    assert.equal(audited('bulk.pause'), 1);
});

test('failures are grouped by cause, and a group is tried again', async () => {
    await on('/failures', async (page) => {
        const row = page.getByRole('row').filter({ hasText: /The site answered/ });
        await row.waitFor();
        assert.match(await row.innerText(), /\b3\b/);
        await row.getByRole('button', { name: 'Retry group' }).click();
        await dialog(page).getByRole('button', { name: /^Start for 1 job/ }).click();
        await dialog(page).getByRole('status').getByText('Done').waitFor();
    });
    assert.equal(audited('bulk.retry_failed'), 1);
    await bolt.jobEnded(job);
});

test('two people and one item: the second is told who has it; its answer ends the submission', async () => {
    const second = await openPage(browser, { storageState: session });
    await second.page.goto(`${bolt.url}/inbox?item=${trouble.item}`);
    await untilLive(second.page);
    await on(`/inbox?item=${trouble.item}`, async (page) => {
        await dialog(page).getByRole('button', { name: 'Take it' }).click();
        await dialog(page).getByText('Taken by you').waitFor();
        // By push on the other screen.
        await dialog(second.page).getByText('Taken by you').waitFor();
        await dialog(page).locator('input[type=file]').setInputFiles({ name: 'proof.png', mimeType: 'image/png', buffer: png });
        await dialog(page).getByText('A proof is kept').waitFor();
        await dialog(page).getByLabel('Note').fill('Done by hand');
        await dialog(page).getByRole('button', { name: 'It is submitted' }).click();
        await told(page, 'Resolved');
    });
    assert.equal(bolt.sql(`SELECT status FROM action_items WHERE id = '${trouble.item}'`), 'resolved');
    assert.equal(bolt.sql(`SELECT r.status FROM job_results r JOIN action_items a ON a.result_id = r.id WHERE a.id = '${trouble.item}'`), 'submitted');
    for (const action of ['action.claim', 'action.proof', 'action.resolve']) assert.equal(audited(action, `action:${trouble.item}`), 1, action);
    assert.deepEqual(second.problems, []);
    await second.context.close();
});

// The smallest picture there is.
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('a directory is paused with a reason, edited and set going again', async () => {
    await on('/directories', async (page) => {
        await page.getByRole('button', { name: 'Pause: BizSteps' }).click();
        await dialog(page).getByLabel('Reason').fill('their form is broken');
        await dialog(page).getByRole('button', { name: 'Pause' }).click();
        await told(page, 'BizSteps is paused');
        assert.equal(bolt.sql("SELECT paused || paused_reason FROM directories WHERE name = 'biz-steps'"), '1their form is broken');
        await page.getByRole('button', { name: 'Resume: BizSteps' }).click();
        await told(page, 'BizSteps goes on');

        await page.getByRole('link', { name: 'BizSteps', exact: true }).click();
        await dialog(page).getByRole('button', { name: 'Edit' }).click();
        await dialog(page).getByLabel('Pause between visits (ms)').fill('2500');
        await dialog(page).getByRole('button', { name: 'Save changes' }).click();
        await told(page, 'The directory is changed');
        assert.equal(bolt.sql("SELECT pacing_ms FROM directories WHERE name = 'biz-steps'"), '2500');
    });
});

test('a list of directories is checked, refused with a reason, and imported', async () => {
    await on('/directories', async (page, allow) => {
        allow(/status of 400 .*\/import$/);
        await page.getByRole('button', { name: 'Import' }).click();
        await dialog(page).getByLabel('Rows to import').fill('name,title\n,nameless');
        await dialog(page).getByRole('button', { name: 'Check' }).click();
        await dialog(page).getByRole('alert').waitFor();
        await dialog(page).getByLabel('Rows to import').fill('name,title,website,submission_url\nnew-list,New List,https://new-list.example,https://new-list.example/add');
        await dialog(page).getByRole('button', { name: 'Check' }).click();
        await dialog(page).getByText(/1 new/).waitFor();
        assert.equal(count("SELECT count(*) FROM directories WHERE name = 'new-list'"), 0);
        await dialog(page).getByRole('button', { name: 'Import' }).click();
        await told(page, '1 directories are new');
    });
    assert.equal(count("SELECT count(*) FROM directories WHERE name = 'new-list'"), 1);
});

test('a profile is completed: what is wrong is said at its field, and the job that waited goes on', async () => {
    const id = await waitingJob('profile');
    const customer = bolt.sql(`SELECT customer_id FROM jobs WHERE id = '${id}'`);
    await on(`/customers/${customer}`, async (page) => {
        await page.getByRole('note').getByText(/phone/).waitFor();
        assert.match(await page.getByLabel('E-mail').inputValue(), /^.\u2022\u2022\u2022@/);
        assert.ok(await page.getByLabel('Phone').isDisabled(), 'what is hidden cannot be edited');
        await page.getByRole('button', { name: 'Show contact data' }).click();
        await eventually('it is shown', async () => (await page.getByLabel('E-mail').inputValue()) === bolt.sql(`SELECT email FROM customers WHERE id = '${customer}'`));
        await page.getByLabel('Phone').fill('12');
        await page.getByRole('button', { name: 'Save changes' }).click();
        await page.getByText('Enter a phone number of 7 to 15 digits.').waitFor();
        await page.getByLabel('Phone').fill('+1 512 555 0142');
        await page.getByRole('button', { name: 'Save changes' }).click();
        await told(page, 'The profile is saved; 1 job goes on');
    });
    await eventually('the job goes on', () => bolt.sql(`SELECT status FROM jobs WHERE id = '${id}'`) !== 'pending');
    assert.equal(audited('customer.profile', `customer:${customer}`), 1);
    assert.equal(audited('customer.reveal', `customer:${customer}`), 1);
});

test('a session that ends in the middle of a form: sign in again, nothing typed is lost, and the change arrives', async () => {
    const id = await waitingJob('ended');
    const customer = bolt.sql(`SELECT customer_id FROM jobs WHERE id = '${id}'`);
    const password = 'correct horse battery';
    const added = run(['staff', 'add', 'ada@example.com', '--role', 'admin', '--password', '--data', bolt.folder], { input: `${password}\n` });
    assert.equal(added.status, 0, added.stderr);
    const { page, allow, problems, context } = await openPage(browser);
    await page.goto(`${bolt.url}/customers/${customer}`);
    const enter = async () => {
        await page.getByLabel('Password', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await page.getByLabel('E-mail').fill('ada@example.com');
    await enter();
    await untilLive(page);
    await page.getByRole('button', { name: 'Show contact data' }).click();
    await page.getByLabel('City').fill('Lockhart');
    allow(/status of 401|WebSocket connection to .* failed/);
    // The session ends while the change is on its way, so that nothing else of the page learns of it before.
    let ended = false;
    await page.route('**/api/staff/**', (route) => {
        if (!ended && (ended = route.request().method() !== 'GET'))
            bolt.sql("UPDATE staff_sessions SET revoked_at = '2020-01-01T00:00:00.000000+00:00' WHERE user_id = (SELECT id FROM staff_users WHERE email = 'ada@example.com')");
        return route.continue();
    });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Your session has ended').waitFor();
    assert.ok(!(await page.getByLabel('City').isVisible()), 'nothing of the screen is to be seen');
    assert.equal(await page.getByRole('textbox', { name: 'E-mail' }).inputValue(), 'ada@example.com');
    await enter();
    await told(page, 'The profile is saved');
    assert.equal(await page.getByLabel('City').inputValue(), 'Lockhart');
    assert.equal(bolt.sql(`SELECT city FROM customers WHERE id = '${customer}'`), 'Lockhart');
    assert.deepEqual(problems, []);
    await context.close();
});

test('a worker is drained and takes work again', async () => {
    await on('/workers', async (page) => {
        await page.getByRole('button', { name: 'Drain' }).click();
        await dialog(page).getByRole('button', { name: 'Drain' }).click();
        await page.getByRole('main').getByText('Draining').waitFor();
        await eventually('the server knows it', () => count('SELECT count(*) FROM worker_drains') === 1);
        await page.getByRole('button', { name: 'Take work again' }).click();
        await eventually('it works again', () => count('SELECT count(*) FROM worker_drains') === 0);
    });
});

test('a dead letter is read and put back; everything is paused and goes on', async () => {
    await on('/queue', async (page) => {
        const row = page.getByRole('table', { name: /Dead letters/ }).getByRole('row').nth(1);
        await row.getByText('the job is not known').waitFor();
        await row.getByRole('button').first().click();
        await dialog(page).getByText('"package_size": 14').waitFor();
        await page.keyboard.press('Escape');
        await row.getByRole('button', { name: 'Put back' }).click();
        await told(page, '1 message is back in the queue');
        await page.getByText('No dead letters').waitFor();

        await page.getByRole('button', { name: 'Pause Everything' }).click();
        await dialog(page).getByLabel('Reason').fill('fire drill');
        await dialog(page).getByRole('button', { name: 'Pause' }).click();
        await page.getByText(/paused by owner@localhost: fire drill/).waitFor();
        await eventually('everything is paused', () => count("SELECT count(*) FROM pauses WHERE target = 'everything'") === 1);
        await page.getByRole('button', { name: 'Resume Everything' }).click();
        await eventually('it goes on', () => count('SELECT count(*) FROM pauses') === 0);
    });
});

test('an API key is shown once and opens only what its role may; revoked, it opens nothing', async () => {
    await on('/settings', async (page) => {
        await page.getByRole('button', { name: 'New key' }).click();
        await dialog(page).getByLabel('Name').fill('reports');
        await dialog(page).getByRole('button', { name: 'New key' }).click();
        const key = await page.getByRole('dialog', { name: 'The new API key' }).locator('code').innerText();
        await page.keyboard.press('Escape');
        const ask = (path, options = {}) => fetch(bolt.url + path, { ...options, headers: { 'X-API-Key': key } });
        assert.equal((await ask('/api/staff/overview')).status, 200);
        assert.equal((await ask(`/api/staff/jobs/${job}/pause`, { method: 'POST' })).status, 403);
        await eventually('it is not on the page any more', async () => !(await page.content()).includes(key));
        await page.getByRole('button', { name: 'Revoke: reports' }).click();
        await dialog(page).getByRole('button', { name: 'Revoke' }).click();
        await told(page, 'The key opens nothing any more');
        assert.equal((await ask('/api/staff/overview')).status, 401);
    });
});

test('a view is saved and found again; the palette and the keys lead everywhere', async () => {
    await on('/jobs?state=all&package=starter', async (page) => {
        await page.getByRole('button', { name: 'Saved views' }).click();
        await page.getByRole('menuitem', { name: 'Save this view' }).click();
        await dialog(page).getByLabel('Name').fill('Starters');
        await dialog(page).getByRole('button', { name: 'Save this view' }).click();
        await told(page, 'Saved the view');
        await page.keyboard.press('g');
        await page.keyboard.press('o');
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').fill('juniper');
        await page.getByRole('option', { name: /Juniper & Rye/ }).click();
        await page.getByRole('heading', { name: /Juniper & Rye/ }).waitFor();
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    });
});

test('what staff did stands in the activity, by person and kind', async () => {
    await on('/activity?tab=audit&action=job.', async (page) => {
        const table = page.getByRole('table', { name: 'Staff actions, newest first' });
        await table.getByText('Job cancel').first().waitFor();
        await table.getByText('bought twice').locator('visible=true').first().waitFor();
        assert.equal(await table.getByRole('row').count(), 1 + count("SELECT count(*) FROM audit_log WHERE action LIKE 'job.%'"));
    });
});

test('a job by hand for a new customer waits for the profile', async () => {
    await on('/jobs', async (page) => {
        await page.getByRole('button', { name: 'New job' }).click();
        await dialog(page).getByLabel('Business name').fill('Made by Hand');
        await dialog(page).getByLabel('E-mail of the customer').fill('hand@example.com');
        await dialog(page).getByLabel('Package').selectOption('growth');
        await dialog(page).getByRole('button', { name: 'Create the job' }).click();
        await page.getByRole('heading', { name: 'Made by Hand' }).waitFor();
        await page.getByText('This job waits for profile data').waitFor();
    });
    assert.equal(count("SELECT count(*) FROM jobs j JOIN customers c ON c.id = j.customer_id WHERE c.business_name = 'Made by Hand' AND j.package_type = 'growth'"), 1);
});

test('a viewer sees every screen and no action', async () => {
    const password = 'only here to look around';
    const added = run(['staff', 'add', 'vera@example.com', '--role', 'viewer', '--password', '--data', bolt.folder], { input: `${password}\n` });
    assert.equal(added.status, 0, added.stderr);
    const { page, problems, context } = await openPage(browser);
    await page.goto(bolt.url);
    await page.getByLabel('E-mail').fill('vera@example.com');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await untilLive(page);
    const actions = /^(New job|Import|Retry.*|Pause|Pause[: ].*|Drain|Put back|Discard|Add somebody|New key|Take it|Cancel.*)$/;
    for (const path of ['/', '/jobs?state=all', `/jobs/${job}`, '/inbox', '/failures', '/directories', '/customers', '/workers', '/queue', '/activity?tab=audit', '/settings']) {
        await page.goto(bolt.url + path);
        await untilLive(page);
        await page.waitForLoadState('networkidle');
        assert.equal(await page.getByRole('main').getByRole('button', { name: actions }).count(), 0, path);
    }
    assert.deepEqual(problems, []);
    await context.close();
});

test('a second factor is turned on, asked for at the next sign-in, and a recovery code serves once', async () => {
    const password = 'two factors are better';
    const added = run(['staff', 'add', 'tess@example.com', '--role', 'operator', '--password', '--data', bolt.folder], { input: `${password}\n` });
    assert.equal(added.status, 0, added.stderr);
    const enter = async (page) => {
        await page.goto(bolt.url);
        await page.getByLabel('E-mail').fill('tess@example.com');
        await page.getByLabel('Password', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Sign in' }).click();
    };
    const { page, problems, context } = await openPage(browser);
    await enter(page);
    await untilLive(page);
    await page.goto(`${bolt.url}/settings`);
    await page.getByRole('button', { name: 'Turn on' }).click();
    const secret = await page.getByRole('main').locator('code').first().innerText();
    await page.getByLabel('Code', { exact: true }).fill(totpCode(secret));
    await page.getByRole('button', { name: 'Confirm' }).click();
    const codes = (await page.getByRole('dialog', { name: 'Recovery codes' }).locator('code').innerText()).split(/\s+/);
    assert.ok(codes.length >= 8, `${codes.length} codes`);
    assert.deepEqual(problems, []);
    await context.close();

    const again = await openPage(browser);
    again.allow(/status of 401 .*\/api\/staff\/login$/);
    await enter(again.page);
    const field = again.page.getByLabel(/^Code from your authenticator/);
    await field.fill('000000');
    await again.page.getByRole('button', { name: 'Sign in' }).click();
    await again.page.getByRole('alert').waitFor();
    await field.fill(codes[0]);
    await again.page.getByRole('button', { name: 'Sign in' }).click();
    await untilLive(again.page);
    assert.deepEqual(again.problems, []);
    await again.context.close();
});

test('a customer is erased after the e-mail address was typed', async () => {
    const id = await waitingJob('erase');
    const customer = bolt.sql(`SELECT customer_id FROM jobs WHERE id = '${id}'`);
    const email = bolt.sql(`SELECT email FROM customers WHERE id = '${customer}'`);
    await on(`/customers/${customer}`, async (page) => {
        await page.getByRole('button', { name: 'Erase customer' }).click();
        const erase = dialog(page).getByRole('button', { name: 'Erase for good' });
        assert.ok(await erase.isDisabled());
        await dialog(page).getByLabel(/^Type/).fill(email);
        await erase.click();
        await told(page, 'The customer is erased');
        await page.getByRole('heading', { name: 'Customers' }).waitFor();
    });
    assert.ok(!bolt.sql(`SELECT * FROM customers WHERE id = '${customer}'`).includes(email));
});
