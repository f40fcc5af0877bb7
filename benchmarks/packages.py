"""The search for packages beside what else could find them: `python -m benchmarks.packages`.

Every figure comes from this run, by seed. Seconds are the process's own, so that a busy machine tells no other story
than an idle one; both sides of a comparison run one after the other, each in one thread.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks import consensus
from benchmarks.deals import deal
from benchmarks.greedy import Greedy
from benchmarks.highs import Milp, TooSlowError
from workshop import leximin
from workshop.every_package import every
from workshop.negotiation import Negotiation, Rows, shares, worst_first
from workshop.ranking import several
from workshop.search import search

PATIENCE = 60.0  # seconds HiGHS has for one negotiation
TOO_LONG = 120.0


@dataclass
class Timed:
    seconds: list[float]
    notes: list[str]

    def told(self) -> str:
        return (
            f"median {statistics.median(self.seconds):.3f} s, 95th percentile {percentile(self.seconds, 95):.2f} s, "
            f"worst {max(self.seconds):.2f} s ({len(self.seconds)} negotiations{''.join(self.notes)})"
        )


def percentile(values: Sequence[float], part: int) -> float:
    """The value that so many in a hundred do not go beyond."""
    return sorted(values)[max(0, math.ceil(len(values) * part / 100) - 1)]


def spent(job: Callable[[], object]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun


def timed(options: int, parties: int, count: int, wanted: int) -> Timed:
    """Our search on so many negotiations."""
    seconds, unproved, efficient, packages = [], 0, 0, 0
    for seed in range(count):
        negotiation = deal(options, parties, seed)
        begun = time.process_time()
        found = search(negotiation, wanted=wanted, method="solver")
        seconds.append(time.process_time() - begun)
        unproved += not found.proved
        packages += len(found.packages)
        efficient += sum(package.pareto for package in found.packages)
    notes = f"; {packages} packages, {efficient} proved Pareto-efficient; {unproved} best not proved"
    return Timed(seconds, [notes])


def equal_to_brute_force(count: int, levels: bool = False) -> tuple[int, int, int]:
    """Negotiations of 4 to 16 options, how many have the same vector of shares, and how many have no package.

    With `levels` nothing is listed, so that every level of leximin is settled by the solver.
    """
    same = none = 0
    for seed in range(count):
        negotiation = mixed(seed)
        rows = Rows(negotiation)
        known = every(rows)
        state, chosen = leximin.search(rows, time.monotonic() + TOO_LONG, 1, few=0 if levels else leximin.FEW)
        if not len(known):
            none += 1
            same += not chosen and state.proved
            continue
        best = several(known, 1)[0]
        same += bool(chosen) and vector(rows, chosen[0], state.best) == vector(rows, best, known.best)
    return count, same, none


def mixed(seed: int) -> Negotiation:
    """Small negotiations of all kinds: with one feasible package, thousands or none, with many equal shares or few."""
    return deal(
        options=4 + seed % 13,
        parties=3 + seed % (3 if seed % 2 else 11),
        seed=seed,
        planted=seed % 5 != 0,
        slack=(1.0, 1.5, 4.0, 4.0)[seed % 4],
        interests=((1, 1), (1, 2), (2, 4))[seed % 3],
        heaviest=(1, 5)[seed % 2],
    )


def vector(rows: Rows, chosen: frozenset[int], best: Sequence[int]) -> tuple[object, ...]:
    return worst_first(shares(rows.gains(chosen), best))


def beside_highs(sizes: Sequence[int], parties: int, count: int) -> None:
    one_by_one, whole, late, same = [], [], 0, 0
    for options in sizes:
        for seed in range(count):
            rows = Rows(deal(options, parties, seed))
            ours = spent(lambda rows=rows: leximin.search(rows, time.monotonic() + TOO_LONG, 1))  # type: ignore[misc]
            milp = Milp(rows)
            begun = time.process_time()
            until = time.monotonic() + PATIENCE
            try:
                best = milp.best(until)
                fairest = milp.fairest(best, until)
                two = time.process_time() - begun
                begun_ours = time.process_time()
                _, highest = leximin.fairest(rows, time.monotonic() + TOO_LONG)
                one_by_one.append(two / (time.process_time() - begun_ours))
                if highest is None or abs(float(highest) - fairest) > 1e-5:
                    print(f"    {options} options, seed {seed}: {highest} is not {fairest}")
                begun_again = time.process_time()
                found = milp.leximin(best, until)
                whole.append((two + time.process_time() - begun_again) / ours)
                mine = vector(rows, leximin.search(rows, time.monotonic() + TOO_LONG, 1)[1][0], best)
                same += all(abs(float(a) - b) < 1e-4 for a, b in zip(mine, found, strict=True))  # type: ignore[arg-type]
            except TooSlowError:
                late += 1
                whole.append((time.process_time() - begun) / ours)
    count_all = len(sizes) * count
    print(
        f"  {count_all} negotiations of {sizes} options and {parties} parties; times as long as ours takes:"
    )
    print(
        f"    each party's best and the highest share for all: {geometric(one_by_one):.1f} x (geometric mean)"
    )
    print(
        f"    the whole leximin: {geometric(whole):.1f} x; {late} not done in {PATIENCE:.0f} s counted as just done"
    )
    print(f"    the same shares in {same} of {count_all - late}")


def geometric(values: Sequence[float]) -> float:
    return math.exp(statistics.mean(math.log(value) for value in values)) if values else math.nan


def beside_greedy(sizes: Sequence[int], parties: Sequence[int], count: int) -> None:
    feasible = optimal = total = 0
    worst: list[float] = []
    for options in sizes:
        for many in parties:
            for seed in range(count):
                rows = Rows(deal(options, many, seed))
                state, chosen = leximin.search(rows, time.monotonic() + TOO_LONG, 1)
                found = Greedy(rows, tuple(state.best)).run()
                total += 1
                if found is None:
                    continue
                feasible += 1
                ours, theirs = vector(rows, chosen[0], state.best), vector(rows, found, state.best)
                optimal += ours == theirs
                worst.append(float(theirs[0] / ours[0]))  # type: ignore[operator]
    print(f"  {total} negotiations: feasible {feasible / total:.0%}, optimal {optimal / total:.0%}")
    print(
        f"  where feasible, its worst-off party has {statistics.mean(worst):.0%} of what it has in the best package"
    )


def verdicts() -> None:
    for parties in range(3, 8):
        (a, wrong_a), (b, wrong_b), (c, wrong_c) = (
            consensus.readings(parties),
            consensus.deliberations(parties),
            consensus.checks(parties),
        )
        print(
            f"  {parties} parties: {wrong_a} errors in {a:,} profiles of readings, {wrong_b} in {b:,} through the "
            f"machine, {wrong_c} in {c:,} final checks"
        )
    for name, taken, missed in consensus.by_index():
        print(f"  {name}: {taken:.0%} of objections taken for consensus, {missed:.0%} of consensus missed")


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; seconds of the process itself")
    search(deal(10, 3, 0), method="solver")  # the first start of the solver is not measured
    print("20 options x 15 parties, full leximin (aim: median < .2 s)")
    print(f"  {timed(20, 15, 100, 1).told()}")
    print(f"  by looking at every package: {looked(20, 15, 20).told()}")
    print("60 options x 15 parties, full leximin")
    print(f"  {timed(60, 15, 20, 1).told()}")
    print("60 options x 15 parties, three Pareto-efficient packages (aim: 95th percentile < 5 s)")
    print(f"  {timed(60, 15, 40, 3).told()}")
    print("the best beside brute force (aim: 500 of 500)")
    for levels in (False, True):
        count, same, none = equal_to_brute_force(500, levels)
        how = "every level by solver" if levels else "as it runs"
        print(f"  {how}: {same} of {count} the same; {none} of them have no package")
    print("the same model as a MILP on HiGHS (aim: at least 4 x slower)")
    beside_highs((30, 40, 50, 60), 15, 3)
    print("greedy with local search, 30-60 options (why it is not used)")
    beside_greedy((30, 40, 50, 60), (5, 10, 15), 4)
    print("the deliberation's verdict against the rule (aim: 0 errors)")
    verdicts()


def looked(options: int, parties: int, count: int) -> Timed:
    return Timed(
        [
            spent(lambda seed=seed: search(deal(options, parties, seed), wanted=1, method="every"))
            for seed in range(count)
        ],  # type: ignore[misc]
        [],
    )


if __name__ == "__main__":
    sys.exit(main())
