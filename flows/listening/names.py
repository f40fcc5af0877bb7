"""Names of people, and capitals that shout. Goes by how words are written; knows nobody."""

import re
from itertools import pairwise

from flows.listening.plain import Plain
from flows.listening.words import WordLists

NAME = re.compile(r"[^\W\d_][\w'-]*\.?")
JOINING = frozenset({"van", "de", "der", "den", "von", "du", "di", "ten", "ter", "el", "bin"})
NO_NAME = frozenset(
    {"de", "het", "the", "en", "and", "of", "or", "die", "dat", "is", "van", "a", "i", "ik", "hier", "who"}
)
LOUD = 3  # letters a shouted word has at least
MOSTLY = 0.6  # of the letters of a text: all of it is shouted
ENOUGH = 8  # letters a shouted text has at least


def names(said: Plain, lists: WordLists) -> list[str]:
    """A title with a name, or a first name. A text in capitals has none that can be told."""
    words = list(NAME.finditer(said.cased))
    if shouts(said, lists):
        return []
    found = []
    for here, after in zip(words, [*words[1:], None], strict=False):
        if _named(said, here, after, lists):
            found.append(said.own(here.start(), (after or here).end()))
    return found


def _named(said: Plain, here: re.Match[str], after: re.Match[str] | None, lists: WordLists) -> bool:
    word, low = here.group(), here.group().lower()
    beside = after is not None and not said.cased[here.end() : after.start()].strip(" ")
    following = after.group() if after and beside else ""
    if low in lists.honorific and following:
        surname = following[0].isupper() and following.lower() not in NO_NAME - {"van", "de"}
        joined = (
            following.lower() in JOINING and said.cased[after.end() :].lstrip()[:1].isupper()
            if after
            else False
        )
        return (
            surname or joined or (low in lists.honorific_any and following.lower() not in NO_NAME - {"van"})
        )
    if word not in lists.first_names:
        return False
    if following and (following.lower() in JOINING or following[0].isupper()):
        return True
    before = said.cased[: here.start()].rstrip(" ")
    return bool(before) and before[-1] not in ".!?\n-"


def shouts(said: Plain, lists: WordLists) -> list[str]:
    """The words in capitals, when two stand together or the whole text is; names of bodies do not count."""
    loud = [one for one in NAME.finditer(said.cased) if _loud(one.group(), lists)]
    letters = [one for one in said.cased if one.isalpha()]
    upper = sum(one.isupper() for one in letters)
    whole = len(letters) >= ENOUGH and upper > MOSTLY * len(letters)
    pairs = any(not said.cased[one.end() : two.start()].strip() for one, two in pairwise(loud))
    return [said.own(one.start(), one.end()) for one in loud] if loud and (whole or pairs) else []


def _loud(word: str, lists: WordLists) -> bool:
    return len(word) >= LOUD and word.isupper() and word.strip(".") not in lists.acronyms
