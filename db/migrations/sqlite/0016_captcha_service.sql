-- Captchas that a paid service solves (docs/learning.md). A person allows it for each directory.
ALTER TABLE directories ADD COLUMN captcha_service INTEGER NOT NULL DEFAULT 0 CHECK (captcha_service IN (0, 1));

-- Every task of the service: its budget is counted here with the most that it may cost, before it is made. Neither pictures nor
-- answers are kept.
CREATE TABLE captcha_calls (
    id             TEXT PRIMARY KEY,
    kind           TEXT NOT NULL,
    job_id         TEXT,
    directory_name TEXT,
    task_id        INTEGER,
    status         TEXT NOT NULL CHECK (status IN ('running', 'solved', 'failed')),
    judged         TEXT CHECK (judged IN ('good', 'bad')),
    error          TEXT,
    cost_microusd  INTEGER NOT NULL DEFAULT 0,
    created_at     TEXT NOT NULL,
    ended_at       TEXT
);
CREATE INDEX captcha_calls_by_time ON captcha_calls (created_at);
CREATE INDEX captcha_calls_by_job ON captcha_calls (job_id, created_at);
