"""How many words of each party stand in the group: counted where words may be opened, told as numbers only."""

from __future__ import annotations

from collections import Counter

from flows.approvals import quoted
from flows.desk.published import newest
from flows.effects import Work
from flows.events import MirrorRead
from flows.table import Mediation
from storage import NotForThisReader, Reader, Transaction

MEDIATORS = ""  # whose words belong to no party


def read(tx: Transaction, work: Work) -> MirrorRead:
    """Counts the newest version of each message in the group, its words opened as the group reads them.

    A text is its owner's, with a name or without one; of ideas under one wording, of whoever worded it. What was
    taken back since is not counted. Words are what stands between spaces, in the language they were written in.
    """
    stored = tx.load(f"mediation:{work.mediation}")
    state = Mediation.model_validate_json(stored) if stored else Mediation(id=work.mediation)
    owners = {one.id: one.party or MEDIATORS for one in tx.words_of(work.mediation)}
    words: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    messages = newest(state)
    for message in messages:
        ids = [id for part in message.say.parts for id in quoted(part)]
        counted = Counter[str]()
        for id in ids:
            counted[owners.get(id, MEDIATORS)] += _length(tx, work.mediation, id)
        words += counted
        texts.update(party for party, number in counted.items() if number)
    return MirrorRead(
        user=work.material["user"], messages=len(messages), words=dict(words), texts=dict(texts)
    )


def _length(tx: Transaction, mediation: str, id: str) -> int:
    try:
        return len(tx.open_words(Reader(mediation, "group", None, None), [id])[id].split())
    except NotForThisReader:
        return 0
