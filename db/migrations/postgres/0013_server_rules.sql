-- Rules that admins set in the dashboard (SQLite's 0015); what has no row is as the program was built.
CREATE TABLE server_rules (
    name       TEXT PRIMARY KEY,
    value      BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
SELECT bolt_protect('server_rules');
