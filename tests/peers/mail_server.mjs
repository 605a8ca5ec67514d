// A mail system of the tests' own: Exim takes mail over SMTP (STARTTLS, TLS and AUTH) and puts it into mailboxes, Dovecot
// gives them out over IMAP. Both from Debian's packages (scripts/setup-peers), without root's rights, on free ports of 127.0.0.1,
// with a certificate for "localhost" from a CA made for this run. `node tests/peers/mail_server.mjs` prints one line of JSON
// and serves until it is ended.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const password = 'not-a-secret';
const exim = '/usr/sbin/exim4';
const dovecot = '/usr/sbin/dovecot';

/** Why it cannot be started here, or "". */
export function mailServerAbsent() {
    for (const program of [exim, dovecot]) if (!existsSync(program)) return `${program} is missing: run scripts/setup-peers`;
    // Exim lets only root and its own account run it as a daemon.
    return process.getuid() === 0 ? '' : 'Exim serves only for root and for its own account: run as root';
}

const freePort = () =>
    new Promise((resolve) => {
        const server = createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });

/** The account of Exim's package: neither server runs as root. */
function account() {
    const name = 'Debian-exim';
    const id = (...args) => execFileSync('id', [...args, name], { encoding: 'utf8' }).trim();
    return { name, group: id('-gn'), uid: Number(id('-u')), gid: Number(id('-g')) };
}

function makeCertificates(folder) {
    const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=CA of a test',
        '-keyout', 'ca.key', '-out', 'ca.pem', '-addext', 'basicConstraints=critical,CA:TRUE');
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'request.pem');
    writeFileSync(join(folder, 'names.txt'), 'subjectAltName=DNS:localhost\n');
    openssl('x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names.txt', '-out', 'cert.pem');
}

// Every address is taken, but these local parts: what their names say. "customer" has a mailbox of its own.
const eximConfiguration = (folder, port, who) => `
primary_hostname = mail.localhost
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port.smtp} : ${port.smtps}
tls_on_connect_ports = ${port.smtps}
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
acl_smtp_rcpt = rcpt
acl_smtp_mail = mail
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
message_size_limit = 2M
never_users =
begin acl
mail:
  deny condition = \${if match{$sender_address}{^refused@}}
       message = this sender may not send here
  accept
rcpt:
  deny !authenticated = *
       message = authentication is required
  deny local_parts = unknown
       message = no such user here
  defer local_parts = busy
       message = the mailbox is busy, come again
  accept
begin routers
customer:
  driver = accept
  local_parts = customer
  transport = customer_mailbox
all:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  directory = ${folder}/mail/inbox
  maildir_format
  envelope_to_add
  user = ${who.name}
  group = ${who.group}
customer_mailbox:
  driver = appendfile
  directory = ${folder}/mail/customer
  maildir_format
  envelope_to_add
  user = ${who.name}
  group = ${who.group}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = \${if def:tls_in_cipher}
  server_condition = \${if and{{eq{$auth2}{mailer}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`;

const dovecotConfiguration = (folder, port, who) => `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = maildir:${folder}/mail/%u
default_internal_user = ${who.name}
default_internal_group = ${who.group}
default_login_user = ${who.name}
first_valid_uid = 1
auth_failure_delay = 0
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port.imap}
  }
  inet_listener imaps {
    port = ${port.imaps}
    ssl = yes
  }
}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${who.uid} gid=${who.gid} home=${folder}/mail/%u
}
`;

const answers = (port) =>
    new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => resolve(false));
        socket.on('connect', () => {
            socket.destroy();
            resolve(true);
        });
    });

export async function startMailServer() {
    const folder = mkdtempSync(join(tmpdir(), 'bolt-mail-'));
    const who = account();
    const port = { smtp: await freePort(), smtps: await freePort(), imap: await freePort(), imaps: await freePort() };
    makeCertificates(folder);
    writeFileSync(join(folder, 'exim.conf'), eximConfiguration(folder, port, who), { mode: 0o644 });
    writeFileSync(join(folder, 'dovecot.conf'), dovecotConfiguration(folder, port, who), { mode: 0o644 });
    for (const name of ['', 'spool', 'log', 'run', 'mail']) mkdirSync(join(folder, name), { recursive: true });
    chmodSync(folder, 0o755);
    for (const name of ['', 'spool', 'log', 'run', 'mail', 'key.pem', 'cert.pem']) chownSync(join(folder, name), who.uid, who.gid);
    const start = (program, args) => spawn(program, args, { uid: who.uid, gid: who.gid, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    const children = [start(exim, ['-bdf', '-q1m', '-C', join(folder, 'exim.conf')]), start(dovecot, ['-F', '-c', join(folder, 'dovecot.conf')])];
    // Whatever becomes of this process (a test that fails kills it), its servers end and their folder goes.
    const watch = 'while kill -0 "$1" 2> /dev/null; do sleep 1; done; kill "$2" "$3" 2> /dev/null; sleep 1; rm -rf "$4"';
    spawn('sh', ['-c', watch, 'sh', process.pid, ...children.map((child) => child.pid), folder], { detached: true, stdio: 'ignore' }).unref();
    const stop = async () => {
        for (const child of [...children]) {
            if (child.exitCode !== null || child.signalCode !== null) continue;
            const ended = new Promise((resolve) => child.on('exit', resolve));
            child.kill('SIGTERM');
            await ended;
        }
        rmSync(folder, { recursive: true, force: true });
    };
    for (const deadline = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
        const up = await Promise.all(Object.values(port).map(answers));
        if (up.every(Boolean)) break;
        if (Date.now() < deadline && children.every((child) => child.exitCode === null)) continue;
        const logs = readdirSync(join(folder, 'log')).map((name) => readFileSync(join(folder, 'log', name), 'utf8'));
        await stop();
        throw new Error(`the mail servers did not start: ${logs.join('\n')}`);
    }
    /** The raw messages of a mailbox ("inbox", "customer"), new and seen ones. */
    const messages = (user = 'inbox') =>
        ['new', 'cur'].flatMap((state) => {
            const place = join(folder, 'mail', user, state);
            return existsSync(place) ? readdirSync(place).map((name) => readFileSync(join(place, name), 'utf8')) : [];
        });
    return {
        folder, port, messages, stop, ca: join(folder, 'ca.pem'),
        smtpUrl: `smtp://localhost:${port.smtp}`, smtpsUrl: `smtps://localhost:${port.smtps}`,
        imapUrl: `imap://localhost:${port.imap}`, imapsUrl: `imaps://localhost:${port.imaps}`,
    };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const server = await startMailServer();
    console.log(JSON.stringify({ ...server, password }));
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    setInterval(() => {}, 60_000);
}
