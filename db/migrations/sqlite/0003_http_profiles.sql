-- What a browser attempt proved of a directory's form, so that it can be sent without a browser (docs/architecture.md, "Lanes").
CREATE TABLE http_profiles (
    directory_name TEXT PRIMARY KEY,
    submission_url TEXT NOT NULL,
    profile        TEXT NOT NULL CHECK (json_valid(profile)),
    profiled_at    TEXT NOT NULL
) WITHOUT ROWID;
