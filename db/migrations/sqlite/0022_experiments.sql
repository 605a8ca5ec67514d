-- Two recipes or two ways to write the description side by side at one directory (docs/learning.md; PostgreSQL's 0021).

-- arm_a, arm_b: versions of the directory's recipe, or names of ways (forms/text_style.hpp). decided: the winner is in force. undecided:
-- outcomes_max were seen. stopped: by a person, or because an arm can no longer be used.
CREATE TABLE experiments (
    id             TEXT PRIMARY KEY,
    directory_name TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('recipe', 'text')),
    arm_a          TEXT NOT NULL,
    arm_b          TEXT NOT NULL,
    alpha          REAL NOT NULL CHECK (alpha > 0 AND alpha < 1),
    outcomes_max   INTEGER NOT NULL CHECK (outcomes_max > 0),
    status         TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'decided', 'undecided', 'stopped')),
    winner         TEXT CHECK (winner IN ('a', 'b')),
    e_value        REAL NOT NULL DEFAULT 1,
    reason         TEXT NOT NULL DEFAULT '',
    started_by     TEXT NOT NULL,
    started_at     TEXT NOT NULL,
    ended_at       TEXT
);
CREATE UNIQUE INDEX experiments_one_running ON experiments (directory_name) WHERE status = 'running';
CREATE INDEX experiments_by_directory ON experiments (directory_name, started_at);

-- Which arm a submission has; success and position, the how-manieth outcome it was, once it was taken or refused.
CREATE TABLE experiment_arms (
    experiment_id TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    result_id     TEXT NOT NULL REFERENCES job_results (id) ON DELETE CASCADE,
    arm           TEXT NOT NULL CHECK (arm IN ('a', 'b')),
    success       INTEGER CHECK (success IN (0, 1)),
    position      INTEGER,
    PRIMARY KEY (experiment_id, result_id)
) WITHOUT ROWID;
CREATE INDEX experiment_arms_by_result ON experiment_arms (result_id);

-- How the description is written for a directory, where an experiment has decided it.
CREATE TABLE directory_texts (
    directory_name TEXT PRIMARY KEY,
    style          TEXT NOT NULL,
    updated_at     TEXT NOT NULL
) WITHOUT ROWID;
