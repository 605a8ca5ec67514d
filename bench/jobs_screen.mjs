// The Jobs screen over 100,000 jobs in a real browser with an empty cache: from the navigation until rows are shown, the connection is live
// and a key moves to a row. Floor: the same screen on an installation without jobs.
import { Bolt } from '../tests/system/harness.mjs';
import { launch, openPage, signIn } from '../tests/e2e/browser.mjs';
import { jobs, report, upWithManyJobs } from './many_jobs.mjs';

const rounds = 15;
const bound = 1_000;
const percentile = (values, percent) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)];

/** In the page, from its first moment on. */
function watch(withRows) {
    const is = () => {
        const live = [...document.querySelectorAll('[role="status"]')].some((each) => /^Live\b/.test(each.textContent.trim()));
        const rows = document.querySelectorAll('ul[aria-label="Jobs, newest first"] li a').length;
        return live && (withRows ? rows >= 5 : document.querySelector('h1') !== null && !document.querySelector('[aria-busy="true"]'));
    };
    const look = () => {
        if (!is()) return;
        observer.disconnect();
        if (!withRows) return requestAnimationFrame(() => { window.interactiveAt = performance.now(); });
        document.addEventListener('focusin', () => requestAnimationFrame(() => { window.interactiveAt = performance.now(); }), { once: true });
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true });
}

async function measure(browser, bolt, withRows) {
    const first = await openPage(browser);
    const storageState = await signIn(first.page, bolt);
    await first.context.close();
    const times = [];
    for (let round = 0; round < rounds; ++round) {
        const { page, context } = await openPage(browser, { storageState });
        await page.addInitScript(watch, withRows);
        await page.goto(`${bolt.url}/jobs?state=all`);
        await page.waitForFunction(() => window.interactiveAt !== undefined, undefined, { timeout: 20_000 });
        times.push(await page.evaluate(() => window.interactiveAt));
        await context.close();
    }
    return times;
}

const browser = await launch();
try {
    const many = await upWithManyJobs();
    const ours = await measure(browser, many, true).finally(() => many.stop());
    const empty = await Bolt.up();
    const floor = await measure(browser, empty, false).finally(() => empty.stop());
    for (const percent of [50, 95])
        report(`Jobs screen with ${jobs.toLocaleString('en-US')} jobs, interactive, p${percent}`, percentile(ours, percent), 'ms', 'the screen without jobs', percentile(floor, percent), bound,
            percent === 50 ? `${rounds} first loads; rows shown, live, and a key has moved to a row` : '');
} finally {
    await browser.close();
}
