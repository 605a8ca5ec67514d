-- The customer's side (SQLite's 0010): checkouts, what became of payments, private links and sessions, drafts, consents, later looks
-- at listings. Tokens are stored hashed (hex SHA-256): who reads the tables can open nothing.
CREATE TABLE checkouts (
    id                UUID PRIMARY KEY,
    claim_hash        TEXT NOT NULL UNIQUE,
    package_type      TEXT NOT NULL,
    add_ons           JSONB NOT NULL DEFAULT '[]',
    amount_total      BIGINT NOT NULL DEFAULT 0,
    terms_version     TEXT NOT NULL,
    stripe_session_id TEXT UNIQUE,
    state             TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'awaiting_payment', 'paid', 'payment_failed', 'expired')),
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL
);
CREATE INDEX checkouts_by_created ON checkouts (created_at);

-- What Stripe said of a payment after (or before) its order was known here, in whatever order it came.
CREATE TABLE payment_events (
    event_id       TEXT PRIMARY KEY REFERENCES stripe_events (event_id),
    payment_intent TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('refunded', 'partly_refunded', 'disputed', 'dispute_won', 'dispute_lost')),
    recorded_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX payment_events_by_intent ON payment_events (payment_intent);
ALTER TABLE orders ADD COLUMN payment_state TEXT NOT NULL DEFAULT 'paid'
    CHECK (payment_state IN ('paid', 'partly_refunded', 'refunded', 'disputed', 'dispute_lost'));
CREATE INDEX orders_by_intent ON orders (payment_intent);
CREATE INDEX orders_by_customer ON orders (customer_id);

-- purpose job: opens one job, any number of times until it expires; login: opens the account, once.
CREATE TABLE customer_links (
    token_hash  TEXT PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers (id),
    job_id      UUID REFERENCES jobs (id),
    purpose     TEXT NOT NULL CHECK (purpose IN ('job', 'login')),
    created_at  TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ,
    revoked_at  TIMESTAMPTZ
);
CREATE INDEX customer_links_by_customer ON customer_links (customer_id);
CREATE TABLE customer_sessions (
    id          UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers (id),
    job_id      UUID REFERENCES jobs (id),
    token_hash  TEXT NOT NULL UNIQUE,
    created_at  TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    revoked_at  TIMESTAMPTZ
);
CREATE INDEX customer_sessions_by_customer ON customer_sessions (customer_id);

CREATE TABLE profile_drafts (
    customer_id UUID PRIMARY KEY REFERENCES customers (id),
    draft       JSONB NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE TABLE consents (
    id          UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers (id),
    kind        TEXT NOT NULL,
    version     TEXT NOT NULL,
    given       BOOLEAN NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX consents_by_customer ON consents (customer_id);

-- Later looks at listings that were live: the newest of each submission.
CREATE TABLE listing_checks (
    result_id  UUID PRIMARY KEY REFERENCES job_results (id) ON DELETE CASCADE,
    live       BOOLEAN NOT NULL,
    misses     INTEGER NOT NULL DEFAULT 0,
    found      JSONB NOT NULL DEFAULT '{}',
    checked_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

SELECT bolt_protect(CAST(name AS regclass))
FROM unnest(ARRAY['checkouts', 'payment_events', 'customer_links', 'customer_sessions', 'profile_drafts', 'consents', 'listing_checks']) AS name;
