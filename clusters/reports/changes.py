"""What a later edition of a report says otherwise than the one before, as short Danish sentences. Pure.

The parts are those of clusters/reports/changes_answers.py (who answers what) and clusters/reports/changes_written.py
(what people write). When it was taken and by whom a text was last touched is no change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace

from clusters.reports import changes_answers, changes_written
from clusters.reports.facts import ReportFacts, TextFacts
from misbrug.text.danish import amount, decimal

MOST_LINES = 40
LONGEST_LINE = 300
OTHERS = "Mindre oplysninger er ændret, men ingen svar, tal eller tekster."

Group = tuple[str, Sequence[str]]


def changes_since(before: ReportFacts, now: ReportFacts) -> tuple[str, ...]:
    """Say what is otherwise in `now` than in `before`, in at most MOST_LINES lines; one line where nothing is.

    Both are of the same round. Where there is more to say than there is room for, each subject tells its first changes
    and how many there are besides.
    """
    groups: tuple[Group, ...] = (
        ("titelbladet", tuple(_title(before, now))),
        ("deltagelsen", tuple(changes_answers.participation(before, now))),
        ("tallene", tuple(changes_answers.numbers(before, now))),
        ("kommunernes svar", tuple(changes_answers.values(before, now))),
        ("vurderingerne", tuple(changes_answers.rulings(before, now))),
        ("anbefalingerne af særlig vægt", tuple(changes_written.priorities(before, now))),
        ("teksterne", tuple(changes_written.texts(before, now))),
        ("det, der anbefales", tuple(changes_written.advice(before, now))),
        ("klyngerapporterne", tuple(changes_written.cluster_reports(before, now))),
        ("bilagene", tuple(changes_written.annexes(before, now))),
        ("skønnene over målgrupper", tuple(_needs(before, now))),
        ("kommunernes høring", tuple(_replies(before, now))),
    )
    lines = tuple(_short(line) for line in _bounded(groups))
    if lines:
        return lines
    if not _same(before, now):
        return (OTHERS,)
    return (f"Intet er ændret siden {f'udgave {before.edition.number}' if before.edition else 'den forrige udgave'}.",)


def _title(before: ReportFacts, now: ReportFacts) -> Iterable[str]:
    if before.title != now.title:
        yield f"Titlen er nu {changes_written.quoted(now.title)}."
    for name, old, new in (
        ("Undertitlen", before.title_page.subtitle, now.title_page.subtitle),
        ("Udgiveren", before.title_page.publisher, now.title_page.publisher),
    ):
        if old != new:
            yield f"{name} er nu {changes_written.quoted(new)}." if new else f"{name} er slettet."


def _needs(before: ReportFacts, now: ReportFacts) -> Iterable[str]:
    if before.needs != now.needs:
        yield "Skønnene over målgrupper bygger på andre tal eller kilder."
    if before.need_size != now.need_size:
        old, new = decimal(before.need_size), decimal(now.need_size)
        yield f"Målgrupperne er skønnet for en kommune med {new} indbyggere i stedet for {old}."
    known = {row.code: row.population for row in before.members}
    changed = sum(row.code in known and known[row.code] != row.population for row in now.members)
    if changed:
        yield f"Indbyggertallet er et andet for {amount(changed, 'kommune', 'kommuner')}."


def _replies(before: ReportFacts, now: ReportFacts) -> Iterable[str]:
    for name, old, new in (
        ("imødekommet", before.reply.accepted, now.reply.accepted),
        ("afvist", before.reply.declined, now.reply.declined),
        ("ubesvaret", before.reply.open, now.reply.open),
    ):
        if old != new:
            yield f"Anmodninger om rettelser, der er {name}: {old} er blevet {new}."


# ---- how long it may be ----------------------------------------------------------------------------------


def _bounded(groups: Iterable[Group]) -> tuple[str, ...]:
    """Give every line, or so many of each subject that all subjects have room."""
    told = [(name, lines) for name, lines in groups if lines]
    most = MOST_LINES
    while sum(len(_first(name, lines, most)) for name, lines in told) > MOST_LINES:
        most -= 1
    return tuple(line for name, lines in told for line in _first(name, lines, most))


def _first(name: str, lines: Sequence[str], most: int) -> Sequence[str]:
    # Where one line would be left out, it takes no more room than the line that says so.
    if len(lines) <= most + 1:
        return lines
    return (*lines[:most], f"Desuden {decimal(len(lines) - most)} ændringer mere i {name}.")


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


# ---- what counts as the same -----------------------------------------------------------------------------


def _same(before: ReportFacts, now: ReportFacts) -> bool:
    """Say whether both say the same, whenever they were taken and as whichever edition."""
    then = replace(before, taken_at=now.taken_at, published_at=now.published_at, edition=now.edition)
    return _without_traces(then) == _without_traces(now)


def _without_traces(value):
    """Give a value in which no text says who touched it last and how often."""
    if isinstance(value, TextFacts):
        return (value.text, value.is_example)
    if isinstance(value, tuple):
        return tuple(_without_traces(each) for each in value)
    if is_dataclass(value):
        return (type(value).__name__, *(_without_traces(getattr(value, field.name)) for field in fields(value)))
    return value
