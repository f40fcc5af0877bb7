-- The readable columns are gone, and so is the digest of each text: the seal says whether a text is what was kept.

ALTER TABLE words DROP COLUMN text;
ALTER TABLE words DROP COLUMN digest;
ALTER TABLE machines DROP COLUMN state;
ALTER TABLE set_aside DROP COLUMN event;
ALTER TABLE outbox DROP COLUMN body;


-- Numbers given before are not given again: the keys of messages are made of them.
INSERT INTO sqlite_sequence (name, seq)
SELECT 'inbox_sealed', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'inbox_sealed');
UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'inbox'), 0))
WHERE name = 'inbox_sealed';
DROP TABLE inbox;
ALTER TABLE inbox_sealed RENAME TO inbox;
CREATE INDEX inbox_open ON inbox (id) WHERE state = 'open';
CREATE INDEX inbox_handled ON inbox (received) WHERE state = 'handled';
CREATE INDEX inbox_key ON inbox (source, key);
CREATE INDEX inbox_arrival ON inbox (source, id);


CREATE TRIGGER words_are_erased_or_stay
BEFORE UPDATE OF sealed, key ON words WHEN new.sealed IS NOT NULL AND new.released_by IS NULL
BEGIN
    SELECT raise(ABORT, 'words never change: keep the other wording as words of its own');
END;

CREATE TRIGGER kept_files_never_change BEFORE UPDATE ON kept_files
BEGIN
    SELECT raise(ABORT, 'a file never changes: another one is another file');
END;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the record never changes');
END;

CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'the record never changes');
END;
