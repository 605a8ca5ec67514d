-- What hosts asked for, shared by all workers; when one may be called next stands in host_slots.
CREATE TABLE host_facts (
    host           TEXT PRIMARY KEY,
    crawl_delay_ms INTEGER NOT NULL CHECK (crawl_delay_ms >= 0),
    updated_at     TEXT NOT NULL
) WITHOUT ROWID;

-- A claim looks for the slowest pacing among the directories of one host.
CREATE INDEX directories_by_host ON directories (host, pacing_ms) WHERE active;

ALTER TABLE directories ADD COLUMN despite_robots INTEGER NOT NULL DEFAULT 0 CHECK (despite_robots IN (0, 1));
