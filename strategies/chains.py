"""The chains of a theory of change: what leads where, what comes back to itself, what leads nowhere.

Steps are named by keys; an arrow is (source, target). Everything is given back in the order in which it was handed in.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

Key = Hashable
Arrow = tuple[Key, Key]

MOST_WRITTEN = 200
"""Lines that one can still read; beyond them chains that run together are written out once."""


def targets_of(arrows: Iterable[Arrow]) -> dict[Key, list[Key]]:
    """Give what each step leads to; a step without arrows is left out, but asking for it gives an empty list."""
    found = defaultdict(list)
    for source, target in arrows:
        found[source].append(target)
    return found


def path(arrows: Iterable[Arrow], start: Key, end: Key) -> list[Key]:
    """Give a shortest way along the arrows from one step to another, both included; [] where there is none."""
    following = targets_of(arrows)
    came_from = {start: start}
    waiting = [start]
    for step in waiting:
        if step == end:
            way = [end]
            while way[-1] != start:
                way.append(came_from[way[-1]])
            return way[::-1]
        for target in following[step]:
            if target not in came_from:
                came_from[target] = step
                waiting.append(target)
    return []


def cycle_closed_by(arrows: Iterable[Arrow], new: Arrow) -> list[Key]:
    """Give the chain that a new arrow would lead back to its beginning, from its source to its source; [] if none."""
    source, target = new
    way = path(arrows, target, source)
    return [source, *way] if way else []


def find_cycle(arrows: Collection[Arrow]) -> list[Key]:
    """Give one chain that comes back to where it began, first and last step the same; [] where there is none."""
    following = targets_of(arrows)
    left = {step for arrow in arrows for step in arrow}
    # What leads to nothing that is left is in no cycle; take it away until nothing more goes.
    waiting = [step for step in left if not following[step]]
    coming_from, open_arrows = targets_of((b, a) for a, b in arrows), {step: len(following[step]) for step in left}
    while waiting:
        step = waiting.pop()
        left.discard(step)
        for source in coming_from[step]:
            open_arrows[source] -= 1
            if not open_arrows[source]:
                waiting.append(source)
    if not left:
        return []
    kept = [(a, b) for a, b in arrows if a in left and b in left]
    return next(cycle for arrow in kept if (cycle := cycle_closed_by(kept, arrow)))


def leading_to(arrows: Iterable[Arrow], goals: Collection[Key]) -> set[Key]:
    """Give the steps from which one of the goals can be reached, the goals among them."""
    coming_from = targets_of((target, source) for source, target in arrows)
    found, waiting = set(goals), list(goals)
    while waiting:
        for source in coming_from[waiting.pop()]:
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


def reachable_goals(arrows: Iterable[Arrow], start: Key, goals: Collection[Key]) -> set[Key]:
    """Give the goals that can be reached from a step; itself, where it is one."""
    following = targets_of(arrows)
    seen, waiting = {start}, [start]
    while waiting:
        for target in following[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen & set(goals)


def dead_ends(steps: Iterable[Key], arrows: Iterable[Arrow], goals: Collection[Key]) -> list[Key]:
    """Give the steps from which no goal can be reached: their chain leads nowhere."""
    fine = leading_to(arrows, goals)
    return [step for step in steps if step not in fine]


def without_source(steps: Iterable[Key], arrows: Iterable[Arrow], first: Collection[Key]) -> list[Key]:
    """Give the steps that nothing leads to, except those of the first column, which are where chains begin."""
    reached = {target for _source, target in arrows}
    return [step for step in steps if step not in reached and step not in first]


@dataclass(frozen=True, slots=True)
class Link:
    """A step as it stands in a chain written out: what it leads to, and whether that is written out elsewhere."""

    key: Key
    following: tuple["Link", ...] = ()
    written_above: bool = False


def written_out(steps: Collection[Key], arrows: Collection[Arrow], most: int = MOST_WRITTEN) -> tuple[Link, ...]:
    """Write all chains out as nested lists, from the steps that nothing leads to. Every step is there.

    Where that would take more than `most` lines, what follows a step is written the first time it is met and after that
    the step says only that it stands above: then the list is no longer than steps and arrows together.
    """
    following, place = targets_of(arrows), {step: number for number, step in enumerate(steps)}
    shorten = bool(find_cycle(arrows)) or _lines(steps, arrows) > most
    written = set()

    def write(step):
        after = sorted(following[step], key=place.__getitem__)
        if shorten and step in written:
            return Link(step, written_above=bool(after))
        written.add(step)
        return Link(step, tuple(write(target) for target in after))

    chains = [write(step) for step in without_source(steps, arrows, ())]
    # Only a cycle is left after these. The workflow lets none be stored, but no page may fall over one.
    chains += [write(step) for step in steps if step not in written]
    return tuple(chains)


def _lines(steps, arrows):
    """Count the lines that writing everything out would take; the arrows hold no cycle."""
    following, lines = targets_of(arrows), {}

    def count(step):
        if step not in lines:
            lines[step] = 1 + sum(count(target) for target in following[step])
        return lines[step]

    return sum(count(step) for step in without_source(steps, arrows, ()))
