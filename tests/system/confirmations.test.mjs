// A directory that wants its e-mail confirmed, from purchase to submitted without a person: the practice site sends its mail
// through Exim, Dovecot holds it, the monitor finds it and opens the one link that confirms. And all that must not be opened.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { connect as connectPlain } from 'node:net';
import { mailServerAbsent, password, startMailServer } from '../peers/mail_server.mjs';
import { Bolt, eventually, run } from './harness.mjs';

const absent = mailServerAbsent();
if (absent && process.env.CI === 'true') throw new Error(absent);

/** Says SMTP to Exim as any stranger of the internet would, but for the login that this Exim wants. */
async function sendMail(server, to, raw) {
    const plain = connectPlain(server.port.smtp, 'localhost');
    const lines = (socket) => {
        let text = '';
        const waiting = [];
        socket.on('data', (chunk) => {
            text += chunk;
            for (let end; (end = /^\d{3} .*\r\n/m.exec(text)); text = text.slice(end.index + end[0].length)) waiting.shift()?.(end[0]);
        });
        return (command) =>
            new Promise((resolve) => {
                waiting.push(resolve);
                if (command) socket.write(`${command}\r\n`);
            });
    };
    const first = lines(plain);
    await first();
    await first('EHLO stranger.example');
    await first('STARTTLS');
    plain.removeAllListeners('data');
    const socket = connect({ socket: plain, servername: 'localhost', rejectUnauthorized: false });
    await new Promise((resolve) => socket.on('secureConnect', resolve));
    const say = lines(socket);
    await say('EHLO stranger.example');
    await say(`AUTH PLAIN ${Buffer.from(`\0mailer\0${password}`).toString('base64')}`);
    await say('MAIL FROM:<stranger@example.net>');
    await say(`RCPT TO:<${to}>`);
    await say('DATA');
    assert.match(await say(`${raw}\r\n.`), /^250/);
    socket.destroy();
}

test('confirmations by e-mail', { skip: absent || false }, async (t) => {
    let server, bolt;
    before(async () => {
        server = await startMailServer();
        bolt = await Bolt.up({
            args: ['--demo'],
            env: {
                SMTP_URL: server.smtpUrl, SMTP_USER: 'mailer', SMTP_PASSWORD: password, MAIL_CA_FILE: server.ca, MAIL_FROM: 'mail@bolt.example',
                IMAP_URL: `${server.imapsUrl}/INBOX`, IMAP_USER: 'inbox', IMAP_PASSWORD: password,
            },
        });
        // Only the site that sends mails is submitted to.
        await eventually('the demo is there', () => Number(bolt.sql(`SELECT count(*) FROM jobs`)) > 0);
    });
    after(async () => {
        await bolt?.stop();
        await server?.stop();
    });
    const result = (job, column) => bolt.sql(`SELECT ${column} FROM job_results WHERE directory_name = 'mail-mapp' AND job_id = '${job}'`);
    const demoJob = () => bolt.sql(`SELECT job_id FROM job_results WHERE directory_name = 'mail-mapp' LIMIT 1`);

    await t.test('a submission is confirmed without a person', async () => {
        const job = await eventually('the demo job begins', demoJob, 120_000);
        await eventually('it is confirmed', () => result(job, 'status') === 'submitted', 240_000, 500);
        assert.equal(result(job, 'verdict'), 'accepted');
        const item = bolt.sql(`SELECT status, resolved_by FROM action_items WHERE job_id = '${job}' AND kind = 'confirm_email'`);
        assert.equal(item, 'resolved|e-mail');
        const { confirmation } = JSON.parse(result(job, 'response_log'));
        assert.equal(confirmation.site, 'mail-mapp.localhost');
        const evidence = await fetch(bolt.url + confirmation.evidence, { headers: { 'X-Staff-Key': bolt.secrets.STAFF_API_KEY } });
        assert.match(await evidence.text(), /Your listing has been published/);
        // Neither the log nor the tables hold the link's token.
        const token = /\/confirm\/[^/]+\/([0-9a-f]{32})/.exec(server.messages().map((mail) => mail.replace(/=\n/g, '')).find((mail) => mail.includes('/confirm/')))[1];
        assert.ok(!bolt.log.includes(token));
        assert.ok(!bolt.sql('.dump').includes(token));
        // Every message stays unread for its owner.
        assert.equal(bolt.sql(`SELECT count(*), min(outcome) FROM inbox_messages`), '1|confirmed');
    });

    await t.test("a customer's own mailbox is tried, kept sealed and forgotten", () => {
        const customer = bolt.sql(`SELECT customer_id FROM jobs WHERE id = '${demoJob()}'`);
        const set = (input) =>
            run(['mailbox', 'set', customer, '--url', server.imapsUrl, '--user', 'customer', '--data', bolt.folder], { input, env: { MAIL_CA_FILE: server.ca } });
        assert.match(set('wrong\n').stderr, /refuses the user name or the password/);
        const kept = set(`${password}\n`);
        assert.equal(kept.status, 0, kept.stderr);
        assert.equal(bolt.sql(`SELECT count(*) FROM mail_inboxes WHERE customer_id = '${customer}' AND sealed_password <> '${password}'`), '1');
        assert.equal(run(['mailbox', 'drop', customer, '--data', bolt.folder]).status, 0);
        assert.equal(run(['mailbox', 'drop', customer, '--data', bolt.folder]).status, 1);
    });

    await t.test('hostile mails confirm nothing and are not opened', async () => {
        const job = demoJob();
        const [id, to] = [result(job, 'id'), bolt.sql(`SELECT c.email FROM customers c JOIN jobs j ON j.customer_id = c.id WHERE j.id = '${job}'`)];
        const origin = `http://mail-mapp.localhost:${bolt.playgroundPort}`;
        const mail = (n, body, type = 'text/html') =>
            `From: MailMapp <no-reply@mail-mapp.localhost>\r\nTo: <${to}>\r\nSubject: Confirm ${n}\r\nMessage-ID: <hostile-${n}@example.net>\r\n` +
            `Date: ${new Date().toUTCString()}\r\nContent-Type: ${type}\r\n\r\nmail-mapp.localhost ${body}`;
        const hostile = [
            `<a href="http://mail-mapp.localhost.evil.example/confirm/abcdefabcdef">http://mail-mapp.localhost/confirm</a>`,
            `<a href="http://127.0.0.1:${bolt.playgroundPort}/confirm/abcdefabcdef">Confirm</a>`,
            `<a href="http://mail-mapp.localhost@127.0.0.1:${bolt.playgroundPort}/confirm/abcdefabcdef">Confirm</a>`,
            `<a href="${origin}/unsubscribe?confirm=abcdefabcdef">Confirm</a>`,
            `<a href="${origin}/cancel/abcdefabcdef/confirm">Confirm</a>`,
            `<a href="${origin}/confirm/one/abcdefabcdef">Confirm</a><a href="${origin}/confirm/two/abcdefabcdef">Confirm</a>`,
        ];
        for (const [n, body] of hostile.entries()) await sendMail(server, to, mail(n, body));
        await sendMail(server, to, mail('large', 'x'.repeat(76).concat('\r\n').repeat(15_000), 'text/plain'));
        // The submission waits again, as if nothing had been confirmed.
        const now = new Date().toISOString().replace('Z', '000+00:00');
        bolt.sql(`UPDATE job_results SET status = 'action_required', verdict = 'confirm_email' WHERE id = '${id}';
                  UPDATE action_items SET status = 'open', created_at = '${now}' WHERE result_id = '${id}';`);
        const looked = () => bolt.sql(`SELECT coalesce(checked_at, '') FROM mail_inboxes`);
        await eventually('all mails are there', () => server.messages().filter((one) => one.includes('hostile-')).length === hostile.length + 1);
        for (let looks = 0; looks < 2; ++looks) {
            const last = looked();
            await eventually('the mailbox was looked at', () => looked() > last, 90_000, 200);
        }
        assert.equal(result(job, 'status'), 'action_required');
        assert.equal(bolt.sql(`SELECT count(*) FROM inbox_messages`), '1');
        assert.equal(bolt.sql(`SELECT coalesce(last_error, '') FROM mail_inboxes`), '');

        // A link that the site answers with "expired" is opened once, and a person is told.
        await sendMail(server, to, mail('expired', `<a href="${origin}/confirm/nopin/abcdefabcdef0123">Confirm</a>`));
        const summary = () => bolt.sql(`SELECT summary FROM action_items WHERE result_id = '${id}'`);
        await eventually('a person is told', () => /opened.*410/.test(summary()), 90_000, 200);
        assert.equal(result(job, 'status'), 'action_required');
        assert.equal(bolt.sql(`SELECT group_concat(outcome) FROM (SELECT outcome FROM inbox_messages ORDER BY created_at)`), 'confirmed,unclear');
    });
});
