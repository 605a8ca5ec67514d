-- Two recipes or two ways to write the description side by side at one directory (docs/learning.md; SQLite's 0022, which explains the
-- columns).
CREATE TABLE experiments (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    directory_name TEXT COLLATE "C" NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('recipe', 'text')),
    arm_a          TEXT NOT NULL,
    arm_b          TEXT NOT NULL,
    alpha          DOUBLE PRECISION NOT NULL CHECK (alpha > 0 AND alpha < 1),
    outcomes_max   INTEGER NOT NULL CHECK (outcomes_max > 0),
    status         TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'decided', 'undecided', 'stopped')),
    winner         TEXT CHECK (winner IN ('a', 'b')),
    e_value        DOUBLE PRECISION NOT NULL DEFAULT 1,
    reason         TEXT NOT NULL DEFAULT '',
    started_by     TEXT NOT NULL,
    started_at     TIMESTAMPTZ NOT NULL,
    ended_at       TIMESTAMPTZ
);
CREATE UNIQUE INDEX experiments_one_running ON experiments (directory_name) WHERE status = 'running';
CREATE INDEX experiments_by_directory ON experiments (directory_name, started_at);

CREATE TABLE experiment_arms (
    experiment_id UUID NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    result_id     UUID NOT NULL REFERENCES job_results (id) ON DELETE CASCADE,
    arm           TEXT NOT NULL CHECK (arm IN ('a', 'b')),
    success       BOOLEAN,
    position      INTEGER,
    PRIMARY KEY (experiment_id, result_id)
);
CREATE INDEX experiment_arms_by_result ON experiment_arms (result_id);

CREATE TABLE directory_texts (
    directory_name TEXT COLLATE "C" PRIMARY KEY,
    style          TEXT NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL
);
SELECT bolt_protect(CAST(name AS regclass)) FROM unnest(ARRAY['experiments', 'experiment_arms', 'directory_texts']) AS name;
