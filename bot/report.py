"""What a rehearsed case came to, in the case's own names, and how that differs from what the case expects.

Reads the machines' last states and the vault's texts; must not open a file, a store or a chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.leaks import Leak
from bot.naming import Names, folded, names_of
from flows.agreement import Agreement
from flows.deliberation import Deliberation
from flows.messages import Term
from flows.process import lineage
from flows.process.gates import gate
from flows.process.sorting_items import owners
from flows.register import Package, PhaseRecord
from flows.table import Mediation
from flows.verdict import BLOCK, OBJECTION, Outcome
from storage import WordRow

Json = dict[str, Any]

POSTS = ("sendMessage", "sendDocument", "sendPhoto", "sendPoll")
AGREED = (Outcome.PRINCIPLE, Outcome.CONSENSUS)


def make_report(
    case: Mapping[str, Any],
    mediation: Mediation,
    *,
    deliberations: Mapping[str, Deliberation],
    agreement: Agreement | None,
    words: Sequence[WordRow],
    entries: Iterable[Mapping[str, Any]],
    seconds: float,
    leaks: Sequence[Leak],
) -> Json:
    """The report as JSON.

    `deliberations` are by package ("P1"), `words` is the whole vault of the mediation, `entries` are the
    transcript's lines, `seconds` the real time the rehearsal took.

    `contributions` counts what parties said (not the same words kept again as an interest), `ideas` and
    `interests` count those in the register; `packages` has one entry a version put forward, in that order.
    A package still being read or checked has that as its outcome; a draft is no agreement.
    """
    texts = {row.id: row.text for row in words}
    names = names_of(case, mediation, texts)
    return {
        "case": case["id"],
        "language": case["language"],
        "seconds": round(seconds, 3),
        "parties": [names.parties[one.id] for one in mediation.seated],
        "phases": [_phase(record, mediation, texts) for record in mediation.records],
        "contributions": sum(
            1 for row in words if row.party and not _again(row, texts) and row.kind != "translation"
        ),
        "ideas": len(mediation.ideas),
        "idea_groups": _idea_groups(mediation, names),
        "interests": len(mediation.interests),
        "lineage": _lineage(mediation, names),
        "packages": [_package(one, deliberations, names) for one in mediation.packages if one.put_forward],
        "agreement": _agreement(agreement, names, texts) if agreement else None,
        "group_posts": sum(1 for entry in entries if _is_post(entry)),
        "leaks": [asdict(leak) for leak in leaks],
    }


def _lineage(mediation: Mediation, names: Names) -> list[Json]:
    """Every line that others read, and whose words it came from; `own` false: the mediator did not say which."""
    whose = owners(mediation)
    return [
        {
            "line": one.place.key if isinstance(one.place, Term) else "",
            "from": sorted({names.parties[whose[source]] for source in one.sources if source in whose}),
            "sources": len(one.sources),
            "own": one.own,
        }
        for one in lineage.lines(mediation)
    ]


def _again(row: WordRow, texts: Mapping[str, str]) -> bool:
    """Whether these are words kept before, confirmed by their owner as something more."""
    return any(texts.get(parent) == row.text for parent in row.parents)


def _is_post(entry: Mapping[str, Any]) -> bool:
    """A message in a group: those have negative ids."""
    is_sent = entry["kind"] == "call" and entry["method"] in POSTS and entry["delivered"]
    return is_sent and (entry["chat"] or 0) < 0


def _phase(record: PhaseRecord, mediation: Mediation, texts: Mapping[str, str]) -> Json:
    """A closed phase with its gate as it was, an open one with its gate as it stands."""
    if record.closed_at:
        items = [
            (one.item, one.met, texts[one.waived_because.id] if one.waived_because else None)
            for one in record.gate
        ]
    else:
        items = [(one.key, one.met, None) for one in gate(mediation, record.phase)]
    return {
        "phase": record.phase,
        "gate": [{"item": item, "met": met, "waived_because": reason} for item, met, reason in items],
        "opened_at": record.opened_at.isoformat(),
        "closed_at": record.closed_at.isoformat() if record.closed_at else None,
    }


def _idea_groups(mediation: Mediation, names: Names) -> Json:
    proposed = mediation.sorting.proposed if mediation.sorting else ()
    final = [one.ideas for one in mediation.groups]
    return {
        key: [[names.ideas[str(number)] for number in group] for group in groups]
        for key, groups in (("proposed", proposed), ("final", final))
    }


def _package(package: Package, deliberations: Mapping[str, Deliberation], names: Names) -> Json:
    """From the deliberation where it is still about this version: it hears more than its verdict says."""
    held = deliberations.get(package.id)
    same = held if held and (held.version, held.hash) == (package.version, package.hash) else None
    uncovered = same.uncovered if same else package.uncovered
    return {
        "id": names.options[package.id],
        "version": package.version,
        "hash": package.hash,
        "outcome": str(same.outcome if same else package.outcome),
        "blocks": [names.parties[one] for one in (same or package).blocks],
        "objections": [names.parties[one] for one in (same or package).objections],
        "uncovered_interests": [names.interests[one] for one in uncovered],
    }


def _agreement(agreement: Agreement, names: Names, texts: Mapping[str, str]) -> Json | None:
    if agreement.status == "draft":
        return None
    return {
        "status": agreement.status,
        "hash": agreement.code,
        "parties_confirmed": [names.parties[one] for one in agreement.confirmed],
        "commitments": [
            {
                "who": names.parties[one["party"]],
                "what": texts[one["what"]],
                "when": texts[one["when"]],
                "type": one["kind"],
            }
            for one in agreement.material["commitments"]
        ],
        "contingencies": [
            {"if": texts[one["if"]], "then": texts[one["then"]]}
            for one in agreement.material["contingencies"]
        ],
    }


# ------------------------------------------------------------------ what differs from `expected`


def differences(case: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """A sentence for each thing that is not as the case's `expected` (and its scores and agreement) say."""
    expected = case.get("expected") or {}
    outcomes = {one["id"]: one for one in report["packages"]}  # the last version put forward counts
    wanted = expected.get("consensus_option")
    ending = _ending(case, expected, wanted, report) if wanted else _no_agreement(report)
    return [
        *_agreed_options(wanted, report),
        *ending,
        *_blocks(expected.get("blocked_by") or {}, outcomes),
        *_objections(case, wanted, outcomes),
        *_groups(expected.get("idea_clusters"), report),
        *_leaked(report),
    ]


def _agreed_options(wanted: str | None, report: Mapping[str, Any]) -> Iterator[str]:
    for one in report["packages"]:
        if one["outcome"] in AGREED and one["id"] != wanted:
            yield f"Option {one['id']} is agreed ({one['outcome']}), and nobody expected that."


def _ending(
    case: Mapping[str, Any], expected: Mapping[str, Any], wanted: str, report: Mapping[str, Any]
) -> Iterator[str]:
    provisional = any("provisional" in key for key in expected)
    outcome = Outcome.PRINCIPLE if provisional else Outcome.CONSENSUS
    reached = [one["outcome"] for one in report["packages"] if one["id"] == wanted]
    if reached[-1:] != [outcome]:
        ended = f"is {reached[-1]}" if reached else "was never put forward"
        yield f"Option {wanted} should end as {outcome}, and {ended}."
    if not case.get("agreement"):
        return
    status = "in_principle" if provisional else "ratified"
    made = report["agreement"]
    if made is None:
        yield "There should be an agreement, and there is none."
        return
    if made["status"] != status:
        yield f"The agreement should be {status}, and is {made['status']}."
    yield from _missing("commitment", case["agreement"].get("commitments"), made["commitments"])
    yield from _missing("contingency", case["agreement"].get("contingencies"), made["contingencies"])


def _missing(kind: str, wanted: Sequence[Json] | None, made: Sequence[Json]) -> Iterator[str]:
    """What the case's agreement has and the report's has not; only what both formats know is compared."""
    for one in wanted or ():
        fields = {
            key: value for key, value in one.items() if key in ("who", "what", "when", "type", "if", "then")
        }
        if not any(
            all(folded(other.get(key, "")) == folded(value) for key, value in fields.items())
            for other in made
        ):
            said = "; ".join(f"{key} {value}" for key, value in fields.items())
            yield f"The agreement lacks the {kind}: {said}."


def _no_agreement(report: Mapping[str, Any]) -> Iterator[str]:
    if report["agreement"]:
        yield "There is an agreement, and the case expects none."


def _blocks(blocked_by: Mapping[str, Sequence[str]], outcomes: Mapping[str, Json]) -> Iterator[str]:
    for option, parties in blocked_by.items():
        if option not in outcomes:
            yield f"Option {option} should be blocked, and was never put forward."
        elif sorted(outcomes[option]["blocks"]) != sorted(parties):
            blocking = ", ".join(outcomes[option]["blocks"]) or "nobody"
            yield f"Option {option} should be blocked by {', '.join(parties)}, and is by {blocking}."


def _objections(case: Mapping[str, Any], wanted: str | None, outcomes: Mapping[str, Json]) -> Iterator[str]:
    """A score of -1 and none of -2 is an objection, whatever the average."""
    for option in case.get("options") or ():
        scores = [int(one["score"]) for one in (option.get("scores") or {}).values()]
        if option["id"] == wanted or OBJECTION not in scores or BLOCK in scores:
            continue
        if option["id"] not in outcomes:
            yield f"Option {option['id']} should meet objections, and was never put forward."
        elif (reached := outcomes[option["id"]]["outcome"]) != Outcome.OBJECTIONS:
            yield f"Option {option['id']} should meet objections, and is {reached}."


def _groups(wanted: object, report: Mapping[str, Any]) -> Iterator[str]:
    final = report["idea_groups"]["final"]
    if wanted is not None and int(str(wanted)) != len(final):
        yield f"There should be {wanted} groups of ideas, and there are {len(final)}."


def _leaked(report: Mapping[str, Any]) -> Iterator[str]:
    for one in report["leaks"]:
        where = f"chat {one['chat']}" if one["chat"] else one["method"]
        yield f"A private text of {one['owner']} ({one['source']}) can be read in {where}: {one['text']}"
