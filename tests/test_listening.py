"""What the follow-up rules hear: lines per rule, the aims on lines that tuned nothing, the command, oddities."""

from __future__ import annotations

import json
import re
import time
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.interview import below, lines, measure
from bot.cli import main
from bot.lexicon import LOADER, LexiconRefusedError, load_lexicon
from flows.listening import ORDER, Heard, hear
from flows.listening.cues import weigh
from flows.listening.rules import by_lists, read
from flows.listening.words import AND, heard_by, heard_in

LEXICON = load_lexicon()


def heard(text: str, language: str = "nl", prompt: str = "", *frames: str) -> Heard:
    return hear(text, language, LEXICON, prompt, frames)


@pytest.mark.parametrize(
    ("language", "text", "rules"),
    [
        ("nl", "Geen windmolens!", ["LUP"]),
        ("nl", "Wij gaan hier niet weg.", ["LUP"]),
        ("nl", "De molens moeten verder weg want wij slapen niet", []),
        ("nl", "een gezond bedrijf dat de volgende generatie zonder schuld kan overnemen", []),
        ("nl", "leefbaarheid", ["LDOWN"]),
        ("nl", "weet niet", ["SHORT"]),
        ("nl", "🤷", ["SHORT"]),
        ("nl", "DIE MOLENS MOETEN WEG", ["NEUTRAL", "LUP"]),
        ("nl", "die wethouder is een leugenaar", ["NEUTRAL"]),
        ("nl", "mijn vrouw is overspannen geraakt", ["SENS"]),
        ("nl", "1. de put dicht\n2. 50.000 euro per huis", ["SPLIT", "LUP"]),
        ("nl", "ik stop ermee", ["THREAT"]),
        ("nl", "onze bezwaartermijn loopt vrijdag af", ["THREAT"]),
        ("nl", "Over mijn lijk dat hier een azc komt", ["LUP"]),
        ("nl", "ik stop met roken maar dat lukt niet goed", []),
        ("nl", "doodmoe werd ik van die lange vergaderingen", []),
        ("nl", "We want no turbines here, and that is the end of it", ["LUP"]),
        ("en", "No cooling towers.", ["LUP"]),
        ("en", "Indian Point 3 cannot be shut in June.", ["LUP"]),
        ("en", "that the young ones get through May, June and July", []),
        ("en", "fairness", ["LDOWN"]),
        ("en", "idk", ["SHORT"]),
        ("en", "THE TURBINES MUST GO", ["NEUTRAL", "LUP"]),
        ("en", "that councillor is a liar", ["NEUTRAL"]),
        ("en", "my wife had a breakdown over this", ["SENS"]),
        ("en", "- a quiet night\n- clean air", ["SPLIT"]),
        ("en", "I quit", ["THREAT"]),
        ("en", "the court hearing is next Tuesday", ["THREAT"]),
        ("en", "I was dead tired after the meeting but it was useful", []),
        ("en", "the court case was decided a year ago", []),
        ("nl", "Vannacht is er een steen door ons raam gegooid", ["THREAT"]),
        ("nl", "Als zijn auto daar weer staat kan ik niet beloven dat ik rustig blijf", ["THREAT"]),
        ("nl", "ik weet op welke school haar kinderen zitten", ["THREAT"]),
        ("nl", "wij rijden een giertank leeg op de stoep van de gedeputeerde", ["THREAT"]),
        ("nl", "de jagers schieten in het najaar op ganzen bij de plas", []),
        ("nl", "wij weten waar de leidingen liggen en tekenen dat graag op de kaart", []),
        ("nl", "het dorp gaat dood als de winkel dichtgaat", []),
        ("nl", "Twee rijbanen, geen vier", ["LUP"]),
        ("nl", "Wij tekenen pas als het zwart op wit staat", ["LUP"]),
        ("nl", "de school blijft op zijn plek", ["LUP"]),
        ("nl", "het blijft druk op zaterdag bij de bakker", []),
        ("nl", "Zonder bus is de huisarts ver weg voor veel mensen", []),
        ("en", "somebody threw a rock through our window last night", ["THREAT"]),
        ("en", "if his car is there again I can't promise I'll stay calm", ["THREAT"]),
        ("en", "I know which school her kids go to", ["THREAT"]),
        ("en", "we'll empty a slurry tanker on the commissioner's lawn", ["THREAT"]),
        ("en", "the hunters shoot geese near the lake in autumn", []),
        ("en", "we know where the pipes are and can show them on the map", []),
        ("en", "the village will die if the shop closes", []),
        ("en", "Two lanes, not four", ["LUP"]),
        ("en", "We don't sign until it is in writing", ["LUP"]),
        ("en", "the school stays where it is", ["LUP"]),
        ("en", "it stays busy on Saturdays at the bakery", []),
        ("en", "Without the bus people can't get to the clinic", []),
    ],
)
def test_the_rules_of_a_line(language: str, text: str, rules: list[str]) -> None:
    assert list(heard(text, language).rules) == rules


@pytest.mark.parametrize("language", ["nl", "en"])
def test_lines_that_tuned_nothing_are_heard_well_enough(language: str) -> None:
    every = lines(language)
    assert len(every) >= 200
    held_out = [one for one in every if one["held_out"]]
    assert len(held_out) >= 100
    assert below(measure(language, held_out)) == []


def test_the_prompt_narrows_what_is_asked() -> None:
    demand = "De dijk moet minstens een meter hoger"
    assert "LUP" in heard(demand, "nl", "p3_want").rules
    assert heard(demand, "nl", "p1_story").rules == ()
    assert heard("het waterschap", "nl", "p1_others").rules == ()
    assert heard("Wij openen ons terrein in het weekend voor bezoek", "nl", "p4_offer").rules == ("CHECK",)


def test_a_frame_is_touched_by_rare_words_it_shares() -> None:
    frame = "De maatregel moet bij extreem hoog water ongeveer 30 cm daling opleveren."
    assert "FRAME" in heard("die daling van 30 cm kan best 15 zijn", "nl", "p3_worry", frame).rules
    assert "FRAME" not in heard("een bankje voor de ouderen op het plein", "nl", "p3_worry", frame).rules


def test_the_points_are_the_persons_own_words() -> None:
    found = heard("minder stank rond de huizen, daarnaast een veilige route voor de fiets")
    assert found.points == ("minder stank rond de huizen", "een veilige route voor de fiets")


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("DIE MOLENS MOETEN WEG!!!", "Die molens moeten weg."),
        ("Die stomme molens staan te dicht bij het dorp.", "Die molens staan te dicht bij het dorp."),
        ("Klootzakken. De weg is te druk voor fietsers.", "De weg is te druk voor fietsers."),
        ("leugenaars", ""),
    ],
)
def test_a_calmer_wording(text: str, calm: str) -> None:
    assert heard(text).calmer == calm


def test_invisible_letters_and_wide_ones_hide_nothing() -> None:
    assert heard("ik\u200b st\u200dop er\u202emee").rules == ("THREAT",)
    assert heard("".join(chr(ord(one) + 0xFEE0) if one != " " else one for one in "ik stop ermee")).rules == (
        "THREAT",
    )
    assert heard("geeeeen molennnns hier!!!").rules == ("LUP",)


def test_a_long_text_takes_no_time_worth_mentioning() -> None:
    begun = time.perf_counter()
    heard("Ik maak me zorgen over het water en de weg moet dicht. " * 180)
    assert time.perf_counter() - begun < 1


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["nl", "en"]))
def test_no_text_breaks_it_and_its_words_stand_in_the_text(text: str, language: str) -> None:
    found = heard(text, language)
    assert list(found.rules) == [one for one in ORDER if one in found.rules]
    assert all(one in text for one in (*found.because, *found.points))


def test_the_command_says_what_it_hears(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines.json"
    given = [
        {"id": "a", "lang": "nl", "text": "Geen windmolens!"},
        {"id": "b", "lang": "en", "text": "I quit"},
    ]
    file.write_text(json.dumps({"lines": given}))
    assert main(["listen", str(file)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["a"]["rules"] == ["LUP"]
    assert said["b"] == {"rules": ["THREAT"], "because": ["I quit"]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is no JSON"),
        ("[]", "it must hold"),
        ('{"lines": [{"id": "a", "lang": "nl"}]}', 'line 1: "text" is missing'),
        ('{"lines": [{"id": "a", "lang": "de", "text": "x"}]}', 'line 1: lang is "nl" or "en"'),
        ('{"lines": [3]}', "line 1 is no object"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, sentence: str
) -> None:
    file = tmp_path / "lines.json"
    file.write_text(content)
    assert main(["listen", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["listen", "/nowhere.json"]) == 2
    assert "cannot be read" in capsys.readouterr().err


LISTS = files("locales").joinpath("listening.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        "nl: 3",
        "- nl",
        "nl: [",
        LISTS.replace("  threat:\n", "  threat:\n    - (open\n", 1),
        LISTS.replace("  threat:\n", "  threat:\n    - <nowhere> & dicht\n", 1),
        LISTS.replace("  threat:\n", "  threat:\n    - 'back\\slash'\n", 1),
        LISTS.replace("  threat:\n", "  threat:\n    - ? x\n", 1),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(LexiconRefusedError):
        load_lexicon(wrong)


def test_every_phrase_of_the_lists_can_be_heard() -> None:
    for lists in (LEXICON.nl, LEXICON.en):
        for _, phrases in lists:
            for part in (part for one in phrases if isinstance(phrases, tuple) for part in one.split(AND)):
                heard_by((part,), lists.few)


def test_either_reader_of_yaml_reads_the_same() -> None:
    assert yaml.safe_load(LISTS) == yaml.load(LISTS, Loader=LOADER)  # noqa: S506  one of the safe ones


FEW_PHRASES = yaml.load(LISTS, Loader=LOADER)  # noqa: S506  one of the safe ones
for of_language in (FEW_PHRASES["nl"], FEW_PHRASES["en"]):
    del of_language["words"]
    of_language.update({name: ["x"] for name, some in of_language.items() if isinstance(some, list)})
assert load_lexicon(yaml.safe_dump(FEW_PHRASES)).nl.threat == ("x",)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["a", "(", ")", "|", "*", "?", " ", "$", "..", "(?!", "&", "+", "["]), max_size=12
    )
)
def test_a_phrase_that_is_let_in_can_be_heard(pieces: list[str]) -> None:
    phrase = "x" + "".join(pieces)
    try:
        FEW_PHRASES["nl"]["threat"] = [phrase]
        lexicon = load_lexicon(yaml.safe_dump(FEW_PHRASES))
    except LexiconRefusedError:
        return
    heard_in("a x", lexicon.nl.threat, lexicon.nl.few)


def test_what_belongs_together_is_heard_in_any_order_in_one_sentence() -> None:
    phrase = ("(red|blue) & (car|cars) & gone",)
    assert heard_in("gone is the car that was red", phrase) == [(0, 28)]
    assert heard_in("the red car. it is gone", phrase) == []
    assert heard_in(f"red {'and so on ' * 20} car gone", phrase) == []
    assert heard_in("(red) is a word of its own", ("red & (red|blue)",)) == []


def test_the_lists_are_read_fast_enough_to_start_with() -> None:
    begun = time.process_time()
    load_lexicon.__wrapped__()
    assert time.process_time() - begun < 0.15


def test_cues_together_are_heard_where_no_phrase_is() -> None:
    text = "hun keet staat 's nachts onbewaakt, jammer als die kabels een keer knappen"
    said, language = read(text, "nl", LEXICON)
    low, phrases = by_lists("THREAT", said, language, LEXICON)
    assert phrases == []
    assert weigh(said, low, "THREAT", False, LEXICON.cues[language])
    none = LEXICON.cues[language].model_copy(update={"threshold": {"THREAT": 1000}})
    assert weigh(said, low, "THREAT", False, none) == []


def test_a_word_of_a_cue_stands_for_its_forms_and_chat_for_the_word() -> None:
    cues = LEXICON.cues["nl"]
    assert cues.root("molens") == cues.root("molen")
    said, _ = read("die school moet gwn open", "nl", LEXICON)
    assert said.low == "die school moet gewoon open"
    assert said.own(said.low.index("gewoon"), said.low.index(" open")) == "gwn"


def test_every_cue_with_points_can_be_found() -> None:
    for cues in LEXICON.cues.values():
        for listed in cues.points.values():
            for cue in (one for some in listed.values() for one in some if "<" in one):
                assert set(re.findall(r"<(\w+)>", cue)) <= set(cues.fields)
