-- Visits that only look whether a known form still stands as its recipe knows it (docs/learning.md; SQLite's 0018, which explains the
-- columns).
CREATE TABLE form_canaries (
    directory_name TEXT COLLATE "C" PRIMARY KEY,
    next_at        TIMESTAMPTZ NOT NULL,
    looked_at      TIMESTAMPTZ,
    outcome        TEXT CHECK (outcome IN ('same', 'learned', 'restored', 'drifted', 'unseen', 'failed', 'forbidden')),
    reason         TEXT NOT NULL DEFAULT '',
    fingerprint    TEXT NOT NULL DEFAULT '',
    version        INTEGER NOT NULL DEFAULT 0,
    seen           BOOLEAN NOT NULL DEFAULT FALSE,
    failures       INTEGER NOT NULL DEFAULT 0,
    held_reason    TEXT,
    held_at        TIMESTAMPTZ
);
SELECT bolt_protect('form_canaries');
