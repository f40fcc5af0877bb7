"""How well statements are grouped, each figure beside its baseline: `python -m benchmarks.consolidation [EVAL]`.

EVAL is a folder with `*_themes_*.json` (statements with their gold theme, Dutch and English) and `argkp/` (arguments,
key points and labels of the Key Point Analysis shared task, as CSV). Without it only the rows that need no such data
are measured. The statements of both are somebody else's and are not part of this project.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from math import comb
from pathlib import Path
from statistics import mean
from typing import Any

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # one core, so that figures of two machines can be compared

import numpy as np
import yaml

from workshop.grouping.default import Default
from workshop.grouping.gloss import USUAL_PLACE, NoDictionaryError
from workshop.grouping.group import group
from workshop.grouping.linkage import cut_at, cut_into
from workshop.grouping.minilm import NoModelError
from workshop.grouping.pipelines import made
from workshop.grouping.representative import central_first
from workshop.grouping.statement import Pipeline, Statement
from workshop.grouping.suggest import suggest
from workshop.grouping.vectors import letters, unit_rows
from workshop.words import stem, words

CASES = Path(__file__).parents[1] / "cases"
ORDERS = 50
Themed = list[tuple[Statement, str]]
Pairs = set[frozenset[str]]


def letters_alone(statements: Sequence[Statement]) -> Any:
    """The baseline: TF-IDF of runs of 3 to 5 letters of every word."""
    empty = np.zeros(0, np.int64)
    rows = unit_rows([np.concatenate([empty, *map(letters, words(one.text))]) for one in statements])
    return (rows @ rows.T).toarray()


def adjusted_rand(found: Sequence[Any], gold: Sequence[Any]) -> float:
    """Hubert and Arabie's adjusted Rand index: 1 the same groups, 0 no better than chance."""
    together = sum(comb(n, 2) for n in Counter(zip(found, gold, strict=True)).values())
    ours = sum(comb(n, 2) for n in Counter(found).values())
    theirs = sum(comb(n, 2) for n in Counter(gold).values())
    chance = ours * theirs / max(1, comb(len(gold), 2))
    most = (ours + theirs) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def among_three(alike: Any, themes: Sequence[str], rows: Sequence[int]) -> float:
    """Statements arrive in random order, earlier ones are confirmed: how often the right theme is among three.

    Only statements whose theme is there already count; a theme is as like as its likest member.
    """
    chance = random.Random(0)
    right = asked = 0
    for _ in range(ORDERS):
        order = chance.sample(rows, len(rows))
        for at, row in enumerate(order):
            best: dict[str, float] = {}
            for earlier in order[:at]:
                best[themes[earlier]] = max(best.get(themes[earlier], -9.0), alike[row, earlier])
            if themes[row] in best:
                asked += 1
                right += themes[row] in sorted(best, key=lambda theme: -best[theme])[:3]
    return right / asked


def labels(groups: Sequence[Sequence[Any]], order: Sequence[Any]) -> list[int]:
    at = {one: number for number, some in enumerate(groups) for one in some}
    return [at[one] for one in order]


def everything(pipeline: Pipeline, question: str, statements: Sequence[Statement]) -> Any:
    rows = range(len(statements))
    return pipeline.compare(question, statements).likeness(rows, rows)


def themed_file(file: Path) -> tuple[str, Themed]:
    given = json.loads(file.read_text(encoding="utf-8"))
    made = [
        (Statement(id=str(one["id"]), text=one["text"], language=one["lang"]), one["theme"])
        for one in given["statements"]
    ]
    return given.get("question", ""), sorted(made, key=lambda pair: pair[0].id)


def bilingual(file: Path, pipelines: Sequence[Pipeline]) -> None:
    question, themed = themed_file(file)
    statements, themes = [one for one, _ in themed], [theme for _, theme in themed]
    ways = {"all": [*range(len(themed))]}
    for language in ("nl", "en"):
        ways[language] = [row for row, one in enumerate(statements) if one.language == language]
    baseline = letters_alone(statements)
    print(f"{file.name}: {len(themed)} statements, {len(set(themes))} themes")
    print("  right theme among 3:      " + "   ".join(ways))
    for name, alike in [("letters alone", baseline)] + [
        (one.name, everything(one, question, statements)) for one in pipelines
    ]:
        print(
            f"    {name:22}" + "  ".join(f"{among_three(alike, themes, rows):.3f}" for rows in ways.values())
        )
    print("  groups, ARI")
    for pipeline in pipelines:
        found = group(question, statements, pipeline).groups
        ours = adjusted_rand(labels(found, [one.id for one in statements]), themes)
        plain = adjusted_rand(labels(cut_into(baseline, len(found)), range(len(themes))), themes)
        print(
            f"    {pipeline.name:14} {ours:.3f}  ({len(found)} groups; letters alone, as many: {plain:.3f})"
        )


def argkp(folder: Path) -> dict[str, list[tuple[Statement, str, str]]]:
    """By topic, the arguments with exactly one key point: statement, key point's id, key point."""
    topics: dict[str, list[tuple[Statement, str, str]]] = defaultdict(list)
    for file in sorted(folder.glob("arguments_*.csv")):
        split = file.stem.removeprefix("arguments_")
        arguments = {row["arg_id"]: row for row in table(file)}
        points = {row["key_point_id"]: row["key_point"] for row in table(folder / f"key_points_{split}.csv")}
        matched = defaultdict(list)
        for row in table(folder / f"labels_{split}.csv"):
            if row["label"] == "1":
                matched[row["arg_id"]].append(row["key_point_id"])
        for id, some in matched.items():
            if len(some) == 1:
                one = Statement(id=id, text=arguments[id]["argument"], language="en")
                topics[arguments[id]["topic"]].append((one, some[0], points[some[0]]))
    return dict(topics)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def key_points(folder: Path, pipelines: Sequence[Pipeline]) -> None:
    topics = argkp(folder)
    print(f"ArgKP: {len(topics)} topics")
    for pipeline in pipelines:
        ours, plain, counts = [], [], []
        for question, some in topics.items():
            statements, gold = [one for one, _, _ in some], [point for _, point, _ in some]
            found = group(question, statements, pipeline).groups
            ours.append(adjusted_rand(labels(found, [one.id for one in statements]), gold))
            alike = letters_alone(statements)
            plain.append(adjusted_rand(labels(cut_into(alike, len(found)), range(len(gold))), gold))
            counts.append(len(found))
        print(
            f"  {pipeline.name:14} ARI {mean(ours):.3f}  ({mean(counts):.0f} groups; letters alone {mean(plain):.3f})"
        )
    for pipeline in pipelines:
        representatives(topics, pipeline)


def representatives(topics: dict[str, list[tuple[Statement, str, str]]], pipeline: Pipeline) -> None:
    scores: dict[str, list[float]] = defaultdict(list)
    for question, some in topics.items():
        statements = [one for one, _, _ in some]
        comparison = pipeline.compare(question, statements)
        by_point = defaultdict(list)
        for row, (_, point, _) in enumerate(some):
            by_point[point].append(row)
        of_topic: dict[str, list[float]] = defaultdict(list)
        for rows in [one for one in by_point.values() if len(one) > 2]:
            point = some[rows[0]][2]
            alike = comparison.likeness(rows, rows)
            chosen = {
                "ours": central_first(rows, statements)[0],
                "medoid": rows[int(alike.mean(axis=1).argmax())],
            }
            for name, row in chosen.items():
                of_topic[name].append(rouge(statements[row].text, point))
            of_topic["best member"].append(max(rouge(statements[row].text, point) for row in rows))
        for name, found in of_topic.items():
            scores[name].append(mean(found))
    said = "  ".join(f"{name} {mean(found):.3f}" for name, found in scores.items())
    print(f"  {pipeline.name:14} representative, ROUGE-1: {said}")


def rouge(said: str, wanted: str) -> float:
    """ROUGE-1, F: stems in common."""
    one, other = (Counter(stem(word, "en") for word in words(text)) for text in (said, wanted))
    common = sum((one & other).values())
    return 2 * common / max(1, sum(one.values()) + sum(other.values()))


def pairs(groups: Iterable[Iterable[str]]) -> Pairs:
    return {frozenset(pair) for some in groups for pair in combinations(some, 2)}


def ideas_of_cases() -> list[tuple[str, list[Statement], Pairs]]:
    """Of each case: the joint question, its ideas, and the pairs of them that say the same."""
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        case = yaml.safe_load(file.read_text())
        said = [Statement(id=one["id"], text=one["text"], language=case["language"]) for one in case["ideas"]]
        named = defaultdict(list)
        for one in case["ideas"]:
            named[one.get("dup") or one["id"]].append(one["id"])
        found.append((case["joint_question"], said, pairs(named.values())))
    return found


def found_pairs(find: Callable[[str, list[Statement]], Pairs]) -> tuple[int, int, int]:
    """In all cases together: right, found, and to find."""
    both = [(find(question, said), gold) for question, said, gold in ideas_of_cases()]
    right = sum(len(one & gold) for one, gold in both)
    return right, sum(len(one) for one, _ in both), sum(len(gold) for _, gold in both)


def f1(right: int, found: int, gold: int) -> float:
    return 2 * right / (found + gold) if found + gold else 1.0


def by_letters(cut: float) -> tuple[int, int, int]:
    return found_pairs(
        lambda _, said: pairs([said[row].id for row in rows] for rows in cut_at(letters_alone(said), cut))
    )


def by(pipeline: Pipeline) -> tuple[int, int, int]:
    return found_pairs(lambda question, said: pairs(group(question, said, pipeline, "same").groups))


def near_duplicate_scores(pipeline: Pipeline) -> tuple[float, float]:
    """F1 of pairs by letters alone, at the cut that is best for these very pairs, and ours."""
    return max(f1(*by_letters(cut / 100)) for cut in range(4, 60, 2)), f1(*by(pipeline))


def near_duplicates(pipelines: Sequence[Pipeline]) -> None:
    print("near-duplicate ideas of the cases, pair F1 (letters alone at its best cut)")
    for pipeline in pipelines:
        letters, ours = near_duplicate_scores(pipeline)
        right, found, gold = by(pipeline)
        said = f"{ours:.3f}  ({right} of {found} right, {gold} to find; letters alone {letters:.3f})"
        print(f"  {pipeline.name:14} {said}: {ours / letters:.1f} times")


def in_any_order(pipelines: Sequence[Pipeline]) -> None:
    case = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text())
    said = [Statement(id=one["id"], text=one["text"], language="nl") for one in case["ideas"]]
    for pipeline in pipelines:
        first = group(case["joint_question"], said, pipeline).groups
        gold = labels(first, [one.id for one in said])
        scores = []
        for seed in range(20):
            shuffled = random.Random(seed).sample(said, len(said))
            found = group(case["joint_question"], shuffled, pipeline).groups
            scores.append(adjusted_rand(labels(found, [one.id for one in said]), gold))
        print(f"order shuffled 20 times, {pipeline.name}: lowest ARI {min(scores):.3f}")


def made_up(count: int) -> list[Statement]:
    """Statements put together from the halves of the cases' sentences; no sense, but real words and lengths."""
    said = []
    for file in sorted(CASES.glob("*.yaml")):
        case = yaml.safe_load(file.read_text())
        texts = [one["text"] for one in case["ideas"]] + [
            one["text"] for party in case["parties"] for one in party["interests"]
        ]
        said += [(text.split(), case["language"]) for text in texts]
    chance = random.Random(0)
    found = []
    for number in range(count):
        (first, language), (last, _) = chance.choice(said), chance.choice(said)
        text = " ".join([*first[: len(first) // 2 + 1], *last[len(last) // 2 :], f"n{number % 997}"])
        found.append(Statement(id=str(number), text=text, language=language))
    return found


def cost(count: int) -> None:
    """In a process of its own, for its memory: printed by `speed`."""
    statements = made_up(count)
    group("", made_up(10), Default())  # what is imported and read once
    started = time.perf_counter()
    group("", statements, Default())
    spent = time.perf_counter() - started
    said = f"{count:6} statements: {spent:.2f} s, "
    status = Path("/proc/self/status").read_text()
    said += f"{int(status.split('VmHWM:')[1].split()[0]) // 1024} MiB"
    if count <= 2000:
        themes = {str(number): statements[number::12] for number in range(12)}
        spent_on_one = []
        for new in made_up(count + 10)[count:]:
            started = time.perf_counter()
            suggest("", themes, new, Default())
            spent_on_one.append((time.perf_counter() - started) * 1000)
        said += f"; one new: {sorted(spent_on_one)[5]:.0f} ms"
    print(said)


def speed() -> None:
    print("speed and memory of the default pipeline")
    for count in (150, 1500, 15000):
        subprocess.run([sys.executable, "-m", "benchmarks.consolidation", "--cost", str(count)], check=True)  # noqa: S603


def available(dictionary: Path) -> list[Pipeline]:
    found: list[Pipeline] = [Default()]
    try:
        found.append(made("semantic", dictionary))
    except (NoModelError, NoDictionaryError) as missing:
        print(f"without the semantic pipeline: {missing}")
    return found


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("eval", nargs="?", type=Path)
    given.add_argument("--dictionary", type=Path, default=USUAL_PLACE)
    given.add_argument("--cost", type=int)
    chosen = given.parse_args()
    if chosen.cost:
        cost(chosen.cost)
        return
    pipelines = available(chosen.dictionary)
    for file in sorted(chosen.eval.glob("*_themes_*.json")) if chosen.eval else ():
        bilingual(file, pipelines)
    near_duplicates(pipelines)
    in_any_order(pipelines)
    speed()
    if chosen.eval and (chosen.eval / "argkp").is_dir():
        key_points(chosen.eval / "argkp", pipelines)


if __name__ == "__main__":
    main()
