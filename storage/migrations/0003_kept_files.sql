-- Files sent in answer to a question, where the mediator allows them.


-- The bytes are sealed with the operator's key (storage/sealing.py), bound to mediation, party and id: without the key
-- nothing of them can be read. A withdrawn file is deleted, and so are all of a mediation's when private words are erased.
-- Must not hold: the name the sender gave a file.
CREATE TABLE kept_files (
    id             TEXT PRIMARY KEY,
    mediation      TEXT NOT NULL,
    party          TEXT NOT NULL,
    user           INTEGER NOT NULL,
    ask            TEXT NOT NULL,         -- the question it came in answer to
    prompt         TEXT NOT NULL,
    script_version INTEGER NOT NULL,
    edition        INTEGER NOT NULL,      -- of the case's own questions
    kind           TEXT NOT NULL,         -- by its content, as the ending of a name: pdf, jpg ...
    mime           TEXT NOT NULL,
    sealed         BLOB NOT NULL,
    kept           INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_files_mediation ON kept_files (mediation);

CREATE TRIGGER kept_files_never_change BEFORE UPDATE ON kept_files
BEGIN
    SELECT raise(ABORT, 'a file never changes: another one is another file');
END;
