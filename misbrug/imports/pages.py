"""What the pages of the import show: kinds in a line, runs in a list, what was understood of a file."""

from dataclasses import dataclass

from django.urls import reverse

from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun
from misbrug.tables.book import Table
from misbrug.text.danish import amount, decimal, loose_fold

State = ImportRun.State

ABOUT = {
    "municipalities": "En række pr. kommune: kode, navn, region og andre navne.",
    "populations": "Indbyggertal pr. kommune og dato. FOLK1A fra Danmarks Statistik kan bruges, som den er.",
    "clusters": "En række pr. kommune i en klynge, og hvem der er tovholder.",
    "recommendations": "Et katalogs anbefalinger, en række pr. anbefaling.",
    "indicators": "Et katalogs indikatorer, en række pr. indikator.",
    "supplementary": "Et katalogs supplerende spørgsmål, en række pr. spørgsmål.",
    "answers": "En række pr. svar, eller et skema med et ark pr. spor og en kolonne pr. kommune.",
    "activities": "En strategis aktiviteter, en række pr. aktivitet.",
    "users": "En række pr. rolle: e-mail, navn, rolle og sted.",
}
ADMIN_PAGES = {
    "municipalities": "clusters_municipality",
    "populations": "clusters_municipality",
    "clusters": "clusters_cluster",
    "recommendations": "indicators_recommendation",
    "indicators": "indicators_indicator",
    "supplementary": "indicators_indicator",
    "users": "accounts_user",
}
# What was kept of a file shows three rows of it, as much as tells what a column holds.
EXAMPLES = 3
LEFT_OUT_SHOWN = 10

COUNTED = (
    ("changed", "ændret", "ændrede"),
    ("new", "ny", "nye"),
    ("unchanged", "uændret", "uændrede"),
    ("unused", "ikke brugt", "ikke brugt"),
    ("skipped", "ikke gemt", "ikke gemt"),
)
WOULD = (
    ("changed", "ville ændre {}"),
    ("new", "{} ny", "{} nye"),
    ("unchanged", "{} uændret", "{} uændrede"),
    ("unused", "{} bruges ikke"),
    ("error", "{} med fejl"),
    ("ask", "{} at afgøre"),
)
"""What a file would do that is not stored."""
STATE_WORDS = {State.READ: "ikke gemt", State.PLANNED: "ikke gemt"}


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in the list: what it was, its counts in words, and whether the user may open it."""

    run: ImportRun
    what: str
    counts: str
    tag: str
    may_open: bool

    @property
    def state(self):
        """Give in words what became of the run."""
        return STATE_WORDS.get(self.run.state) or self.run.get_state_display()


def run_lines(runs, open_pks):
    """Give the lines of a list of runs."""
    return [RunLine(run, label_of(run.kind), counts_in_words(run), _tag(run.state), run.pk in open_pks) for run in runs]


def label_of(slug):
    """Give the Danish name of a kind, also of one that is no longer there."""
    return KINDS[slug].label if slug in KINDS else slug


def counts_in_words(run):
    """Give "3 ændrede, 1 ny" for what a run did, "ville ændre 3, 1 ny" for what it would do; "" while not known."""
    if not run.applied_at:
        wanted = [(run.counts[key], forms) for key, *forms in WOULD if run.counts.get(key)]
        return ", ".join(forms[0 if number == 1 else -1].format(decimal(number)) for number, forms in wanted)
    parts = [amount(run.counts[key], one, many) for key, one, many in COUNTED if run.counts.get(key)]
    return ", ".join(parts)


def _tag(state):
    return {State.APPLIED: "done", State.READ: "progress", State.PLANNED: "progress"}.get(state, "none")


# The numbers of a run


def preview_facts(run):
    """Give what a file would do, for the strip of facts."""
    counts = run.counts
    asked = [_fact(counts.get("ask", 0), "række at afgøre", "rækker at afgøre")] if counts.get("ask") else []
    return [
        _fact(counts.get("error", 0), "række med fejl", "rækker med fejl"),
        *asked,
        _fact(counts.get("changed", 0), "ændres", "ændres"),
        _fact(counts.get("new", 0), "er ny", "er nye"),
        _fact(counts.get("unchanged", 0), "er uændret", "er uændrede"),
        *([_fact(counts["unused"], "bruges ikke", "bruges ikke")] if counts.get("unused") else []),
        _fact(0, "slettes", "slettes"),
    ]


def receipt_facts(run):
    """Give what an import did, for the strip of facts."""
    counts = run.counts
    over = [_fact(counts["unused"], "ikke brugt", "ikke brugte")] if counts.get("unused") else []
    over += [_fact(counts["skipped"], "ikke gemt", "ikke gemt")] if counts.get("skipped") else []
    return [
        _fact(counts.get("changed", 0), "ændret", "ændrede"),
        _fact(counts.get("new", 0), "ny", "nye"),
        _fact(counts.get("unchanged", 0), "uændret", "uændrede"),
        *over,
        _fact(0, "slettet", "slettede"),
    ]


def _fact(number, one, many):
    return {"number": decimal(number), "label": one if number == 1 else many}


def onward(run, user):
    """Give (label, address) of where the imported can be looked at, or None."""
    if run.kind == "activities":
        return "Se handleplanen", reverse("strategies:plan", args=[run.target_slug])
    if run.kind == "answers":
        return "Se selvvurderingerne", reverse(
            "clusters:assessment_list" if not user.is_staff else "clusters:round_list"
        )
    page = ADMIN_PAGES.get(run.kind) if user.is_staff else None
    return ("Se dem i administrationen", reverse(f"admin:{page}_changelist")) if page else None


# What was understood


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the file: its heading, values from the first rows, and the field that says what it is."""

    heading: str
    examples: str
    field: object


@dataclass(frozen=True, slots=True)
class TablePart:
    """A sheet's table on the page: its columns, and the lines that were left out, the first few by themselves.

    `repeats` says whether its columns are those of a sheet before.
    """

    table: Table
    columns: tuple[ColumnLine, ...]
    repeats: bool = False

    @property
    def left_out(self):
        """Give the lines that are shown."""
        return self.table.left_out[:LEFT_OUT_SHOWN]

    @property
    def more_left_out(self):
        """Give how many more there are."""
        return max(0, len(self.table.left_out) - LEFT_OUT_SHOWN)


def table_parts(understood, form, unknown=()):
    """Give (the columns that are `unknown`, the tables of a file with the rest); `form` is the MappingForm.

    A heading is asked for in one sheet.
    """
    parts, asked, open_columns = [], set(), []
    for table in understood.tables:
        columns = []
        for place, heading in enumerate(table.headings):
            folded = loose_fold(heading)
            if folded and folded not in asked:
                asked.add(folded)
                line = ColumnLine(heading, _examples(table, place), form.field_of(heading))
                (open_columns if heading in unknown else columns).append(line)
        repeats = not columns and not any(heading in unknown for heading in table.headings)
        parts.append(TablePart(table, tuple(columns), repeats))
    return open_columns, parts


def _examples(table, place):
    values = dict.fromkeys(row.cells[place].strip() for row in table.rows[:50] if row.cells[place].strip())
    return " · ".join(value if len(value) <= 40 else f"{value[:39]}…" for value in list(values)[:EXAMPLES])


def is_clear(understood, mapping):
    """Say whether there is nothing to ask about a file: every column is known, or known not to be used."""
    return understood.is_usable and not unknown_headings(understood, mapping)


def unknown_headings(understood, mapping):
    """Give the headings for which no column was found and about which nobody has decided."""
    return [
        heading
        for table in understood.tables
        for heading, name in zip(table.headings, table.names, strict=True)
        if not name and loose_fold(heading) and loose_fold(heading) not in mapping
    ]
