"""The dashboard and the matrix as tables: what a page shows, with what was chosen on it. No queries."""

from clusters.exports.binder import Binder
from clusters.exports.round_words import about_round, example
from clusters.matrix import Matrix
from clusters.overview import Group
from clusters.reports.renderers.xlsx_cells import LABEL, Column, Mark, Table
from clusters.reports.renderers.xlsx_tables import STATE_COLUMNS, counts_of
from misbrug.text.marks import STATE_BY_KEY, STATES

NUMBERS, MATRIX = "Tal", "Kommuner og indikatorer"
ALL = "Alle klynger"


def dashboard_binder(picture, groups: tuple[Group, ...], words: str, at) -> Binder:
    """Give the dashboard's figures: a row for each indicator in each cluster and in all of them.

    `picture` and `groups` are those of the page, `words` say what was chosen.
    """
    columns = (
        *(Column("Anbefaling", 12, LABEL), Column("Emne", 26), Column("Indikator", 10), Column("Ordlyd", 60)),
        *(Column("Klynge", 26), *STATE_COLUMNS, Column("N", 8), Column("Ja fra alle", 10)),
        *(Column("Fordeling", 50), Column("Ikke med i fordelingen", 26), Column("Eksempel", 10)),
        *(Column("Runde", 26), Column("Udvalg", 30)),
    )
    rows = tuple(
        (*_of_line(group, line), *_of_figure(picture, line, figure), picture.round.name, words)
        for group in groups
        for line in group.lines
        for figure in (*line.figures, line.total)
    )
    numbers = Table(NUMBERS, NUMBERS, columns, rows, "Der er ingen indikatorer i udvalget.", 3)
    return Binder(picture.round.name, at, (about_round(picture, at, words), numbers), NUMBERS)


def _of_line(group, line):
    return (
        group.recommendation.number,
        group.recommendation.heading,
        line.indicator.number,
        line.indicator.text,
    )


def _of_figure(picture, line, figure):
    """Give cluster, counts, unanimity, the tally in words and the mark of examples."""
    whole = next((cluster for cluster in picture.clusters if cluster.slug == figure.slug), picture)
    marked = example(any(row.is_example(line.indicator.pk) for row in whole.rows))
    scope = figure.scope if figure.slug else ALL
    if figure.counts is not None:
        agreed = "ja fra alle" if line.unanimous and not figure.slug else ""
        return (scope, *counts_of(figure.counts), agreed, "", "", marked)
    told = "; ".join(f"{number} {words}".strip() for number, words in figure.tally.parts)
    return (scope, *[None] * len(STATES), whole.n, "", told, figure.tally.note, marked)


def matrix_binder(picture, matrix: Matrix, words: str, at) -> Binder:
    """Give the matrix as a person sees it: a row for each municipality, the ja of each cluster, the rule behind each
    value. `words` say what was chosen."""
    tables = (about_round(picture, at, words), _values(picture, matrix, words), _sums(matrix), _rules(matrix))
    return Binder(picture.round.name, at, tables, MATRIX)


def _values(picture, matrix, words):
    columns = (
        *(Column("Klynge", 24), Column("Kommunekode", 13), Column("Kommune", 20), Column("Rolle", 12)),
        *(Column(column.indicator.number, 12) for column in matrix.columns),
        *(Column("Ja", 8), Column("Relevante", 11), Column("Bemærkning", 50), Column("Eksempel", 10)),
        *(Column("Runde", 26), Column("Udvalg", 30)),
    )
    everybody = (*(row.assessment for row in picture.rows), *picture.absent)
    roles = {assessment.municipality.code: assessment.cluster_role for assessment in everybody}
    rows = tuple(
        (*_municipality(picture, block, row, roles[row.code], matrix.columns), picture.round.name, words)
        for block in matrix.blocks
        for row in block.rows
    )
    return Table(MATRIX, "Matrix", columns, rows, "Der er ingen kommuner i udvalget.", 3)


def _municipality(picture, block, row, role, columns):
    behind = picture.find(row.code)
    tiles, sums, marked = [_in_place_of_tiles(behind)] * len(columns), (None, None), ""
    if row.tiles:
        tiles, sums = [_mark(tile) for tile in row.tiles], (row.yes, row.relevant)
        marked = example(any(behind.is_example(column.indicator.pk) for column in columns))
    return (block.cluster.name, row.code, row.name, role, *tiles, *sums, row.words, marked)


def _in_place_of_tiles(behind):
    """Say why a municipality has no values that may be shown; `behind` is its row, None where it takes no part."""
    if behind is None:
        return "deltager ikke"
    return "ikke vist" if behind.has_submitted else "ikke indsendt"


def _mark(tile):
    """Give a tile's value in words and colour; "delt indsats" is said with it, as the tile shows it."""
    words = STATE_BY_KEY[tile.key].word
    return Mark(f"{words} (delt indsats)" if tile.split else words, tile.key)


def _sums(matrix):
    columns = (Column("Klynge", 26), Column("Indikator", 10), Column("Ordlyd", 60), Column("Ja", 8), Column("N", 8))
    rows = [
        (block.cluster.name, column.indicator.number, column.indicator.text, yes, n)
        for block in matrix.blocks
        for column, (yes, n, _) in zip(matrix.columns, block.sums, strict=True)
    ]
    rows += [(ALL, each.indicator.number, each.indicator.text, each.yes, each.n) for each in matrix.columns]
    return Table("Ja pr. klynge", "JaPrKlynge", columns, tuple(rows), "Der er ingen indikatorer i udvalget.", 2)


def _rules(matrix):
    columns = (
        *(Column("Klynge", 24), Column("Kommunekode", 13), Column("Kommune", 20), Column("Indikator", 10)),
        *(Column("Resultat", 14), Column("Regel", 18), Column("Forklaring", 60), Column("Hvert spor", 40)),
    )
    rows = tuple(
        (
            *(block.cluster.name, row.code, row.name, column.indicator.number),
            *_of_reason(matrix.reasons[tile.why]),
        )
        for block in matrix.blocks
        for row in block.rows
        for column, tile in zip(matrix.columns, row.tiles or (), strict=bool(row.tiles))
    )
    return Table("Regler", "Regler", columns, rows, "Der er ingen svar, du må se, i udvalget.", 4)


def _of_reason(reason):
    told = "\n".join(f"{track}: {words}" for track, words in reason.tracks)
    return Mark(STATE_BY_KEY[reason.key].word, reason.key), reason.rule, reason.sentence, told
