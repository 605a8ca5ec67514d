-- The customer's side: checkouts, what became of payments, private links and sessions, drafts, consents, later looks at listings.
-- Tokens are stored hashed (hex SHA-256): who reads the tables can open nothing.
CREATE TABLE checkouts (
    id                TEXT PRIMARY KEY,
    claim_hash        TEXT NOT NULL UNIQUE,
    package_type      TEXT NOT NULL,
    add_ons           TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(add_ons)),
    amount_total      INTEGER NOT NULL DEFAULT 0,
    terms_version     TEXT NOT NULL,
    stripe_session_id TEXT UNIQUE,
    state             TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'awaiting_payment', 'paid', 'payment_failed', 'expired')),
    created_at        TEXT NOT NULL,
    updated_at        TEXT NOT NULL
);
CREATE INDEX checkouts_by_created ON checkouts (created_at);

-- What Stripe said of a payment after (or before) its order was known here, in whatever order it came.
CREATE TABLE payment_events (
    event_id       TEXT PRIMARY KEY REFERENCES stripe_events (event_id),
    payment_intent TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('refunded', 'partly_refunded', 'disputed', 'dispute_won', 'dispute_lost')),
    recorded_at    TEXT NOT NULL
);
CREATE INDEX payment_events_by_intent ON payment_events (payment_intent);
ALTER TABLE orders ADD COLUMN payment_state TEXT NOT NULL DEFAULT 'paid'
    CHECK (payment_state IN ('paid', 'partly_refunded', 'refunded', 'disputed', 'dispute_lost'));
CREATE INDEX orders_by_intent ON orders (payment_intent);
CREATE INDEX orders_by_customer ON orders (customer_id);

-- purpose job: opens one job, any number of times until it expires; login: opens the account, once.
CREATE TABLE customer_links (
    token_hash  TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    job_id      TEXT REFERENCES jobs (id),
    purpose     TEXT NOT NULL CHECK (purpose IN ('job', 'login')),
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    used_at     TEXT,
    revoked_at  TEXT
);
CREATE INDEX customer_links_by_customer ON customer_links (customer_id);
CREATE TABLE customer_sessions (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    job_id      TEXT REFERENCES jobs (id),
    token_hash  TEXT NOT NULL UNIQUE,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    revoked_at  TEXT
);
CREATE INDEX customer_sessions_by_customer ON customer_sessions (customer_id);

CREATE TABLE profile_drafts (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id),
    draft       TEXT NOT NULL CHECK (json_valid(draft)),
    updated_at  TEXT NOT NULL
);
CREATE TABLE consents (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    kind        TEXT NOT NULL,
    version     TEXT NOT NULL,
    given       INTEGER NOT NULL CHECK (given IN (0, 1)),
    created_at  TEXT NOT NULL
);
CREATE INDEX consents_by_customer ON consents (customer_id);

-- Later looks at listings that were live: the newest of each submission.
CREATE TABLE listing_checks (
    result_id  TEXT PRIMARY KEY REFERENCES job_results (id) ON DELETE CASCADE,
    live       INTEGER NOT NULL CHECK (live IN (0, 1)),
    misses     INTEGER NOT NULL DEFAULT 0,
    found      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(found)),
    checked_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
