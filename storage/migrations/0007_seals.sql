-- Everything people said is sealed from here on (storage/keyring.py). What was kept readable until now is sealed in the
-- same transaction, between this script and the next (storage/seal_old.py).


-- Whose words are sealed with which key; the keys themselves are in a file beside the store. '' and 0: what was let go.
-- Who speaks again after erasing gets another key.
CREATE TABLE owners (
    mediation TEXT NOT NULL,
    party     TEXT NOT NULL,              -- '': the mediator's own words
    user      INTEGER NOT NULL,
    key       TEXT NOT NULL UNIQUE,
    PRIMARY KEY (mediation, party, user)
) STRICT, WITHOUT ROWID;


-- Keys to be thrown away as soon as the transaction that says so is on the disk.
CREATE TABLE erased_keys (
    key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;


-- Which file of keys belongs to this store.
CREATE TABLE keyring (
    identity TEXT NOT NULL
) STRICT;


DROP TRIGGER words_are_erased_or_stay;
DROP TRIGGER kept_files_never_change;
DROP TRIGGER audit_never_changes;

ALTER TABLE words ADD COLUMN key TEXT;     -- which it is sealed with
ALTER TABLE words ADD COLUMN sealed BLOB;  -- the text, bound to all that never changes of its row; NULL: erased
ALTER TABLE kept_files ADD COLUMN key TEXT;
ALTER TABLE machines ADD COLUMN sealed BLOB;
ALTER TABLE set_aside ADD COLUMN sealed BLOB;
ALTER TABLE outbox ADD COLUMN sealed BLOB; -- NULL: sent or refused, and wiped
ALTER TABLE audit ADD COLUMN mac BLOB;     -- over this row and the mac of the row before it


CREATE TABLE inbox_sealed (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source    TEXT NOT NULL,              -- telegram, clock, workshop, courier
    key       TEXT NOT NULL,              -- the source's own name for it; telegram: the update_id
    hash      BLOB NOT NULL,              -- HMAC of the raw text: a short text cannot be guessed from it
    sealed    BLOB,                       -- the raw text; NULL once handled
    received  INTEGER NOT NULL,
    state     TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'handled', 'quarantined')),
    tries     INTEGER NOT NULL DEFAULT 0, -- how often handling it has failed
    reason    TEXT,                       -- of the last failure
    failed_at INTEGER,
    CHECK ((sealed IS NULL) = (state = 'handled'))
) STRICT;
