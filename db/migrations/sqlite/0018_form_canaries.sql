-- Visits that only look whether a known form still stands as its recipe knows it (docs/learning.md; PostgreSQL's 0017).

-- One row for each directory that was looked at or is being looked at. next_at: the next look; while one runs, when another worker may
-- take over. seen: the form stood on the page itself at least once, so that a page without it means something. failures: looks in a row
-- that saw no form. held_reason: why submissions wait; it is in force while it is the directory's paused_reason.
CREATE TABLE form_canaries (
    directory_name TEXT PRIMARY KEY,
    next_at        TEXT NOT NULL,
    looked_at      TEXT,
    outcome        TEXT CHECK (outcome IN ('same', 'learned', 'restored', 'drifted', 'unseen', 'failed', 'forbidden')),
    reason         TEXT NOT NULL DEFAULT '',
    fingerprint    TEXT NOT NULL DEFAULT '',
    version        INTEGER NOT NULL DEFAULT 0,
    seen           INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
    failures       INTEGER NOT NULL DEFAULT 0,
    held_reason    TEXT,
    held_at        TEXT
) WITHOUT ROWID;
