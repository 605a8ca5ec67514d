-- Rules that admins set in the dashboard (store/server_rules.hpp); what has no row is as the program was built.
CREATE TABLE server_rules (
    name       TEXT PRIMARY KEY,
    value      INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL
) WITHOUT ROWID;
