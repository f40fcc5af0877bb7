-- Several mediations in one chat: what a message is about, whose it is, and the language words were written in.


-- The language their author used when the words were kept; NULL for words from before this column.
ALTER TABLE words ADD COLUMN language TEXT;

CREATE TRIGGER words_keep_their_language
BEFORE UPDATE OF language ON words
BEGIN
    SELECT raise(ABORT, 'words never change: keep the other wording as words of its own');
END;


-- What each mediation is called: the first line of a message to somebody who is in more than one.
CREATE TABLE mediations (
    id    TEXT PRIMARY KEY,
    title TEXT NOT NULL
) STRICT, WITHOUT ROWID;


-- Parties for which the mediator enters the answers, by the address of their interview.
CREATE TABLE proxies (
    address    TEXT PRIMARY KEY,
    user       INTEGER NOT NULL,
    party_name TEXT NOT NULL
) STRICT, WITHOUT ROWID;


-- Which machine put a private message into the outbox, and whether it is one its reader may answer in words.
CREATE TABLE spoken (
    outbox   INTEGER PRIMARY KEY REFERENCES outbox (id),
    chat     INTEGER NOT NULL,
    address  TEXT NOT NULL,
    question INTEGER NOT NULL CHECK (question IN (0, 1))
) STRICT;
CREATE INDEX spoken_chat ON spoken (chat, outbox) WHERE question = 1;


-- What somebody typed while it was not clear about which mediation: kept until they say so, then erased here. The
-- third place that holds testimony; nobody reads it, not even the mediator.
CREATE TABLE set_aside (
    id    TEXT PRIMARY KEY,
    user  INTEGER NOT NULL,
    event TEXT NOT NULL
) STRICT, WITHOUT ROWID;
