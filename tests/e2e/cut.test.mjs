// The network between a browser and a server that goes on working is cut for half a minute: no event of the running job is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as passes } from 'node:timers/promises';
import { Bolt, eventually } from '../system/harness.mjs';
import { connectionStatus, isSameDocument, launch, markDocument, openPage, untilLive } from './browser.mjs';
import { TcpGate } from './tcp_gate.mjs';

/** The length of the cut is what this test is about. */
const cutMs = 30_000;

let bolt, browser, gate;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up({ args: ['--demo'] })]);
    gate = await TcpGate.to(bolt.url);
});
after(async () => {
    await browser?.close();
    await gate?.cut();
    await bolt?.stop();
});

test('F27 a cut of 30 s during a running job loses no event and doubles none', { timeout: 240_000 }, async () => {
    const { page, problems, allow, context } = await openPage(browser);
    const job = await eventually('the demo buys', () => bolt.sql('SELECT id FROM jobs'));
    await page.goto(gate.url + new URL(bolt.loginLink).pathname + new URL(bolt.loginLink).search);
    await untilLive(page);
    await page.goto(`${gate.url}/jobs/${job}?view=log`);
    await untilLive(page);
    await markDocument(page);
    const log = page.getByRole('list', { name: 'Log of this job' });
    await log.getByRole('listitem').first().waitFor();
    const before = await log.getByRole('listitem').count();

    allow(/ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)|WebSocket connection to .* failed/);
    await gate.cut();
    await eventually('the screen says so', async () => /^(Reconnecting|Offline)/.test(await connectionStatus(page).innerText()));
    await passes(cutMs);
    assert.match(await connectionStatus(page).innerText(), /^Offline/);
    const stored = () => Number(bolt.sql(`SELECT count(*) FROM queue_history WHERE job_id = '${job}'`));
    assert.ok(stored() > before, 'the job went on meanwhile');
    await gate.mend();
    await eventually('live again', async () => (await connectionStatus(page).innerText()) === 'Live', 30_000);

    await bolt.jobEnded(job);
    await eventually('every event, once', async () => {
        assert.equal(await log.getByRole('listitem').count(), stored());
        return true;
    }, 15_000);
    const shown = await log.locator('time').allInnerTexts();
    assert.deepEqual(shown, shown.toSorted(), 'in order');
    assert.ok(await isSameDocument(page), 'never loaded anew');
    assert.deepEqual(problems, []);
    await context.close();
});
