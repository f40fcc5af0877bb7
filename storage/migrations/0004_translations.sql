-- Translations with their owner's yes, and the case's own edition of the questions with every answer.


-- How often the mediator had changed this case's questions when the question was put; 0: never, or before this column.
ALTER TABLE words ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER words_keep_their_edition
BEFORE UPDATE OF edition ON words
BEGIN
    SELECT raise(ABORT, 'words never change: keep the other wording as words of its own');
END;


-- The mediator's translation of somebody's words, itself words (same party, same circle). Only one that its owner
-- agreed to is ever read by anybody else, by those who may read the original, and as long as they may.
CREATE TABLE translations (
    word     TEXT PRIMARY KEY REFERENCES words (id),
    original TEXT NOT NULL REFERENCES words (id),
    language TEXT NOT NULL,
    agreed   INTEGER NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX translations_agreed ON translations (original, language) WHERE agreed = 1;
