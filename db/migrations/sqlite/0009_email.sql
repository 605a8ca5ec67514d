-- E-mails that leave the database after their transaction committed (docs/email.md). The mailer sends each at least once.
CREATE TABLE emails (
    id               TEXT PRIMARY KEY,              -- also the left side of its Message-ID
    dedupe_key       TEXT NOT NULL UNIQUE,
    template         TEXT NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN ('transactional', 'notification')),
    recipient        TEXT NOT NULL,
    language         TEXT NOT NULL DEFAULT 'en',
    variables        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(variables)),  -- emptied when it has ended
    sealed_variables TEXT,                          -- the same for what nobody may read here (links that log in)
    customer_id      TEXT REFERENCES customers (id) ON DELETE CASCADE,
    status           TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'suppressed', 'dead')),
    attempts         INTEGER NOT NULL DEFAULT 0,
    next_attempt_at  TEXT NOT NULL,
    expires_at       TEXT NOT NULL,                 -- after that it is not sent any more
    last_error       TEXT,
    created_at       TEXT NOT NULL,
    ended_at         TEXT                           -- sent, suppressed or dead
);
CREATE INDEX emails_due ON emails (next_attempt_at) WHERE status = 'queued';
CREATE INDEX emails_ended ON emails (ended_at) WHERE status <> 'queued';
CREATE INDEX emails_of_customer ON emails (customer_id);

-- Who may be told what: one row for each address that has been sent a notification or has unsubscribed.
CREATE TABLE email_preferences (
    address           TEXT PRIMARY KEY,             -- lower case
    unsubscribe_token TEXT NOT NULL UNIQUE,
    unsubscribed_at   TEXT,
    created_at        TEXT NOT NULL
);

-- Mailboxes in which confirmations from directories are looked for. The installation's own has no customer and no
-- credentials here: those are settings.
CREATE TABLE mail_inboxes (
    id              TEXT PRIMARY KEY,               -- 'installation', or the customer's id
    customer_id     TEXT UNIQUE REFERENCES customers (id) ON DELETE CASCADE,
    url             TEXT NOT NULL DEFAULT '',
    username        TEXT NOT NULL DEFAULT '',
    sealed_password TEXT,
    owner           TEXT,                           -- who looks; stays when that process dies
    due_at          TEXT NOT NULL,                  -- looked at then; the owner's lease while there is one
    failures        INTEGER NOT NULL DEFAULT 0,     -- in a row
    last_error      TEXT,
    checked_at      TEXT,
    created_at      TEXT NOT NULL
);

-- Messages whose link was opened, or is about to be: each once.
CREATE TABLE inbox_messages (
    inbox_id    TEXT NOT NULL REFERENCES mail_inboxes (id) ON DELETE CASCADE,
    message_key TEXT NOT NULL,                      -- SHA-256 of its Message-ID, else of its UIDVALIDITY and UID
    result_id   TEXT NOT NULL REFERENCES job_results (id) ON DELETE CASCADE,
    outcome     TEXT NOT NULL DEFAULT 'opening',
    created_at  TEXT NOT NULL,
    ended_at    TEXT,
    PRIMARY KEY (inbox_id, message_key)
);
CREATE INDEX inbox_messages_of_result ON inbox_messages (result_id);
CREATE INDEX inbox_messages_age ON inbox_messages (created_at);
