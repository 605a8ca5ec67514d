-- E-mails that leave the database after their transaction committed (docs/email.md; SQLite's 0009). The mailer sends each at least once.
CREATE TABLE emails (
    id               UUID PRIMARY KEY,              -- also the left side of its Message-ID
    dedupe_key       TEXT NOT NULL UNIQUE,
    template         TEXT NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN ('transactional', 'notification')),
    recipient        TEXT NOT NULL,
    language         TEXT NOT NULL DEFAULT 'en',
    variables        JSONB NOT NULL DEFAULT '{}',  -- emptied when it has ended
    sealed_variables TEXT,                          -- the same for what nobody may read here (links that log in)
    customer_id      UUID REFERENCES customers (id) ON DELETE CASCADE,
    status           TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'suppressed', 'dead')),
    attempts         INTEGER NOT NULL DEFAULT 0,
    next_attempt_at  TIMESTAMPTZ NOT NULL,
    expires_at       TIMESTAMPTZ NOT NULL,                 -- after that it is not sent any more
    last_error       TEXT,
    created_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at         TIMESTAMPTZ                           -- sent, suppressed or dead
);
CREATE INDEX emails_due ON emails (next_attempt_at) WHERE status = 'queued';
CREATE INDEX emails_ended ON emails (ended_at) WHERE status <> 'queued';
CREATE INDEX emails_of_customer ON emails (customer_id);

-- Who may be told what: one row for each address that has been sent a notification or has unsubscribed.
CREATE TABLE email_preferences (
    address           TEXT COLLATE "C" PRIMARY KEY,             -- lower case
    unsubscribe_token TEXT NOT NULL UNIQUE,
    unsubscribed_at   TIMESTAMPTZ,
    created_at        TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Mailboxes in which confirmations from directories are looked for. The installation's own has no customer and no
-- credentials here: those are settings.
CREATE TABLE mail_inboxes (
    id              TEXT PRIMARY KEY,               -- 'installation', or the customer's id
    customer_id     UUID UNIQUE REFERENCES customers (id) ON DELETE CASCADE,
    url             TEXT NOT NULL DEFAULT '',
    username        TEXT NOT NULL DEFAULT '',
    sealed_password TEXT,
    owner           TEXT,                           -- who looks; stays when that process dies
    due_at          TIMESTAMPTZ NOT NULL,                  -- looked at then; the owner's lease while there is one
    failures        INTEGER NOT NULL DEFAULT 0,     -- in a row
    last_error      TEXT,
    checked_at      TIMESTAMPTZ,
    created_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Messages whose link was opened, or is about to be: each once.
CREATE TABLE inbox_messages (
    inbox_id    TEXT NOT NULL REFERENCES mail_inboxes (id) ON DELETE CASCADE,
    message_key TEXT NOT NULL,                      -- SHA-256 of its Message-ID, else of its UIDVALIDITY and UID
    result_id   UUID NOT NULL REFERENCES job_results (id) ON DELETE CASCADE,
    outcome     TEXT NOT NULL DEFAULT 'opening',
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at    TIMESTAMPTZ,
    PRIMARY KEY (inbox_id, message_key)
);
CREATE INDEX inbox_messages_of_result ON inbox_messages (result_id);
CREATE INDEX inbox_messages_age ON inbox_messages (created_at);

SELECT bolt_protect(CAST(name AS regclass)) FROM unnest(ARRAY[
    'emails', 'email_preferences', 'mail_inboxes', 'inbox_messages']) AS name;
