-- What the system learns from its own work (docs/learning.md; SQLite's 0014, which explains the columns).
CREATE TABLE outcome_weights (
    directory_name TEXT NOT NULL,
    dimension      TEXT NOT NULL CHECK (dimension IN ('all', 'lane', 'category', 'country', 'hour', 'answer', 'answer_hour', 'retry')),
    level          TEXT NOT NULL DEFAULT '',
    successes      DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (successes >= 0),
    trials         DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (trials >= successes),
    updated_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (directory_name, dimension, level)
);

ALTER TABLE recipes ADD COLUMN source TEXT NOT NULL DEFAULT 'local' CHECK (source IN ('local', 'model'));
ALTER TABLE recipes ADD COLUMN retired_at TIMESTAMPTZ;
ALTER TABLE recipes ADD COLUMN retired_reason TEXT;

CREATE TABLE model_calls (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    purpose        TEXT NOT NULL,
    provider       TEXT NOT NULL,
    model          TEXT NOT NULL,
    cache_key      TEXT NOT NULL,
    job_id         UUID,
    directory_name TEXT,
    status         TEXT NOT NULL CHECK (status IN ('running', 'answered', 'refused', 'failed')),
    prompt         TEXT NOT NULL,
    answer         TEXT NOT NULL DEFAULT '',
    error          TEXT,
    input_tokens   BIGINT NOT NULL DEFAULT 0,
    output_tokens  BIGINT NOT NULL DEFAULT 0,
    cost_microusd  BIGINT NOT NULL DEFAULT 0,
    created_at     TIMESTAMPTZ NOT NULL,
    ended_at       TIMESTAMPTZ
);
CREATE INDEX model_calls_by_time ON model_calls (created_at);
CREATE INDEX model_calls_by_job ON model_calls (job_id, created_at);

CREATE TABLE model_cache (
    cache_key  TEXT PRIMARY KEY,
    job_id     UUID,
    answer     JSONB,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX model_cache_by_job ON model_cache (job_id) WHERE job_id IS NOT NULL;

SELECT bolt_protect(CAST(name AS regclass))
FROM unnest(ARRAY['outcome_weights', 'model_calls', 'model_cache']) AS name;
