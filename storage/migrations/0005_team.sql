-- An observer is a role of its own: looks on, and reads what the group may read.
CREATE TABLE roles_with_observers (
    mediation TEXT NOT NULL,
    user      INTEGER NOT NULL,
    role      TEXT NOT NULL CHECK (role IN ('mediator', 'observer', 'party', 'gone')),
    party     TEXT,
    PRIMARY KEY (mediation, user)
) STRICT, WITHOUT ROWID;

INSERT INTO roles_with_observers (mediation, user, role, party) SELECT mediation, user, role, party FROM roles;

DROP TABLE roles;

ALTER TABLE roles_with_observers RENAME TO roles;

CREATE INDEX roles_user ON roles (user);
