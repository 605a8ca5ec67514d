-- Flow runs that Prefect shows too (docs/prefect.md). The store decides; this is what Prefect has been told so far.
CREATE TABLE prefect_runs (
    flow_run_id       TEXT PRIMARY KEY REFERENCES flow_runs (id) ON DELETE CASCADE,
    prefect_id        TEXT NOT NULL UNIQUE,
    name              TEXT NOT NULL,
    position          INTEGER NOT NULL DEFAULT 0,  -- newest queue_history.id of the job that Prefect has
    progress_artifact TEXT,                        -- Prefect's id of it
    owner             TEXT,                        -- who is telling Prefect; stays when that process dies
    due_at            TEXT NOT NULL,               -- looked at then; the owner's lease while there is one
    settled_at        TEXT,                        -- Prefect shows the end; nothing more is told
    created_at        TEXT NOT NULL
);
CREATE INDEX prefect_runs_open ON prefect_runs (due_at) WHERE settled_at IS NULL;
CREATE INDEX prefect_runs_newest ON prefect_runs (created_at, flow_run_id) WHERE settled_at IS NULL;
