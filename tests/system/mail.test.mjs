// E-mail as users meet it: `up` writes mails into its folder and shows them; with a mail server (Exim) they arrive there.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { mailServerAbsent, password, startMailServer } from '../peers/mail_server.mjs';
import { Bolt, eventually } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

const absent = mailServerAbsent();
if (absent && process.env.CI === 'true') throw new Error(absent);

async function buy(bolt, changes = {}) {
    const fields = { ...business(), ...changes };
    assert.equal((await postWebhook(bolt, checkoutEvent({ fields }))).status, 200);
    return fields;
}

test('up without a mail server keeps mails and shows them without scripts', async (t) => {
    const bolt = await Bolt.up();
    t.after(() => bolt.stop());
    const { email } = await buy(bolt, { description: 'x' });
    const page = async (path) => {
        const response = await fetch(bolt.url + path);
        return { status: response.status, text: await response.text(), headers: response.headers };
    };
    const list = await eventually('the mail is listed', async () => {
        const { text } = await page('/dev/mail');
        return text.includes(email) && text;
    });
    const path = /href="(\/dev\/mail\/[0-9a-f-]{36})"/.exec(list)[1];
    const mail = await page(path);
    assert.match(mail.text, /description/);
    assert.match(mail.text, /<iframe sandbox/);
    assert.match(mail.headers.get('content-security-policy'), /default-src 'none'/);
    const html = await page(`${path}/html`);
    assert.match(html.headers.get('content-security-policy'), /^sandbox; default-src 'none'/);
    assert.equal(html.headers.get('x-frame-options'), 'SAMEORIGIN');
    // A name of the internet that leads to this machine sees nothing.
    const rebound = await new Promise((resolve, reject) =>
        get(`${bolt.url}/dev/mail`, { headers: { Host: `rebound.example:${new URL(bolt.url).port}` } }, resolve).on('error', reject));
    assert.equal(rebound.resume().statusCode, 403);
    assert.equal((await page('/dev/mail/../secrets.json')).text.includes('STAFF_API_KEY'), false);
    assert.equal((await page(`/dev/mail/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`)).status, 404);
});

test('with a mail server', { skip: absent || false }, async (t) => {
    let server, bolt;
    before(async () => {
        server = await startMailServer();
        bolt = await Bolt.up({
            env: {
                SMTP_URL: server.smtpUrl, SMTP_USER: 'mailer', SMTP_PASSWORD: password, MAIL_CA_FILE: server.ca,
                MAIL_FROM: 'Directory-Bolt <mail@bolt.example>', BOLT_PUBLIC_URL: 'https://bolt.example',
            },
        });
    });
    after(async () => {
        await bolt?.stop();
        await server?.stop();
    });

    await t.test('a purchase is confirmed by mail, and there is no page of mails', async () => {
        const { email } = await buy(bolt);
        const raw = await eventually('the mail arrives', () => server.messages().find((mail) => mail.includes(`Envelope-to: ${email}`)));
        assert.match(raw, /^From: Directory-Bolt <mail@bolt.example>$/m);
        assert.match(raw, /^Message-Id: <[0-9a-f-]{36}@bolt\.example>$/m);
        assert.match(raw, /https:\/\/bolt\.example\/my/);
        assert.equal(bolt.sql(`SELECT status FROM emails WHERE recipient = '${email}' AND template = 'order_received'`), 'sent');
        assert.doesNotMatch(await (await fetch(`${bolt.url}/dev/mail`)).text(), /Nothing of this was sent/);
    });

    await t.test('a recipient that the server refuses ends the mail with its words', async () => {
        await buy(bolt, { email: 'unknown@example.com' });
        await eventually('the mail is dead', () => bolt.sql(`SELECT last_error FROM emails WHERE status = 'dead'`).includes('no such user here'));
    });

    await t.test('unsubscribing takes a press, or one POST by a mail program, and is kept', async () => {
        bolt.sql(`INSERT INTO email_preferences (address, unsubscribe_token, created_at) VALUES ('carol@example.com', 'carols-token', '2026-01-01')`);
        const stopped = () => bolt.sql(`SELECT count(*) FROM email_preferences WHERE unsubscribed_at IS NOT NULL`);
        const address = `${bolt.url}/unsubscribe/carols-token`;
        assert.match(await (await fetch(address)).text(), /<form method="post">/);
        assert.equal(stopped(), '0');
        assert.equal((await fetch(`${bolt.url}/unsubscribe/forged`, { method: 'POST' })).status, 404);
        const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
        assert.equal((await fetch(address, { method: 'POST', body })).status, 200);
        assert.equal(stopped(), '1');
    });
});
