"""The whole round as tables: who is in it, the answers, the rulings, what they came to, and who takes no part.

Only with what the person may see. The sheet of answers is the table that the import takes, so the file comes back.
"""

from clusters.cell import build_cell
from clusters.consolidation import explain
from clusters.exports.binder import Binder
from clusters.exports.round_words import about_round, example
from clusters.matrix import NOT_SUBMITTED, UNKNOWN_ABSENCE, track_words
from clusters.reports.renderers.xlsx_cells import Column, Mark, Table
from misbrug.text.marks import STATE_BY_KEY

ANSWER_WIDTHS = {"runde": 24, "kommune": 20, "spor": 24, "svar": 20, "uddybning": 70}


def round_binder(picture, sight, answers, at) -> Binder:
    """Give the whole round as somebody with this Sight may see it. `answers` is the Dataset of `export_answers`."""
    hidden = sum(row.has_submitted and not sight.sees(row) for row in picture.rows)
    told = ("Kommuner, hvis svar ikke er med, fordi du ikke må se dem endnu", hidden or None)
    tables = (
        about_round(picture, at, "", told),
        _municipalities(picture),
        _answers(answers),
        _rulings(picture, sight),
        _consolidated(picture, sight),
        _absent(picture),
    )
    return Binder(picture.round.name, at, tables)


def _place(cluster, assessment):
    """Give the cells that say which municipality a row is about."""
    return cluster.name, assessment.municipality.code, assessment.municipality_name


PLACE = (Column("Klynge", 24), Column("Kommunekode", 13), Column("Kommune", 20))


def _municipalities(picture):
    columns = (*PLACE, Column("Rolle", 12), Column("Deltager", 10), Column("Tilstand", 16), Column("Har indsendt", 12))
    rows = tuple(
        (
            *_place(cluster, assessment),
            # The word that the table of clusters has, in and out.
            assessment.cluster_role,
            "ja" if assessment.participates else "nej",
            assessment.state_text,
            "ja" if assessment.participates and assessment.submission_id else "nej",
        )
        for cluster in picture.clusters
        for assessment in cluster.assessments
    )
    return Table("Klynger og kommuner", "Kommuner", columns, rows, "Runden er ikke åbnet endnu.", 3)


def _answers(answers):
    columns = tuple(Column(heading, ANSWER_WIDTHS.get(heading, 13)) for heading in answers.headers)
    return Table("Svar", "Svar", columns, tuple(answers), "Der er ingen svar, du må se.", 4)


def _seen(picture, sight):
    return [(cluster, row) for cluster in picture.clusters for row in cluster.rows if sight.sees(row)]


def _rulings(picture, sight):
    columns = (
        *(*PLACE, Column("Spor", 24), Column("Indikator", 10), Column("Vurderet til", 12)),
        *(Column("Hvorfor", 70), Column("Hvem", 26), Column("Hvornår", 20), Column("Gælder", 30)),
        Column("Eksempel", 10),
    )
    rows = tuple(
        (
            *(*_place(cluster, row.assessment), track.track.name, indicator.number),
            *(Mark(line.ruling.outcome, line.ruling.outcome), line.ruling.reason, line.ruling.role, line.ruling.at),
            *(line.standing, example(line.ruling.example)),
        )
        for cluster, row in _seen(picture, sight)
        for indicator in picture.verdicts
        for track in build_cell(picture, row, indicator).tracks
        for line in track.rulings
    )
    return Table("Vurderinger", "Vurderinger", columns, rows, "Der er ingen vurderinger, du må se.", 3)


def _consolidated(picture, sight):
    """Give each municipality's result for each indicator with its rule; that of one that has submitted nothing is
    known to all."""
    columns = (
        *(*PLACE, Column("Indikator", 10), Column("Resultat", 14), Column("Regel", 18), Column("Forklaring", 60)),
        *(Column("Hvert spor", 40), Column("Under rettelse", 12), Column("Eksempel", 10)),
    )
    rows = tuple(
        (
            *(*_place(cluster, row.assessment), indicator.number, *_of_result(row, indicator)),
            "ja" if row.assessment.is_being_corrected else "",
            example(row.is_example(indicator.pk)),
        )
        for cluster in picture.clusters
        for row in cluster.rows
        if not row.has_submitted or sight.sees(row)
        for indicator in picture.verdicts
    )
    return Table("Konsolideret", "Konsolideret", columns, rows, "Der er ingen resultater, du må se.", 4)


def _of_result(row, indicator):
    result = row.results[indicator.pk]
    value = Mark(STATE_BY_KEY[result.value.value].word, result.value.value)
    if not row.has_submitted:
        return value, result.rule.label, NOT_SUBMITTED, ""
    told = "\n".join(f"{each.answer.track_name}: {track_words(indicator, each)}" for each in result.tracks)
    return value, result.rule.label, explain(result), told


def _absent(picture):
    rows = tuple(
        (*_place(cluster, assessment), assessment.absence_reason or UNKNOWN_ABSENCE)
        for cluster in picture.clusters
        for assessment in cluster.absent
    )
    return Table("Deltager ikke", "DeltagerIkke", (*PLACE, Column("Årsag", 60)), rows, "Alle kommuner deltager.", 3)
