// A customer's whole way in a real browser: packages, checkout, profile, live progress, report. And what each page looks like.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, eventually } from '../system/harness.mjs';
import { pngOf } from '../system/png.mjs';
import { findings, launch, openPage } from './browser.mjs';

const wide = { width: 1440, height: 900 };
const phone = { width: 375, height: 812 };
/** Where pictures of the pages go, if somebody wants to look at them. */
const pictures = process.env.BOLT_PICTURES;

let bolt, browser;
before(async () => {
    if (pictures) mkdirSync(pictures, { recursive: true });
    [browser, bolt] = await Promise.all([launch(), Bolt.up({ args: ['--demo'] })]);
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

/** What is wrong with the page in both widths and both themes; takes its picture. */
async function lookAt(page, name) {
    const found = [];
    for (const [size, viewport] of [['wide', wide], ['phone', phone]]) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme });
            found.push(...(await findings(page, `${name} ${size} ${colorScheme}`)));
        }
        await page.emulateMedia({ colorScheme: 'light' });
        if (pictures) await page.screenshot({ path: join(pictures, `${name}-${size}.png`), fullPage: true });
    }
    await page.setViewportSize(wide);
    assert.deepEqual(found, []);
}

test('from the packages page to the report', async () => {
    const { page, problems, context, allow } = await openPage(browser, { viewport: wide });
    allow(/status of 400 .*\/api\/my\/profile/); // saved without the agreement, on purpose
    await page.goto(`${bolt.url}/packages`);
    await page.getByText('Choose a package').waitFor();
    await lookAt(page, 'packages');
    await page.getByText('Starter', { exact: true }).first().click();
    await page.getByText('CSV export').click();
    await page.getByText('$158', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go to checkout' }).click();
    await page.getByText('Please agree to the terms first.').waitFor();
    await page.getByLabel(/I agree to the/).check();
    await page.getByRole('button', { name: 'Go to checkout' }).click();

    await page.getByRole('heading', { name: 'Test checkout' }).waitFor();
    await page.getByText('This is a test.').waitFor();
    await page.getByLabel('E-mail').fill('june@willowpress.example.com');
    await page.getByLabel('Your name').fill('June Okafor');
    await page.getByLabel('Business name').fill('Willow Press');
    await lookAt(page, 'checkout');
    await page.getByRole('button', { name: 'Pay nothing' }).click();

    await page.getByRole('heading', { name: 'Willow Press' }).waitFor();
    await page.getByText('Your payment came in').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await lookAt(page, 'waiting');
    const job = /jobs\/([0-9a-f-]+)/.exec(page.url())[1];
    await page.getByRole('link', { name: 'Complete my profile' }).click();

    await page.getByRole('heading', { name: 'Your business profile' }).waitFor();
    assert.equal(await page.getByLabel('Business name').inputValue(), 'Willow Press');
    await page.getByLabel('Phone').fill('12');
    await page.getByLabel('Website').fill(`http://nearby-hub.localhost:${bolt.playgroundPort}/`);
    await page.getByText('This is no phone number').waitFor();
    await page.getByLabel('Phone').fill('+1 512 555 0142');
    await page.getByLabel('Country').selectOption('US');
    await page.getByLabel('Street and number').fill('4 Type Street');
    await page.getByLabel('Postal code').fill('78701');
    await page.getByLabel('City').fill('Austin');
    await page.getByLabel('State or region').fill('TX');
    await page.getByLabel('Description').fill('Willow Press prints letterpress cards and small books in Austin, by hand, on cotton paper.');
    const categories = page.getByLabel('Categories', { exact: true });
    await categories.fill('Printing'); // one of the list is taken at once
    await categories.fill('Letterpress');
    await categories.press('Enter');
    assert.deepEqual(await page.getByRole('list', { name: 'Chosen categories' }).getByRole('listitem').allTextContents(), ['Printing×', 'Letterpress×']);
    await page.getByLabel('Monday: open or closed').selectOption('open');
    await page.getByRole('button', { name: 'Monday to Friday like Monday' }).click();
    await page.getByLabel('Logo file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: pngOf(240, 160) });
    await page.getByAltText('Your logo').waitFor();
    await page.getByText('Saved as a draft').waitFor();
    // A draft outlives the page.
    await page.reload();
    await page.getByRole('button', { name: 'Save and start' }).waitFor();
    assert.equal(await page.getByLabel('Street and number').inputValue(), '4 Type Street');
    assert.equal(await page.getByLabel('Friday opens').inputValue(), '09:00');
    await lookAt(page, 'profile');
    await page.getByRole('button', { name: 'Save and start' }).click();
    await page.getByText('Please confirm that you may have this business listed.').waitFor();
    await page.getByLabel(/I may have this business listed/).check();
    await page.getByRole('button', { name: 'Save and start' }).click();

    // The page follows by push: nothing is loaded anew.
    await page.getByRole('heading', { name: 'Willow Press' }).waitFor();
    await page.evaluate(() => { window.markedByTest = true; });
    await page.getByText('Done', { exact: true }).waitFor({ timeout: 180_000 });
    assert.equal(await page.evaluate(() => window.markedByTest), true);
    const counts = bolt.sql(`SELECT status, count(*) FROM job_results WHERE job_id = '${job}' GROUP BY status`);
    const submitted = Number(/submitted\|(\d+)/.exec(counts)[1]);
    assert.equal(await page.locator('dt', { hasText: 'Live or accepted' }).locator('xpath=following-sibling::dd').textContent(), String(submitted));
    await page.getByRole('heading', { name: /Confirm your e-mail address/ }).first().waitFor();
    await lookAt(page, 'progress');
    await page.locator('section', { hasText: 'Confirm your e-mail address' }).getByRole('button', { name: 'I have done it' }).click();
    await eventually('the confirmation is noted', () => bolt.sql(`SELECT count(*) FROM action_items WHERE job_id = '${job}' AND kind = 'confirm_email' AND resolved_by LIKE 'customer:%'`) === '1');

    const [report] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Open the report' }).click()]);
    await report.getByRole('heading', { name: /Willow Press/ }).waitFor();
    if (pictures) await report.screenshot({ path: join(pictures, 'report.png'), fullPage: true });
    const pdf = await context.request.get(`${bolt.url}/api/my/jobs/${job}/report.pdf`, { timeout: 120_000 });
    assert.equal(pdf.status(), 200, await pdf.text());
    assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
    assert.deepEqual(problems, []);
    await context.close();
});

test('a stranger is asked for an address, the free check tells what a site leaves out, and the dashboard is never loaded', async () => {
    const { page, problems, context, allow } = await openPage(browser, { viewport: wide });
    allow(/status of 401 .*\/api\/my/);
    const scripts = [];
    page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
    await page.goto(`${bolt.url}/my`);
    await page.getByRole('button', { name: 'Send me a link' }).waitFor();
    await lookAt(page, 'account');
    await page.getByLabel('E-mail').fill('nobody@example.com');
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('a link is on its way').waitFor();
    await page.goto(`${bolt.url}/my#not-a-token`);
    await page.reload();
    await page.goto(`${bolt.url}/analyze`);
    await page.getByLabel('Address of your website').fill(`http://nearby-hub.localhost:${bolt.playgroundPort}/`);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByRole('heading', { name: 'What your website tells' }).waitFor();
    await lookAt(page, 'analyze');
    await page.goto(`${bolt.url}/terms`);
    await page.getByRole('heading', { name: 'Terms and privacy' }).waitFor();
    await lookAt(page, 'terms');
    for (const part of ['vendor', 'OverviewPage']) assert.ok(!scripts.some((url) => url.includes(part)), part);
    assert.deepEqual(problems, []);
    await context.close();
});
