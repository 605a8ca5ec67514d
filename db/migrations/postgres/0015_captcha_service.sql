-- Captchas that a paid service solves (docs/learning.md; SQLite's 0016, which explains the columns).
ALTER TABLE directories ADD COLUMN captcha_service BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE captcha_calls (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    kind           TEXT NOT NULL,
    job_id         UUID,
    directory_name TEXT,
    task_id        BIGINT,
    status         TEXT NOT NULL CHECK (status IN ('running', 'solved', 'failed')),
    judged         TEXT CHECK (judged IN ('good', 'bad')),
    error          TEXT,
    cost_microusd  BIGINT NOT NULL DEFAULT 0,
    created_at     TIMESTAMPTZ NOT NULL,
    ended_at       TIMESTAMPTZ
);
CREATE INDEX captcha_calls_by_time ON captcha_calls (created_at);
CREATE INDEX captcha_calls_by_job ON captcha_calls (job_id, created_at);
SELECT bolt_protect('captcha_calls');
