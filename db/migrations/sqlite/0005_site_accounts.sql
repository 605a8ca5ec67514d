-- Accounts that were made for customers at directories' sites. The password is ours, made for the site, and sealed.
CREATE TABLE site_accounts (
    customer_id     TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    host            TEXT NOT NULL,
    email           TEXT NOT NULL,
    username        TEXT NOT NULL DEFAULT '',
    sealed_password TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    PRIMARY KEY (customer_id, host)
);
