// Who gets in, how, and what they are told when they do not.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Bolt, eventually, run } from '../system/harness.mjs';
import { isSameDocument, launch, markDocument, openPage, signIn, untilLive } from './browser.mjs';

const password = 'correct horse battery';
const addStaff = ({ folder }) => {
    const added = run(['staff', 'add', 'ada@example.com', '--name', 'Ada Lovelace', '--password', '--data', folder], { input: `${password}\n` });
    assert.equal(added.status, 0, added.stderr);
};
let bolt, browser, opened = [];

before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up()]);
    addStaff(bolt);
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});
afterEach(async () => {
    const problems = opened.flatMap(({ problems: each }) => each);
    await Promise.all(opened.map(({ context }) => context.close()));
    opened = [];
    assert.deepEqual(problems, []);
});

async function visitor(options) {
    const visit = await openPage(browser, options);
    opened.push(visit);
    return visit;
}

async function fillIn(page, email, secret) {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
}

const newLink = () => {
    const made = run(['staff', 'link', 'owner@localhost', '--data', bolt.folder]);
    assert.equal(made.status, 0, made.stderr);
    return bolt.url + /\/login\?token=\S+/.exec(made.stdout)[0];
};

test('the printed link signs in once, leaves no token behind, and says when it is used up', async () => {
    const { page, context } = await visitor();
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await signIn(page, bolt);
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.ok(!asked.includes('/api/staff/session'), 'a link needs no question whether somebody is signed in');

    const cookies = await context.cookies();
    assert.deepEqual(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite })), [{ name: 'bolt_session', httpOnly: true, sameSite: 'Strict' }]);
    assert.equal(await page.evaluate(() => document.cookie), '');
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!kept.includes(cookies[0].value) && !kept.includes('csrf'), kept);

    const second = await visitor();
    second.allow(/status of 401 .*\/api\/staff\/login\/link$/);
    await second.page.goto(bolt.loginLink);
    await second.page.getByRole('alert').getByText('This link has been used or has expired').waitFor();
    assert.ok(await second.page.getByLabel('E-mail').isVisible());
    assert.equal(new URL(second.page.url()).search, '');
    assert.deepEqual(await second.context.cookies(), []);
});

test('a link made by `staff link` works where a wrong token does not', async () => {
    const wrong = await visitor();
    wrong.allow(/status of 401 .*\/api\/staff\/login\/link$/);
    await wrong.page.goto(`${bolt.url}/login?token=${'A'.repeat(43)}`);
    await wrong.page.getByText('This link has been used or has expired').waitFor();
    const right = await visitor();
    await right.page.goto(newLink());
    await untilLive(right.page);
});

test('an opened link while signed in as somebody changes to its owner', async () => {
    const { page } = await visitor();
    await page.goto(bolt.url);
    await fillIn(page, 'ada@example.com', password);
    await untilLive(page);
    await page.goto(newLink());
    await untilLive(page);
    await page.getByRole('button', { name: /Account/ }).first().click();
    await page.getByText('owner@localhost').waitFor();
});

test('password: wrong says so, right goes where one wanted to go, signing out ends the session', async () => {
    const { page, context, allow } = await visitor();
    allow(/status of 401 .*\/api\/staff\/login$/);
    await page.goto(`${bolt.url}/jobs?state=all`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await markDocument(page);
    await fillIn(page, 'ada@example.com', 'not the password');
    await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor();
    assert.equal(await page.getByLabel('E-mail').inputValue(), 'ada@example.com');
    await fillIn(page, 'nobody@example.com', password);
    await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor();
    await fillIn(page, 'ada@example.com', password);
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    assert.equal(new URL(page.url()).search, '?state=all');
    await untilLive(page);

    const session = await context.storageState();
    // The server closes the socket before the page has heard of the sign-out: one attempt to come back may be refused.
    allow(/WebSocket connection to .* failed/);
    await page.getByRole('button', { name: /Account/ }).first().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.ok(await isSameDocument(page));
    assert.deepEqual(await context.cookies(), []);
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    // The cookie of an ended session, kept by somebody, opens nothing.
    const thief = await visitor({ storageState: session });
    await thief.page.goto(bolt.url);
    await thief.page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('signing out in one tab ends the live screen of the other at once', async () => {
    const first = await visitor();
    await first.page.goto(newLink());
    await untilLive(first.page);
    // The socket is closed by the server; the attempts to come back are refused.
    first.allow(/WebSocket connection to .* failed/);
    const other = await first.context.newPage();
    await other.goto(`${bolt.url}/activity`);
    await untilLive(other);
    await other.getByRole('button', { name: /Account/ }).first().click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await first.page.getByText('Your session has ended').waitFor({ timeout: 15_000 });
});

for (const [what, change] of [
    ['revoked', "revoked_at = '2020-01-01T00:00:00.000000+00:00'"],
    ['expired', "expires_at = '2020-01-01T00:00:00.000000+00:00'"],
])
    test(`a session ${what} in the middle leads to the login with a message, and back after it`, async () => {
        const { page, allow } = await visitor();
        await page.goto(newLink());
        await untilLive(page);
        await page.goto(`${bolt.url}/jobs?state=all`);
        await untilLive(page);
        const finished = page.getByRole('link', { name: /^Finished/ });
        await finished.waitFor();
        if (what === 'revoked') await finished.click().then(() => page.waitForURL(/state=completed/));
        await markDocument(page);
        allow(/status of 401 .*\/api\/staff\//);
        bolt.sql(`UPDATE staff_sessions SET ${change};`);
        // A revoked one is told at once; one that has expired when it is next used.
        if (what === 'expired') await finished.click();
        await page.getByText('Your session has ended. Sign in again to go on where you were.').waitFor();
        assert.ok(await page.getByRole('heading', { name: 'Sign in' }).isVisible());
        assert.equal(await page.getByRole('banner').count(), 0, 'nothing of the dashboard stays on the screen');
        await fillIn(page, 'ada@example.com', password);
        await page.getByRole('heading', { name: 'Jobs' }).waitFor();
        assert.equal(new URL(page.url()).search, '?state=completed');
        await untilLive(page);
        assert.ok(await isSameDocument(page));
    });

test('who only watches is led to the login too when the session is revoked', async () => {
    const { page, allow } = await visitor();
    await page.goto(newLink());
    await untilLive(page);
    allow(/status of 401 .*\/api\/staff\/|WebSocket connection to .* failed/);
    bolt.sql("UPDATE staff_sessions SET revoked_at = '2020-01-01T00:00:00.000000+00:00';");
    // The gateway looks again at the tokens of open feeds every 60 seconds.
    await page.getByText('Your session has ended').waitFor({ timeout: 75_000 });
});

test('too many wrong passwords lock the account for a while, and the screen says how long', async () => {
    // A house of its own: one address may try only so often, and all tests come from one.
    const house = await Bolt.up();
    try {
        addStaff(house);
        const { page, allow } = await visitor();
        allow(/status of (401|429) .*\/api\/staff\/login$/);
        await page.goto(`${house.url}/login`);
        const field = (name) => house.sql(`SELECT ${name} FROM staff_users WHERE email = 'ada@example.com'`);
        for (let wrong = 1; wrong <= 5; ++wrong) {
            await fillIn(page, 'ada@example.com', `guess ${wrong}`);
            await eventually('the wrong try is counted', () => Number(field('failed_logins')) >= wrong || field('locked_until'));
            await page.getByText('E-mail or password is wrong').waitFor();
        }
        assert.ok(field('locked_until'));
        await fillIn(page, 'ada@example.com', password);
        await page.getByRole('alert').getByText(/Too many attempts\. Try again in 1[45] min/).waitFor();
        assert.ok(await page.getByRole('button', { name: 'Sign in' }).isDisabled());
        assert.equal(house.sql("SELECT count(*) FROM staff_sessions WHERE user_id = (SELECT id FROM staff_users WHERE email = 'ada@example.com')"), '0');
    } finally {
        await house.stop();
    }
});
