"""What stands in each sheet of the workbook about what people have written: facts in, tables of plain values out."""

from collections.abc import Iterator

from clusters.reports import bound
from clusters.reports.changes_written import heading_of, written_texts
from clusters.reports.facts import ADVICE, EXPLANATION, AdviceFacts, FollowUpFacts, ReportFacts
from clusters.reports.renderers.xlsx_cells import LABEL, Column, Table
from clusters.reports.renderers.xlsx_tables import example
from misbrug.text.danish import COPENHAGEN, join

COOPERATION = "Klyngesamarbejdet"


# ---- advice ----------------------------------------------------------------------------------------------


def advice(facts: ReportFacts) -> Table:
    """Give what is advised in this report, and what became of what the report before advised."""
    columns = (
        *(Column("Anbefaling", 18, LABEL), Column("Slags", 18), Column("Det anbefales", 60), Column("Adressat", 16)),
        *(Column("Ansvarlig", 20), Column("Frist", 18), Column("Frist i ord", 20)),
        *(Column("Hvordan gik det?", 16), Column("Hvad blev det til?", 44), Column("Eksempel", 10)),
    )
    rows = [*_advised(COOPERATION, facts.cooperation_advice, facts.cooperation_follow_ups, facts)]
    for row in facts.recommendations:
        items = row.advice if row.shows(ADVICE) else ()
        rows += _advised(row.number, items, row.follow_ups, facts)
    return Table("Det anbefales", "DetAnbefales", columns, tuple(rows), "Rapporten anbefaler ikke noget endnu.", 2)


def _advised(
    place: int | str, items: tuple[AdviceFacts, ...], told: tuple[FollowUpFacts, ...], facts: ReportFacts
) -> Iterator[tuple]:
    for item in items:
        yield (place, "det anbefales", *_item(item, facts), "", "", example(item.is_example))
    for row in told:
        outcome = row.outcome or "ikke fortalt"
        words = bound.plain_text(row.text, facts)
        yield (place, "opfølgning", *_item(row.item, facts), outcome, words, example(row.is_example))


def _item(item: AdviceFacts, facts: ReportFacts) -> tuple:
    words = bound.plain_text(item.text, facts)
    return (words, item.addressee, item.owner, item.deadline, item.deadline_words)


# ---- texts -----------------------------------------------------------------------------------------------


def texts(facts: ReportFacts) -> Table:
    """Give every text as it reads, figures included and without marks, with who wrote it and when."""
    columns = (
        *(Column("Del", 32), Column("Tekst", 110), Column("Skrevet af", 26), Column("Ændret", 20)),
        *(Column("Version", 9, LABEL), Column("Eksempel", 10)),
    )
    return Table("Tekster", "Tekster", columns, tuple(_texts(facts)), "Rapporten har ingen tekster endnu.", 1)


def _texts(facts: ReportFacts) -> Iterator[tuple]:
    written = written_texts(facts)
    for row in facts.priorities:
        reason = bound.plain_text(row.priority_reason, facts)
        part = f"Særlig vægt, {row.priority}: anbefaling {row.number}, {row.short_title}"
        yield (part, reason, "", None, None, example(row.priority_is_example))
    for slug, text in written.items():
        words = bound.plain_text(text.text, facts)
        made = (text.changed_by, text.changed_at, text.version, example(text.is_example))
        yield (heading_of(slug), words, *made)
    for row in facts.recommendations:
        if row.explanation and row.shows(EXPLANATION) and f"forklaring-{row.number}" not in written:
            words = bound.plain_text(row.explanation, facts)
            yield (f"Katalogets forklaring, anbefaling {row.number}", words, facts.catalogue.publisher, None, None, "")
    for cluster in facts.clusters:
        if cluster.report:
            for heading, text in cluster.report.parts:
                made = (cluster.name, cluster.report.delivered_at)
                words = bound.plain_text(text, facts)
                yield (f"{cluster.name}: {heading}", words, *made, None, example(cluster.report.is_example))


# ---- annexes and changes ---------------------------------------------------------------------------------


def annexes(facts: ReportFacts) -> Table:
    """Give the annexes by letter: those of the clusters, then files and links."""
    columns = (
        *(Column("Bilag", 8), Column("Titel", 50), Column("Slags", 16), Column("Dato", 18), Column("Fil", 36)),
        *(Column("Størrelse, byte", 14), Column("SHA-256", 68), Column("Adresse", 50), Column("Eksempel", 10)),
    )
    rows = [_cluster(cluster) for cluster in facts.clusters]
    for row in facts.annexes:
        kind = "fil" if row.sha256 else "link"
        named = (row.letter, row.title, kind, row.on, row.file_name)
        rows.append((*named, row.size, row.sha256, row.url, example(row.is_example)))
    return Table("Bilag", "Bilag", columns, tuple(rows), "Rapporten har ingen bilag.", 2)


def _cluster(cluster) -> tuple:
    report = cluster.report
    names = join(row.name for row in cluster.members)
    title = f"{cluster.name}: {names}" if names else cluster.name
    kind = "klyngerapport" if report else "klynge"
    marked = example(bool(report and report.is_example))
    day = report.delivered_at.astimezone(COPENHAGEN).date() if report else None
    return (cluster.letter, title, kind, day, "", None, "", "", marked)


def changes(facts: ReportFacts) -> Table:
    """Give what this edition says otherwise than the one before."""
    columns = (Column("Nr.", 6, LABEL), Column("Ændring", 90))
    if facts.edition is None:
        empty = "Det er et udkast. Hvad der er ændret, står her, når en ny udgave er frigivet."
    else:
        empty = "Det er den første udgave." if facts.edition.number == 1 else "Der er ikke noteret ændringer."
    told = facts.edition.changes if facts.edition else ()
    return Table("Siden sidste udgave", "Ændringer", columns, tuple(enumerate(told, start=1)), empty)
