"""Words of a Dutch or English sentence: lower case, without function words, stripped to a stem.

Must not know what the words are compared for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Language = Literal["nl", "en"]

_WORD = re.compile(r"[^\W_]+")
_HELD = re.compile(r"([^\W\d_])\1{2,}")  # a letter's key held down

# Function words, and what sentences about different things share: general verbs, numbers, time, degree.
# Dutch "weg" (away, and road) is among them: as a word on its own it is mostly "away".
_DUTCH = frozenset(
    """
    langs vanaf richting behalve de het een en of in op aan van voor met naar bij uit tot om te af is zijn
    was waren wordt worden kan kunnen moet moeten zou zouden wil willen mag mogen heb hebben heeft als dan
    dat die dit deze er niet geen wel ook nog maar mijn ons onze hun haar jouw uw wie wat waar hoe waarom
    wanneer ik je jij we wij ze zij hij u al alle allemaal alles per door over onder tegen na pas zo zoals
    meer minder weer elke elk ieder iedere iedereen iemand niemand laat laten maak maken doen doet ga gaan
    komt komen blijf blijft blijven geef geven keer altijd nooit eerst eerder later daarna voordat zodat
    omdat want toch dus zelf ander andere anders nieuw nieuwe oud oude vast vaste goed goede groot grote
    twee drie vier vijf paar veel weinig via binnen buiten tussen rond zonder hier daar dag dagen jaar
    jaren maand maanden week weken klaar kijken half heel hele samen weg
    """.split()  # noqa: SIM905  a list of words reads as a paragraph
)
_ENGLISH = frozenset(
    """
    along around the a an and or in on at of for with to from by out off until till is are be been was
    were can could must should would will may might have has had do does did if then than that this these
    those there here not no nor also still but my our ours your his her its their who what where when how
    why i you he she we they it them us all any both each every some such per through over under against
    after before so more less most least again as like into onto up down only own same other others
    another make makes made let lets get gets give gives keep put take takes new old one two three four
    five ten first last next once always never year years yearly month months week weeks day days number
    good better best look somebody everybody everyone just very too well between without within about
    """.split()  # noqa: SIM905
)
# What people add when they type as they talk, and words so general that two statements sharing one share nothing.
_DUTCH_TALK = frozenset(
    """
    mensen echt gewoon eigenlijk natuurlijk misschien ongeveer bijna even ff gwn idd iig evt svp aub denk denken
    vind vinden zeg zeggen zegt weet weten ding dingen iets niets alsof terwijl zolang totdat tenzij hoewel
    zeker heus toe mee ervan erop ermee erover hierover daarover daarvan waarvan waardoor daardoor hierdoor
    sowieso gebruik gebruiken nodig hoeft hoeven graag beter best belangrijk staat staan zit zitten
    """.split()  # noqa: SIM905
)
_ENGLISH_TALK = frozenset(
    """
    because which much many people person need needs want wants needed wanted someone anyone everyone something
    anything everything nothing themselves himself herself itself yourself ourselves cannot being able allow
    allowed way ways really think feel believe thing things lot lots use used using come comes going go goes
    went say says said know even ever while since due whether however therefore although though already yes ok
    please else often sometimes usually maybe quite rather almost enough don doesn shouldn isn aren won wouldn
    couldn didn dont wont cant t s re ve ll d m important instead
    """.split()  # noqa: SIM905
)
_FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "nl": _DUTCH | _DUTCH_TALK,
    "en": _ENGLISH | _ENGLISH_TALK,
}

_ABBREVIATED: dict[Language, dict[str, str]] = {
    "nl": {
        "gem": "gemeente", "prov": "provincie", "rws": "rijkswaterstaat", "ws": "waterschap", "vd": "van de",
        "mn": "mijn", "zn": "zijn", "parkeerpl": "parkeerplaats", "woco": "woningcorporatie", "pers": "personeel",
        "verg": "vergunning", "bestpl": "bestemmingsplan", "omw": "omwonenden", "info": "informatie",
        "app": "appartement", "apps": "appartementen", "parkeergar": "parkeergarage", "ondern": "ondernemer",
        "kids": "kinderen", "opa": "oudere", "oma": "oudere", "min": "minuten", "eur": "euro", "hh": "huishoudens",
    },
    "en": {
        "gov": "government", "govt": "government", "apt": "apartment", "apts": "apartments", "rd": "road",
        "rds": "roads", "info": "information", "bldg": "building", "bldgs": "buildings", "dev": "development",
        "env": "environment", "cos": "because", "cuz": "because", "coz": "because", "bc": "because", "ppl": "people",
        "pls": "please", "plz": "please", "u": "you", "ur": "your", "thru": "through", "nite": "night",
        "hosp": "hospital", "comp": "compensation", "neighbors": "neighbours", "neighbor": "neighbour",
    },
}  # fmt: skip

_DUTCH_ENDING = re.compile(
    r"((?<=[nlrjw])tjes?|(?<=m)pjes?|jes?|heden|ingen|elijke?|ing|en|e|(?<![aeiouj])s)$"
)
_ENGLISH_ENDING = re.compile(r"(ations?|ments?|ings?|edly|ed|ly|es|(?<![us])s|e)$")
_SHORTEST_STEM = 3


def words(text: str) -> list[str]:
    """The words of `text` in its order, lower case and without accents."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _WORD.findall(plain)


def plain_words(text: str, language: Language) -> list[str]:
    """The words of a text as typed on a phone: abbreviations in full, letters held down let go ("zooo")."""
    short = _ABBREVIATED[language]
    said = words(_HELD.sub(r"\1\1", text))
    return said if short.keys().isdisjoint(said) else " ".join(short.get(one, one) for one in said).split()


def carries_meaning(word: str, language: Language) -> bool:
    """Whether two statements that share this word share something."""
    return word not in _FUNCTION_WORDS[language]


def stems(text: str, language: Language) -> list[tuple[str, str]]:
    """The words that carry meaning, each as (stem, word in full)."""
    said = (word for word in plain_words(text, language) if carries_meaning(word, language))
    return [(stem(word, language), word) for word in said]


@lru_cache(maxsize=65536)
def stem(word: str, language: Language) -> str:
    """A light stem: enough to see that two forms are one word, not a dictionary form.

    It takes one ending off and evens out spelling; Snowball's stemmers did no better on the built-in cases.
    """
    if language == "nl":
        return _even_dutch(_without(_DUTCH_ENDING, word))
    return _even_english(_without(_ENGLISH_ENDING, word))


def _without(ending: re.Pattern[str], word: str) -> str:
    shorter = ending.sub("", word)
    return shorter if len(shorter) >= _SHORTEST_STEM else word


def _even_dutch(root: str) -> str:
    root = re.sub(r"([bdfgklmnprstz])\1$", r"\1", root)  # stallen: stall, stal
    root = re.sub(r"([aeou])\1(?=[^aeiou]$)", r"\1", root)  # muur, muren: mur
    return re.sub(r"v$", "f", re.sub(r"z$", "s", root))  # huizen: huiz, huis


def _even_english(root: str) -> str:
    root = re.sub(r"([bdfgklmnprt])\1$", r"\1", root)  # planning: plann, plan
    return re.sub(r"i$", "y", root)  # policies: polici, policy
