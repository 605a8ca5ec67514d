// Links out of mails that a real server (Exim) took: who gets the mail gets in, once and no longer than it says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mailServerAbsent, password, startMailServer } from '../peers/mail_server.mjs';
import { Visitor } from './customer.mjs';
import { Bolt, eventually } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';
import { followLink } from './staff.mjs';

const absent = mailServerAbsent();
if (absent && process.env.CI === 'true') throw new Error(absent);

let server, bolt;
before(async () => {
    if (absent) return;
    server = await startMailServer();
    bolt = await Bolt.up({ env: { SMTP_URL: server.smtpUrl, SMTP_USER: 'mailer', SMTP_PASSWORD: password, MAIL_CA_FILE: server.ca, MAIL_FROM: 'Directory-Bolt <mail@bolt.example>' } });
});
after(async () => {
    await bolt?.stop();
    await server?.stop();
});

/** The bodies of a mail as a mail program shows them: quoted-printable undone (RFC 2045 section 6.7). */
const shown = (raw) => raw.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
/** The link of the newest mail to somebody whose subject is like that. */
async function linkIn(address, subject) {
    return eventually(`the mail "${subject}" arrives`, () => {
        const mail = server.messages().findLast((each) => each.includes(`Envelope-to: ${address}`) && subject.test(each));
        return mail && /http:\/\/127\.0\.0\.1:\d+\/\S*[#=][\w-]{40,}/.exec(shown(mail))?.[0];
    });
}

test('the mail of a purchase leads its reader, and nobody else, to the order', { skip: absent || false }, async () => {
    const fields = business('mailed');
    const response = await postWebhook(bolt, checkoutEvent({ fields: { ...fields, phone: '' } }));
    const { job_id: job } = await response.json();
    const link = new URL(await linkIn(fields.email, /^Subject: .*/m));
    assert.equal(link.origin, bolt.url);
    assert.equal((await fetch(link)).status, 200, 'the page that the link opens');
    const reader = new Visitor(bolt), stranger = new Visitor(bolt);
    const token = link.hash.slice(1);
    assert.equal(bolt.sql(`SELECT count(*) FROM emails WHERE variables LIKE '%${token}%' OR sealed_variables LIKE '%${token}%'`), '0', 'the token stands nowhere in the clear');
    const opened = await reader.call('POST', '/api/my/open', { token });
    assert.equal(opened.status, 200, opened.text);
    assert.equal((await reader.call('GET', `/api/my/jobs/${job}`)).status, 200);
    assert.equal((await stranger.call('GET', `/api/my/jobs/${job}`)).status, 401);
    const forged = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    assert.equal((await stranger.call('POST', '/api/my/open', { token: forged })).status, 401);
    bolt.sql(`UPDATE customer_links SET expires_at = '2026-01-01T00:00:00.000000+00:00' WHERE job_id = '${job}'`);
    assert.equal((await stranger.call('POST', '/api/my/open', { token })).status, 401, 'expired');
});

test('a login link that was asked for by mail opens the account once', { skip: absent || false }, async () => {
    const fields = business('again');
    assert.equal((await postWebhook(bolt, checkoutEvent({ fields }))).status, 200);
    const reader = new Visitor(bolt);
    assert.equal((await reader.call('POST', '/api/my/login', { email: fields.email })).status, 202);
    const token = new URL(await linkIn(fields.email, /^Subject: Your link to log in/m)).hash.slice(1);
    const opened = await reader.call('POST', '/api/my/open', { token });
    assert.equal(opened.status, 200, opened.text);
    assert.equal((await reader.call('GET', '/api/my')).status, 200);
    assert.equal((await new Visitor(bolt).call('POST', '/api/my/open', { token })).status, 401, 'it works once');
});

test('somebody new on the staff gets the sign-in link by mail as well', { skip: absent || false }, async () => {
    const admin = await followLink(bolt, bolt.loginLink);
    const added = await admin.post('/api/staff/users', { email: 'nora@example.com', name: 'Nora', role: 'operator' });
    assert.equal(added.status, 201, added.text);
    assert.equal(added.body.mailed, true);
    const link = await linkIn('nora@example.com', /^Subject: Your link to the staff dashboard/m);
    assert.equal(link, bolt.url + added.body.link, 'the same link as the administrator sees once');
    const open = () => fetch(`${bolt.url}/api/staff/login/link`, { method: 'POST', body: JSON.stringify({ token: new URL(link).searchParams.get('token') }) });
    assert.equal((await open()).status, 200);
    assert.equal((await open()).status, 401, 'it works once');
});
