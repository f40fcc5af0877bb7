-- Who is expected in a group and in which topic its posts go; words that one party may read, and no other.

ALTER TABLE groups ADD COLUMN expected TEXT NOT NULL DEFAULT '[]'; -- user ids (JSON list); empty: not compared
ALTER TABLE groups ADD COLUMN topic INTEGER NOT NULL DEFAULT 0;    -- 0: General, or a group without topics


-- Words passed on to one party by a mediator's press. No release: the group does not read them, nor other parties.
CREATE TABLE shares (
    word        TEXT NOT NULL REFERENCES words (id),
    party       TEXT NOT NULL,
    approved_by INTEGER NOT NULL,
    PRIMARY KEY (word, party)
) STRICT, WITHOUT ROWID;
