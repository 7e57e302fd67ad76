"""What is otherwise in what people write around the numbers: texts, advice, priorities, cluster reports, annexes. Pure.

A part of clusters/reports/changes.py.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from clusters.reports.facts import (
    ADVICE,
    EXPLANATION,
    INDICATORS,
    STATUS,
    AdviceFacts,
    AnnexFacts,
    FollowUpFacts,
    ReportFacts,
    TextFacts,
)
from clusters.reports.parts import KINDS, Part
from misbrug.text.danish import NBSP, join

EXCERPT = 60
PARTS = {EXPLANATION: "Forklaring", INDICATORS: "Indikatorer", STATUS: "Status", ADVICE: "Det anbefales"}


def quoted(text: str) -> str:
    """Give the beginning of a text in quotes, on one line."""
    words = " ".join(text.split())
    return f"”{words if len(words) <= EXCERPT else f'{words[: EXCERPT - 1].rstrip()}…'}”"


# ---- texts -----------------------------------------------------------------------------------------------


def texts(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which texts are written, changed and deleted, by their headings, and which parts are left out."""
    old, new = written_texts(before), written_texts(now)
    for slug in dict.fromkeys((*new, *old)):
        was, text = old.get(slug), new.get(slug)
        if (was.text if was else "") != (text.text if text else ""):
            act = "ændret" if was and text else "skrevet" if text else "taget ud"
            heading = heading_of(slug)
            yield f"{heading}{',' if ',' in heading else ''} er {act}."
    left_out = {row.number: set(row.left_out) for row in before.recommendations}
    for row in now.recommendations:
        was_out = left_out.get(row.number, set())
        for part in sorted(set(row.left_out) ^ was_out, key=list(PARTS).index):
            act = "udeladt" if part in row.left_out else "taget med igen"
            yield f"{PARTS[part]}, anbefaling{NBSP}{row.number}, er {act}."


def heading_of(slug: str) -> str:
    """Name a text of written_texts by its part: "Status, anbefaling 2"."""
    name, _, number = slug.partition("-")
    kind, title = KINDS[name]
    return Part(slug, kind, title, int(number) if number else None).heading


def written_texts(facts: ReportFacts) -> dict[str, TextFacts]:
    """Give every written text by the name of its part, in the order of the report."""
    found = {
        "indledning": facts.introduction,
        "konklusioner": facts.conclusions,
        "klyngesamarbejdet": facts.cooperation,
    }
    for row in facts.recommendations:
        found |= {f"forklaring-{row.number}": row.written_explanation, f"status-{row.number}": row.status}
    return {slug: text for slug, text in found.items() if text}


# ---- advice and priorities -------------------------------------------------------------------------------


def advice(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which items of "Det anbefales" are others, and what became of those of the report before."""
    for place, old, new in _by_place(before, now):
        yield from (f"Det anbefales, {place}: {act}." for act in _items(old[0], new[0]))
        yield from (f"Opfølgning, {place}: {act}." for act in _outcomes(old[1], new[1]))


def _by_place(before: ReportFacts, now: ReportFacts):
    """Give for the cooperation and each recommendation its name and its items and follow-ups in both reports."""
    yield (
        "klyngesamarbejdet",
        (before.cooperation_advice, before.cooperation_follow_ups),
        (now.cooperation_advice, now.cooperation_follow_ups),
    )
    old = {row.number: (row.advice, row.follow_ups) for row in before.recommendations}
    for row in now.recommendations:
        yield f"anbefaling{NBSP}{row.number}", old.get(row.number, ((), ())), (row.advice, row.follow_ups)


def _items(old: Sequence[AdviceFacts], new: Sequence[AdviceFacts]) -> Iterator[str]:
    gone = list((Counter(old) - Counter(new)).elements())
    come = list((Counter(new) - Counter(old)).elements())
    for item in come:
        same = next((each for each in gone if each.text == item.text), None)
        if same is None:
            yield f"punktet {quoted(item.text)} er kommet til"
            continue
        gone.remove(same)
        if others := _other_details(same, item):
            yield f"punktet {quoted(item.text)} har fået {join(others)}"
    yield from (f"punktet {quoted(item.text)} er slettet" for item in gone)
    if old != new and Counter(old) == Counter(new):
        yield "punkterne står i en anden rækkefølge"


def _other_details(was: AdviceFacts, item: AdviceFacts) -> list[str]:
    others = (
        ("en anden adressat", was.addressee != item.addressee),
        ("en anden ansvarlig", was.owner != item.owner),
        ("en anden frist", (was.deadline, was.deadline_words) != (item.deadline, item.deadline_words)),
    )
    return [name for name, is_other in others if is_other]


def _outcomes(old: Sequence[FollowUpFacts], new: Sequence[FollowUpFacts]) -> Iterator[str]:
    known = {row.item: row for row in old}
    for row in new:
        was = known.get(row.item)
        if (was.outcome if was else "") != row.outcome:
            yield f"punktet {quoted(row.item.text)} er nu {f'”{row.outcome}”' if row.outcome else 'uden opfølgning'}"
        elif (was.text if was else "") != row.text:
            yield f"teksten til punktet {quoted(row.item.text)} er ændret"


def priorities(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which recommendations have got and lost special weight, another reason or another order."""
    old = {row.number: row for row in before.priorities}
    new = {row.number: row for row in now.priorities}
    for number, row in new.items():
        if number not in old:
            yield f"Anbefaling{NBSP}{number} har fået særlig vægt."
        elif old[number].priority_reason != row.priority_reason:
            yield f"Begrundelsen for, at anbefaling{NBSP}{number} har særlig vægt, er ændret."
    yield from (f"Anbefaling{NBSP}{number} har ikke længere særlig vægt." for number in old if number not in new)
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield f"Anbefalingerne af særlig vægt står nu i rækkefølgen {join(map(str, new))}."


# ---- annexes ---------------------------------------------------------------------------------------------


def cluster_reports(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which clusters have delivered a report, taken it back, or written otherwise in it."""
    old = {row.slug: row.report for row in before.clusters}
    for row in now.clusters:
        was = old.get(row.slug)
        if was is None and row.report is not None:
            yield f"{row.name} har afleveret sin klyngerapport."
        elif was is not None and row.report is None:
            yield f"Klyngerapporten fra {row.name} er taget ud."
        elif was is not None and was.parts != row.report.parts:
            yield f"Klyngerapporten fra {row.name} er ændret."


def annexes(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which annexes are added, removed, replaced and renamed: the same where title or content is."""
    gone, come, was = list(before.annexes), list(now.annexes), {}
    # Both alike first, so that of two with one title the right one is found to be replaced.
    for identity in (lambda row: (row.title, _content(row)), lambda row: row.title, _content):
        for row in tuple(come):
            same = next((each for each in gone if identity(each) == identity(row)), None)
            if same is not None:
                was[row] = same
                gone.remove(same)
                come.remove(row)
    for row in now.annexes:
        if row in come:
            yield f"Bilag {row.letter}, {quoted(row.title)}, er kommet til."
        else:
            yield from _annex(was[row], row)
    yield from (f"Bilaget {quoted(row.title)} er taget ud." for row in gone)


def _annex(was: AnnexFacts, row: AnnexFacts) -> Iterator[str]:
    if was.title != row.title:
        yield f"Bilag {row.letter} hedder nu {quoted(row.title)} i stedet for {quoted(was.title)}."
    elif _content(was) != _content(row):
        yield f"Bilag {row.letter}, {quoted(row.title)}, er erstattet."
    elif was.letter != row.letter:
        yield f"Bilag {row.letter}, {quoted(row.title)}, var bilag {was.letter}."
    elif was.on != row.on:
        yield f"Bilag {row.letter}, {quoted(row.title)}, har fået en anden dato."


def _content(row: AnnexFacts) -> str:
    """Give what an annex is of: the hash of its file, or where its link leads."""
    return row.sha256 or row.url
