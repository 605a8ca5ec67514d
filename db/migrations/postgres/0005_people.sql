-- API keys, second factors and saved filters of staff (SQLite's 0007). Keys and recovery codes are stored hashed, TOTP secrets sealed.
CREATE TABLE api_keys (
    id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name         TEXT NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    key_hash     TEXT NOT NULL UNIQUE,
    prefix       TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_used_at TIMESTAMPTZ,
    revoked_at   TIMESTAMPTZ
);

-- confirmed_at NULL: the secret was shown but not yet proved. last_step: of the newest code that was taken; none is taken twice.
CREATE TABLE staff_totp (
    user_id       UUID PRIMARY KEY REFERENCES staff_users (id) ON DELETE CASCADE,
    sealed_secret TEXT NOT NULL,
    confirmed_at  TIMESTAMPTZ,
    last_step     BIGINT NOT NULL DEFAULT 0,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE staff_recovery_codes (
    user_id   UUID NOT NULL REFERENCES staff_users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE saved_views (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    owner      TEXT NOT NULL,
    name       TEXT NOT NULL,
    screen     TEXT NOT NULL,
    query      TEXT NOT NULL,
    shared     BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (owner, screen, name)
);

SELECT bolt_protect(CAST(name AS regclass))
FROM unnest(ARRAY['api_keys', 'staff_totp', 'staff_recovery_codes', 'saved_views']) AS name;
