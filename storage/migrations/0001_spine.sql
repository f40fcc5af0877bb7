-- The durable spine. Every moment is a count of microseconds since 1970 in UTC; every id of an event, a button or
-- words is opaque text. Testimony is in two columns only, words.text and (until handled) inbox.raw.


-- What came from outside, in the order it came, exactly as it came. The raw text is erased when it has been handled,
-- and the row itself 48 hours later: until then its hash recognises the same thing coming twice.
-- Must not hold: anything of a handled event but the fact that it came.
CREATE TABLE inbox (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source    TEXT NOT NULL,              -- telegram, clock, workshop, courier
    key       TEXT NOT NULL,              -- the source's own name for it; telegram: the update_id
    hash      BLOB NOT NULL,              -- SHA-256 of the raw text
    raw       TEXT,                       -- NULL once handled
    received  INTEGER NOT NULL,
    state     TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'handled', 'quarantined')),
    tries     INTEGER NOT NULL DEFAULT 0, -- how often handling it has failed
    reason    TEXT,                       -- of the last failure
    failed_at INTEGER,
    CHECK ((raw IS NULL) = (state = 'handled'))
) STRICT;
CREATE INDEX inbox_open ON inbox (id) WHERE state = 'open';
CREATE INDEX inbox_handled ON inbox (received) WHERE state = 'handled';
CREATE INDEX inbox_key ON inbox (source, key);
CREATE INDEX inbox_arrival ON inbox (source, id);


-- The state of every machine, as JSON, under its address.
-- Must not hold: testimony; a state refers to words by id.
CREATE TABLE machines (
    address TEXT PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;


-- The language each person reads.
CREATE TABLE people (
    user     INTEGER PRIMARY KEY,
    language TEXT NOT NULL
) STRICT;


-- Which mediation a group chat belongs to, and the languages its posts are written in, first the first (JSON list).
CREATE TABLE groups (
    chat      INTEGER PRIMARY KEY,
    mediation TEXT NOT NULL,
    languages TEXT NOT NULL
) STRICT;


-- What somebody is in a mediation: this decides as whom they read the vault. Nobody stands twice in one mediation.
CREATE TABLE roles (
    mediation TEXT NOT NULL,
    user      INTEGER NOT NULL,
    role      TEXT NOT NULL CHECK (role IN ('mediator', 'party', 'gone')),
    party     TEXT,
    PRIMARY KEY (mediation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles_user ON roles (user);


-- The vault: everything anybody said, word for word. Other tables name words by their id; only vault.py reads the text.
-- A wording never changes: another wording is another row, with its lineage below.
CREATE TABLE words (
    id             TEXT PRIMARY KEY,
    mediation      TEXT NOT NULL,
    party          TEXT,                  -- NULL: the mediator's own words
    user           INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    prompt         TEXT,
    script_version INTEGER NOT NULL,
    circle         TEXT NOT NULL CHECK (circle IN ('mediator', 'anonymous', 'attributed')),
    text           TEXT NOT NULL,
    digest         TEXT NOT NULL,         -- SHA-256 of the text, hexadecimal
    kept           INTEGER NOT NULL,
    released_by    INTEGER,               -- the mediator who let them go to their circle; NULL: not released
    withdrawn      INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    CHECK (released_by IS NULL OR circle <> 'mediator')
) STRICT, WITHOUT ROWID;
CREATE INDEX words_mediation ON words (mediation, kept, id);

CREATE TRIGGER words_never_change
BEFORE UPDATE OF id, mediation, party, user, kind, prompt, script_version, circle, kept ON words
BEGIN
    SELECT raise(ABORT, 'words never change: keep the other wording as words of its own');
END;


CREATE TRIGGER words_are_erased_or_stay
BEFORE UPDATE OF text, digest ON words WHEN new.text <> ''
BEGIN
    SELECT raise(ABORT, 'words never change: keep the other wording as words of its own');
END;


-- Which words were split from, merged from or reworded from which. The text of neither is here.
CREATE TABLE words_lineage (
    child  TEXT NOT NULL REFERENCES words (id),
    parent TEXT NOT NULL REFERENCES words (id),
    PRIMARY KEY (child, parent)
) STRICT, WITHOUT ROWID;


-- What is to be sent and what became of it. A body is a description: words in it are ids, opened at sending time for
-- the reader named here.
--   waiting   to be sent, not before `not_before`
--   sending   handed to Telegram; found at start-up it means that its fate is unknown
--   sent      arrived
--   held      may have arrived; a person must say whether to send it again
--   refused   will never arrive
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,      -- so that one decision never puts the same message twice
    mediation  TEXT NOT NULL,
    chat       INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('tell', 'post', 'look', 'menu', 'work')),
    user       INTEGER,                   -- the reader; NULL: the group
    body       TEXT NOT NULL,
    lane       TEXT NOT NULL CHECK (lane IN ('question', 'notice', 'broadcast')),
    handle     TEXT,
    edit       INTEGER NOT NULL CHECK (edit IN (0, 1)),
    file       TEXT,
    state      TEXT NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'sending', 'sent', 'held', 'refused')),
    not_before INTEGER NOT NULL DEFAULT 0,
    tries      INTEGER NOT NULL DEFAULT 0,
    doubts     INTEGER NOT NULL DEFAULT 0, -- how often its fate was unknown
    attempted  INTEGER,                    -- the last attempt
    settled    INTEGER,                    -- when it was sent
    message_id INTEGER,
    reason     TEXT                        -- why it was refused
) STRICT;
CREATE INDEX outbox_line ON outbox (chat, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_handle ON outbox (chat, handle, id) WHERE handle IS NOT NULL;
CREATE INDEX outbox_attempted ON outbox (attempted) WHERE attempted IS NOT NULL;
CREATE INDEX outbox_stuck ON outbox (state, id) WHERE state IN ('held', 'refused');


-- Chats that Telegram has asked to leave alone until a moment.
CREATE TABLE chat_holds (
    chat  INTEGER PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;


-- What a press of a button means. The id is the only thing Telegram sees of it, and says nothing by itself.
CREATE TABLE buttons (
    id       TEXT PRIMARY KEY,
    outbox   INTEGER NOT NULL REFERENCES outbox (id),
    chat     INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    address  TEXT NOT NULL,
    event    TEXT NOT NULL,
    numbered INTEGER NOT NULL CHECK (numbered IN (0, 1)),
    retired  INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    UNIQUE (outbox, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX buttons_chat ON buttons (chat, outbox);


-- What is to happen when a moment has come, once, however late.
CREATE TABLE timers (
    key     TEXT PRIMARY KEY,
    due     INTEGER NOT NULL,
    address TEXT NOT NULL,
    event   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_due ON timers (due, key);


-- Documents made for the parties, as they were sent.
CREATE TABLE files (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    data BLOB NOT NULL
) STRICT;


-- The record: who did what and when. Must not hold: what was said, by anybody.
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    mediation TEXT NOT NULL,
    user      INTEGER,                    -- NULL: the bot itself
    act       TEXT NOT NULL,
    about     TEXT NOT NULL,              -- JSON of ids and numbers
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_mediation ON audit (mediation, id);

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the record never changes');
END;
