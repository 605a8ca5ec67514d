-- What the system learns from its own work (docs/learning.md; PostgreSQL's 0012).

-- Decayed counts by directory: what an attempt that ends at time t adds weighs 2^((t - 2026-01-01) / 45 days), so that adding is all a
-- writer does and a reader divides by the weight of now (forward decay). dimension all, lane, category, country, hour: submissions that
-- ended, successes = the site took the business. answer, answer_hour: attempts, successes = the site answered. retry: attempts after a
-- wait (level: which one), successes = the site answered this time.
CREATE TABLE outcome_weights (
    directory_name TEXT NOT NULL,
    dimension      TEXT NOT NULL CHECK (dimension IN ('all', 'lane', 'category', 'country', 'hour', 'answer', 'answer_hour', 'retry')),
    level          TEXT NOT NULL DEFAULT '',
    successes      REAL NOT NULL DEFAULT 0 CHECK (successes >= 0),
    trials         REAL NOT NULL DEFAULT 0 CHECK (trials >= successes),
    updated_at     TEXT NOT NULL,
    PRIMARY KEY (directory_name, dimension, level)
) WITHOUT ROWID;

-- Who understood the form, and why a version is no longer in force.
ALTER TABLE recipes ADD COLUMN source TEXT NOT NULL DEFAULT 'local' CHECK (source IN ('local', 'model'));
ALTER TABLE recipes ADD COLUMN retired_at TEXT;
ALTER TABLE recipes ADD COLUMN retired_reason TEXT;

-- Every question to a language model: its budget is counted here, and its audit is this row. Texts are masked before they come here.
CREATE TABLE model_calls (
    id             TEXT PRIMARY KEY,
    purpose        TEXT NOT NULL,
    provider       TEXT NOT NULL,
    model          TEXT NOT NULL,
    cache_key      TEXT NOT NULL,
    job_id         TEXT,
    directory_name TEXT,
    status         TEXT NOT NULL CHECK (status IN ('running', 'answered', 'refused', 'failed')),
    prompt         TEXT NOT NULL,
    answer         TEXT NOT NULL DEFAULT '',
    error          TEXT,
    input_tokens   INTEGER NOT NULL DEFAULT 0,
    output_tokens  INTEGER NOT NULL DEFAULT 0,
    cost_microusd  INTEGER NOT NULL DEFAULT 0,
    created_at     TEXT NOT NULL,
    ended_at       TEXT
);
CREATE INDEX model_calls_by_time ON model_calls (created_at);
CREATE INDEX model_calls_by_job ON model_calls (job_id, created_at);

-- Answers by the content of the question. answer NULL: it had no usable answer, and is not asked again before expires_at.
CREATE TABLE model_cache (
    cache_key  TEXT PRIMARY KEY,
    job_id     TEXT,
    answer     TEXT CHECK (answer IS NULL OR json_valid(answer)),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX model_cache_by_job ON model_cache (job_id) WHERE job_id IS NOT NULL;
