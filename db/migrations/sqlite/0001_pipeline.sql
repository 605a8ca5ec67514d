-- The pipeline's tables (docs/architecture.md, section 4). Times are text like 2026-11-23T11:00:00.123456+00:00 (UTC, fixed
-- width, so that text order is time order). Ids have defaults so that rows typed by hand need none.

CREATE TABLE customers (
    id            TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                      || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    customer_id   TEXT UNIQUE,
    business_name TEXT NOT NULL DEFAULT '',
    first_name    TEXT NOT NULL DEFAULT '',
    last_name     TEXT NOT NULL DEFAULT '',
    email         TEXT NOT NULL DEFAULT '',
    phone         TEXT NOT NULL DEFAULT '',
    website       TEXT NOT NULL DEFAULT '',
    address       TEXT NOT NULL DEFAULT '',
    city          TEXT NOT NULL DEFAULT '',
    state         TEXT NOT NULL DEFAULT '',
    zip           TEXT NOT NULL DEFAULT '',
    country       TEXT NOT NULL DEFAULT 'USA',
    description   TEXT NOT NULL DEFAULT '',
    category      TEXT NOT NULL DEFAULT '',
    package_type  TEXT,
    status        TEXT NOT NULL DEFAULT 'active',
    business_data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(business_data)),
    metadata      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    updated_at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')
);
CREATE INDEX customers_by_email ON customers (email);

CREATE TABLE jobs (
    id                TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                          || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    customer_id       TEXT NOT NULL REFERENCES customers (id),
    status            TEXT NOT NULL DEFAULT 'pending'
                      CHECK (status IN ('pending', 'queued', 'in_progress', 'completed', 'failed', 'cancelled')),
    paused            INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    package_type      TEXT NOT NULL DEFAULT 'starter',
    package_size      INTEGER CHECK (package_size >= 0),
    directories_total INTEGER NOT NULL DEFAULT 0,
    directories_done  INTEGER NOT NULL DEFAULT 0,
    progress          INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    priority          INTEGER NOT NULL DEFAULT 4,
    error_message     TEXT,
    metadata          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    updated_at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    started_at        TEXT,
    completed_at      TEXT
);
CREATE INDEX jobs_by_status ON jobs (status, created_at, id);
CREATE INDEX jobs_by_created ON jobs (created_at, id);
CREATE INDEX jobs_by_customer ON jobs (customer_id);
CREATE INDEX jobs_running ON jobs (priority, created_at, id, customer_id) WHERE status = 'in_progress' AND NOT paused;
CREATE INDEX jobs_completed ON jobs (completed_at) WHERE status = 'completed';

CREATE TABLE orders (
    id                TEXT PRIMARY KEY,
    stripe_session_id TEXT NOT NULL UNIQUE,
    payment_intent    TEXT,
    customer_id       TEXT NOT NULL REFERENCES customers (id),
    job_id            TEXT NOT NULL UNIQUE REFERENCES jobs (id),
    package_type      TEXT NOT NULL,
    add_ons           TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(add_ons)),
    amount_total      INTEGER NOT NULL DEFAULT 0,
    currency          TEXT NOT NULL DEFAULT 'usd',
    created_at        TEXT NOT NULL
);

-- Inbox: one row per Stripe event, whatever its type.
CREATE TABLE stripe_events (
    event_id    TEXT PRIMARY KEY,
    type        TEXT NOT NULL,
    object_id   TEXT,
    outcome     TEXT NOT NULL,
    job_id      TEXT REFERENCES jobs (id),
    payload     TEXT NOT NULL CHECK (json_valid(payload)),
    received_at TEXT NOT NULL
);

-- Messages that leave the database after their transaction committed; the relay delivers each at least once.
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    topic           TEXT NOT NULL,
    dedupe_key      TEXT NOT NULL UNIQUE,
    payload         TEXT NOT NULL CHECK (json_valid(payload)),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT NOT NULL,
    delivered_at    TEXT,
    last_error      TEXT,
    created_at      TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL;

CREATE TABLE directories (
    id               TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
    name             TEXT NOT NULL UNIQUE,
    title            TEXT NOT NULL DEFAULT '',
    website          TEXT NOT NULL DEFAULT '',
    submission_url   TEXT,
    category         TEXT,
    description      TEXT,
    domain_authority INTEGER,
    tier_required    INTEGER,
    language         TEXT,
    country_code     TEXT,
    requires_login   INTEGER,
    has_captcha      INTEGER,
    policy           TEXT NOT NULL DEFAULT 'ask' CHECK (policy IN ('allowed', 'ask', 'never')),
    active           INTEGER NOT NULL DEFAULT 1,
    paused           INTEGER NOT NULL DEFAULT 0,
    paused_reason    TEXT,
    host             TEXT NOT NULL DEFAULT '',
    pacing_ms        INTEGER NOT NULL DEFAULT 1500,
    attempts_max     INTEGER NOT NULL DEFAULT 4,
    metadata         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    created_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    updated_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')
);

-- When each host may be called next: pacing shared by all workers.
CREATE TABLE host_slots (
    host    TEXT PRIMARY KEY,
    next_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE job_results (
    id              TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                        || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    job_id          TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    directory_name  TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'pending'
                    CHECK (status IN ('pending', 'submitting', 'submitted', 'failed', 'skipped', 'action_required')),
    idempotency_key TEXT NOT NULL UNIQUE,
    verdict         TEXT,
    confidence      REAL,
    lane            TEXT,
    attempts        INTEGER NOT NULL DEFAULT 0,
    priority        INTEGER NOT NULL DEFAULT 4,
    next_attempt_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    payload         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(payload)),
    response_log    TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(response_log)),
    screenshot_url  TEXT,
    listing_url     TEXT,
    verified_at     TEXT,
    error_message   TEXT,
    created_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    updated_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'),
    UNIQUE (job_id, directory_name)
);
-- What waits, in the order of claims; by directory (one visit at a time) and by job (fairness): claims look only at the
-- heads of these.
CREATE INDEX job_results_due ON job_results (priority, next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX job_results_waiting ON job_results (directory_name, priority, next_attempt_at, id, job_id) WHERE status = 'pending';
CREATE INDEX job_results_waiting_of_job ON job_results (job_id, next_attempt_at, directory_name) WHERE status = 'pending';
CREATE INDEX job_results_by_status ON job_results (status, updated_at);

-- One try of a submission. The fence rises with every lease ever given; each write of a worker names its fence.
CREATE TABLE attempts (
    fence          INTEGER PRIMARY KEY AUTOINCREMENT,
    id             TEXT NOT NULL UNIQUE,
    result_id      TEXT NOT NULL REFERENCES job_results (id) ON DELETE CASCADE,
    job_id         TEXT NOT NULL,
    directory_name TEXT NOT NULL,
    number         INTEGER NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('leased', 'sent', 'succeeded', 'failed', 'lost')),
    lane           TEXT NOT NULL DEFAULT 'browser',
    worker_id      TEXT NOT NULL,
    lease_until    TEXT NOT NULL,
    sent_at        TEXT,
    verdict        TEXT,
    confidence     REAL,
    evidence       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(evidence)),
    error_message  TEXT,
    started_at     TEXT NOT NULL,
    ended_at       TEXT
);
CREATE INDEX attempts_by_result ON attempts (result_id, number);
CREATE INDEX attempts_open ON attempts (lease_until) WHERE status IN ('leased', 'sent');
-- At most one open attempt of a submission, whatever any code does.
CREATE UNIQUE INDEX attempts_one_open ON attempts (result_id) WHERE status IN ('leased', 'sent');

CREATE TABLE recipes (
    id             TEXT PRIMARY KEY,
    directory_name TEXT NOT NULL,
    version        INTEGER NOT NULL,
    fingerprint    TEXT NOT NULL,
    plan           TEXT NOT NULL CHECK (json_valid(plan)),
    active         INTEGER NOT NULL DEFAULT 1,
    successes      INTEGER NOT NULL DEFAULT 0,
    failures       INTEGER NOT NULL DEFAULT 0,
    created_at     TEXT NOT NULL,
    UNIQUE (directory_name, version)
);

CREATE TABLE queue_history (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id         TEXT NOT NULL REFERENCES jobs (id),
    directory_name TEXT,
    event          TEXT NOT NULL,
    details        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    worker_id      TEXT,
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')
);
CREATE INDEX queue_history_by_job ON queue_history (job_id, id);
CREATE TRIGGER queue_history_no_update BEFORE UPDATE ON queue_history
BEGIN SELECT RAISE(ABORT, 'queue_history is append-only'); END;
CREATE TRIGGER queue_history_no_delete BEFORE DELETE ON queue_history
BEGIN SELECT RAISE(ABORT, 'queue_history is append-only'); END;

CREATE TABLE flow_runs (
    id              TEXT PRIMARY KEY,
    job_id          TEXT NOT NULL REFERENCES jobs (id),
    flow_name       TEXT NOT NULL DEFAULT 'process_job',
    deployment      TEXT NOT NULL DEFAULT 'production',
    idempotency_key TEXT NOT NULL UNIQUE,
    state           TEXT NOT NULL CHECK (state IN ('scheduled', 'running', 'completed', 'failed', 'cancelled')),
    priority        INTEGER NOT NULL DEFAULT 4,
    parameters      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters)),
    created_at      TEXT NOT NULL,
    started_at      TEXT,
    ended_at        TEXT
);
CREATE INDEX flow_runs_scheduled ON flow_runs (priority, created_at, id) WHERE state = 'scheduled';
CREATE INDEX flow_runs_running ON flow_runs (started_at) WHERE state = 'running';
CREATE INDEX flow_runs_by_job ON flow_runs (job_id);

CREATE TABLE queue_messages (
    id                TEXT PRIMARY KEY,
    queue             TEXT NOT NULL,
    body              TEXT NOT NULL,
    attributes        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(attributes)),
    receive_count     INTEGER NOT NULL DEFAULT 0,
    receipt           TEXT,
    visible_at        TEXT NOT NULL,
    sent_at           TEXT NOT NULL,
    first_received_at TEXT
) WITHOUT ROWID;
CREATE INDEX queue_messages_visible ON queue_messages (queue, visible_at, id);

CREATE TABLE worker_heartbeats (
    worker_id        TEXT PRIMARY KEY,
    queue_name       TEXT NOT NULL DEFAULT 'default',
    status           TEXT NOT NULL CHECK (status IN ('starting', 'idle', 'running', 'paused', 'error', 'stopped')),
    current_job_id   TEXT,
    queue_depth      INTEGER NOT NULL DEFAULT 0,
    processing_count INTEGER NOT NULL DEFAULT 0,
    last_heartbeat   TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    metadata         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata))
);

CREATE TABLE action_items (
    id             TEXT PRIMARY KEY,
    job_id         TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    result_id      TEXT REFERENCES job_results (id) ON DELETE CASCADE,
    directory_name TEXT,
    kind           TEXT NOT NULL,
    status         TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'resolved')),
    summary        TEXT NOT NULL DEFAULT '',
    details        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    claimed_by     TEXT,
    resolved_by    TEXT,
    resolution     TEXT,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL
);
CREATE INDEX action_items_open ON action_items (status, created_at);
CREATE UNIQUE INDEX action_items_one_open ON action_items (job_id, coalesce(result_id, ''), kind) WHERE status <> 'resolved';

CREATE TABLE staff_users (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL DEFAULT '',
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    password_hash TEXT,
    active        INTEGER NOT NULL DEFAULT 1,
    failed_logins INTEGER NOT NULL DEFAULT 0,
    locked_until  TEXT,
    last_login_at TEXT,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);
CREATE TABLE staff_sessions (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES staff_users (id) ON DELETE CASCADE,
    token_hash   TEXT NOT NULL UNIQUE,
    csrf_token   TEXT NOT NULL,
    remote       TEXT NOT NULL DEFAULT '',
    user_agent   TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    revoked_at   TEXT
);
CREATE TABLE login_links (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES staff_users (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL,
    used_at    TEXT
);
CREATE TABLE audit_log (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    target     TEXT NOT NULL DEFAULT '',
    details    TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    created_at TEXT NOT NULL
);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;

-- Done = the machine has no more to do: submitted, failed, skipped, action_required. The count moves in the same
-- transaction as the row, whoever writes it.
CREATE TRIGGER job_results_done_insert AFTER INSERT ON job_results
WHEN NEW.status IN ('submitted', 'failed', 'skipped', 'action_required')
BEGIN
    UPDATE jobs SET directories_done = directories_done + 1,
        progress = CASE WHEN directories_total > 0 THEN min(100, 100 * (directories_done + 1) / directories_total) ELSE 0 END,
        updated_at = NEW.updated_at
    WHERE id = NEW.job_id;
END;
CREATE TRIGGER job_results_done_update AFTER UPDATE OF status ON job_results
WHEN (NEW.status IN ('submitted', 'failed', 'skipped', 'action_required'))
  <> (OLD.status IN ('submitted', 'failed', 'skipped', 'action_required'))
BEGIN
    UPDATE jobs SET
        directories_done = directories_done + CASE WHEN NEW.status IN ('pending', 'submitting') THEN -1 ELSE 1 END,
        progress = CASE WHEN directories_total > 0
            THEN min(100, 100 * (directories_done + CASE WHEN NEW.status IN ('pending', 'submitting') THEN -1 ELSE 1 END) / directories_total)
            ELSE 0 END,
        updated_at = NEW.updated_at
    WHERE id = NEW.job_id;
END;
