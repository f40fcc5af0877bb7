"""Makes negotiations by seed, to measure the search for packages and to test it."""

from __future__ import annotations

import random
from itertools import combinations

from workshop.negotiation import Interest, Negotiation, Option, Party

HELPS, HARMS = 0.30, 0.16  # of all pairs of an option and an interest


def deal(
    options: int,
    parties: int,
    seed: int,
    *,
    planted: bool = True,
    slack: float = 1.1,
    interests: tuple[int, int] = (2, 4),
    heaviest: int = 5,
) -> Negotiation:
    """A negotiation that has at least one feasible package, if `planted`; otherwise it may have none.

    A tenth of the options' number are frames of 2 to 4 options, a quarter conflicts, an eighth requirements, and the
    budget is `slack` times what the planted package costs. Each party has so many `interests`, of a weight from 1 to
    `heaviest`: few light ones make many packages feasible and many shares equal.
    """
    rng = random.Random(f"{options}/{parties}/{seed}")
    names = [f"o{number:02d}" for number in range(options)]
    sides = tuple(
        Party(
            id=f"p{number:02d}",
            interests=tuple(
                Interest(id=f"p{number:02d}.{k}", weight=rng.randint(1, heaviest))
                for k in range(rng.randint(*interests))
            ),
        )
        for number in range(parties)
    )
    frames = _frames(names, rng)
    framed = {name for frame in frames for name in frame}
    plan = {rng.choice(frame) for frame in frames}
    plan |= {name for name in names if name not in framed and rng.random() < 0.4}
    conflicts, requires = _limits(names, frames, plan, rng)
    effects = {name: _effects(sides, rng) for name in names}
    if planted:
        _mend(effects, sorted(plan) or names[:1], sides, rng)
    costs = {name: rng.randint(1, 20) for name in names}
    return Negotiation(
        options=tuple(Option(id=name, cost=costs[name]) for name in names),
        parties=sides,
        effects=effects,
        conflicts=conflicts,
        requires=requires,
        exactly_one=frames,
        budget=int(slack * sum(costs[name] for name in plan or names[:1])),
    )


def _frames(names: list[str], rng: random.Random) -> tuple[tuple[str, ...], ...]:
    free = rng.sample(names, len(names))
    sizes = [rng.randint(2, 4) for _ in range(len(names) // 10)]
    return tuple(tuple(free.pop() for _ in range(size)) for size in sizes)


def _limits(
    names: list[str], frames: tuple[tuple[str, ...], ...], plan: set[str], rng: random.Random
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Conflicts and requirements that the planted package keeps."""
    pairs = list(combinations(names, 2))
    together = {pair for pair in pairs if any(set(pair) <= set(frame) for frame in frames)}
    apart = [pair for pair in pairs if not set(pair) <= plan]
    conflicts = rng.sample(apart, min(len(names) // 4, len(apart)))
    arrows = [pair for one in pairs for pair in (one, one[::-1]) if one not in together]
    kept = [(a, b) for a, b in arrows if a not in plan or b in plan]
    return tuple(conflicts), tuple(rng.sample(kept, min(len(names) // 8, len(kept))))


def _effects(sides: tuple[Party, ...], rng: random.Random) -> dict[str, int]:
    drawn: dict[str, int] = {}
    for interest in (interest for side in sides for interest in side.interests):
        chance = rng.random()
        if chance < HELPS + HARMS:
            drawn[interest.id] = rng.randint(1, 2) * (1 if chance < HELPS else -1)
    return drawn


def _mend(
    effects: dict[str, dict[str, int]], plan: list[str], sides: tuple[Party, ...], rng: random.Random
) -> None:
    """Raise effects of the planted options until together they help every interest."""
    for interest in (interest.id for side in sides for interest in side.interests):
        while sum(effects[name].get(interest, 0) for name in plan) < 1:
            low = [name for name in plan if effects[name].get(interest, 0) < 2]
            name = rng.choice(low)
            effects[name][interest] = effects[name].get(interest, 0) + 1


def hidden_deal(seed: int, *, riders: bool = True) -> Negotiation:
    """A negotiation of 15 parties with a package for everybody, but only thanks to four riders; without them, none.

    Four times: one party needs an option that harms another's interest. What else would help that interest excludes the
    option; a rider, which counts only with the option, makes up for the harm.
    """
    base = deal(36, 15, seed)
    options, effects = list(base.options), dict(base.effects)
    interests = {party.id: list(party.interests) for party in base.parties}
    conflicts, requires, budget = list(base.conflicts), list(base.requires), base.budget or 0
    rng = random.Random(f"hidden/{seed}")
    sides = rng.sample(sorted(interests), 8)
    for number, (wants, suffers) in enumerate(zip(sides[:4], sides[4:], strict=True)):
        wish, harmed = f"{wants}.wish", f"{suffers}.harmed"
        interests[wants].append(Interest(id=wish, weight=rng.randint(3, 5)))
        interests[suffers].append(Interest(id=harmed, weight=rng.randint(1, 5)))
        option, instead, rider = f"option{number}", f"instead{number}", f"rider{number}"
        effects |= {option: {wish: 2, harmed: -2}, instead: {harmed: 2}, rider: {harmed: 2}}
        conflicts.append((option, instead))
        costs = {option: rng.randint(5, 20), instead: 1, rider: rng.randint(1, 5)}
        if riders:
            requires.append((rider, option))
        else:
            del costs[rider], effects[rider]
        options += [Option(id=name, cost=cost) for name, cost in costs.items()]
        budget += costs[option] + costs.get(rider, 0)
    return Negotiation(
        options=tuple(options),
        parties=tuple(Party(id=name, interests=tuple(own)) for name, own in interests.items()),
        effects=effects,
        conflicts=tuple(conflicts),
        requires=tuple(requires),
        exactly_one=base.exactly_one,
        budget=budget,
    )
