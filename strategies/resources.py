"""The table of a strategy's activities: what `import_data activities` reads and `export_data activities` writes."""

from contextlib import contextmanager
from functools import cached_property

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from indicators.models import Indicator, Recommendation
from misbrug.tables.columns import Choice, Column, Text, Whole, plain, refuse_cpr
from misbrug.tables.near import name_doubts
from misbrug.tables.resource import TableResource, quote
from misbrug.text.danish import loose_fold
from strategies import budget, workflow
from strategies.activity_columns import (
    ANNUAL_COST_WORDS,
    ESTABLISHMENT_WORDS,
    Conditions,
    Funding,
    Goals,
    Long,
    Mio,
    Named,
    Numbered,
    PairColumn,
    RowsColumn,
    Start,
    TitleColumn,
    in_order,
)
from strategies.amounts import told
from strategies.models import ActionPlan, Activity, FocusArea, Prerequisite, Priority
from strategies.plan import cost_of

FIRST_PLAN = "Handleplan"
NEW_WORDS = {FocusArea: "Nyt fokusområde", ActionPlan: "Ny handleplan"}
LINKS = ("goals", "recommendations", "indicators")
STATES = {label: value for value, label in Activity.State.choices}
COLOURS = {label: value for value, label in Activity.Readiness.choices if value}
PRIORITIES = {label: value for value, label in Priority.choices if value}
NO_PRIORITY = {"ikke angivet": "", "ikke prioriteret": ""}


class ActivityResource(TableResource):
    """The activities of one strategy, found by focus area, name and action plan.

    Focus areas and plans named for the first time are made; without a plan it is the strategy's first. State and
    readiness of an activity that exists move by a dated note, so that the old ones are kept.
    """

    key = ("focus_area", "title", "plan")
    label = ("title",)
    parts = (Prerequisite,)
    in_batches = True
    focus_area = Column(
        "focus_area",
        "fokusområde",
        Named(),
        required=True,
        also=("fokus", "indsatsområde", "tema", "område"),
        hint="Hvad aktiviteten hører under. Et nyt bliver oprettet.",
    )
    title = TitleColumn(
        "title",
        "aktivitet",
        Text(required=True),
        required=True,
        also=("aktivitetens navn", "aktivitetsnavn", "aktiviteter", "indsats", "initiativ", "tiltag", "titel", "navn"),
        hint="Aktivitetens navn.",
    )
    annual_cost = Column(
        "annual_cost",
        "årlig_udgift_mio",
        Mio(),
        also=ANNUAL_COST_WORDS,
        hint="For eksempel 1,6.",
        called="Årlig udgift, mio. kr.",
    )
    establishment_cost = Column(
        "establishment_cost",
        "etablering_mio",
        Mio(),
        also=ESTABLISHMENT_WORDS,
        hint="Én gang, for eksempel 0,4.",
        called="Etablering, mio. kr.",
    )
    funding = PairColumn(
        "funding",
        "funding_years",
        "finansiering",
        Funding(),
        also=("finansieres af", "finansieringskilde"),
        hint="Hvor pengene kommer fra, eventuelt med antal år: Satspuljemidler (4 år).",
    )
    effect = Column(
        "effect",
        "forventet_effekt",
        Long(),
        also=("effekt", "forventede effekter", "forventet resultat", "forventet virkning"),
    )
    citizens = Column(
        "citizens",
        "antal_borgere",
        Whole(example="400"),
        also=(
            "borgere",
            "antal borgere pr. år",
            "antal borgere om året",
            "målgruppe antal",
            "antal personer",
            "kapacitet",
        ),
    )
    prerequisites = Column("prerequisites", "forudsætninger", also=("forudsætning", "forudsætter"))
    start = PairColumn(
        "start_year",
        "start_month",
        "start",
        Start(),
        also=("startår", "start år", "starter", "opstart", "startdato", "opstartsår", "årstal"),
        hint="Et år, 2013, eller en måned, 03-2013.",
    )
    plan = Column(
        "plan",
        "handleplan",
        Named(),
        keeps_when_blank=True,
        also=("plan", "handlingsplan", "handleplanens navn"),
        hint="Tom: strategiens første.",
    )
    text = Column(
        "text",
        "beskrivelse",
        Long(),
        also=("beskrivelse af aktiviteten", "aktivitetsbeskrivelse", "uddybning", "indhold"),
    )
    responsible = Column(
        "responsible",
        "ansvarlig",
        also=("ansvar", "hvem er ansvarlig", "ansvarlige", "ansvarlig afdeling", "ansvarlig enhed"),
        hint="En afdeling eller en rolle, ikke en borger.",
    )
    partners = Column(
        "partners", "samarbejdspartnere", also=("samarbejdspartner", "partnere", "samarbejde", "samarbejde med")
    )
    state = Column("state", "tilstand", Choice(STATES), keeps_when_blank=True, also=("status", "tilstand nu"))
    readiness = Column(
        "readiness",
        "klar",
        Choice(COLOURS, others={"ikke vurderet": ""}, blank=""),
        also=("klarhed", "parathed", "hvor klar", "farve"),
    )
    priority = Column("priority", "prioritet", Choice(PRIORITIES, others=NO_PRIORITY, blank=""), also=("prioritering",))
    priority_reason = Column(
        "priority_reason",
        "prioritet_hvorfor",
        Long(),
        also=("prioritet begrundelse", "hvorfor prioritet", "begrundelse"),
        called="Begrundelse for prioritet",
    )
    conditions = RowsColumn(
        "conditions",
        "forudsætningstyper",
        Conditions(),
        stored=None,
        also=("forudsætningernes typer", "typer af forudsætninger"),
        hint="For eksempel finansiering: mangler | lokaler: på plads.",
    )
    recommendations = RowsColumn(
        "recommendations",
        "anbefalinger",
        Numbered(Recommendation, "Anbefalingen", "1|7"),
        stored=None,
        also=("anbefaling", "KL-anbefalinger", "anbefaling nr.", "anbefalingsnumre"),
        hint="Numre, for eksempel 1|7.",
    )
    indicators = RowsColumn(
        "indicators",
        "indikatorer",
        Numbered(Indicator, "Indikatoren", "1.1|7.2"),
        stored=None,
        also=("indikator", "indikator nr.", "indikatornumre"),
        hint="Numre, for eksempel 1.1|7.2.",
    )
    goals = RowsColumn(
        "goals",
        "mål",
        Goals(),
        stored=None,
        also=("målsætninger", "målsætning", "målene", "pejlemærker"),
        hint="Målenes titler, som de står i strategien.",
    )

    class Meta:
        model = Activity
        name = "Aktiviteter"
        fields = (
            *("focus_area", "title", "annual_cost", "establishment_cost", "funding", "effect", "citizens"),
            *("prerequisites", "start", "plan", "text", "responsible", "partners", "state", "readiness"),
            *("priority", "priority_reason", "conditions", "recommendations", "indicators", "goals"),
        )
        import_order = export_order = fields

    def __init__(self, *, strategy=None, at=None, **kwargs):
        super().__init__(at=at or timezone.now(), **kwargs)
        self.strategy = strategy
        self._first_plan = None
        for name in ("conditions", *LINKS):
            self.fields[name].stored = lambda activity, name=name: self._stored.get((activity.pk, name), [])
            if name in LINKS:
                self.fields[name].widget.prepare(strategy)

    # What is stored

    def get_queryset(self):
        """Give the strategy's activities plan by plan and focus area by focus area."""
        rows = Activity.objects.filter(strategy=self.strategy).select_related("plan", "focus_area")
        places = ("plan__order", "plan", "focus_area__order", "focus_area", "order", "pk")
        return rows.order_by(*places)

    @cached_property
    def _stored(self):
        """Give what lies in rows of their own, by activity and column: a fixed number of queries."""
        found = {}
        for activity in self.get_queryset().prefetch_related(*LINKS, "conditions"):
            for name in LINKS:
                found[activity.pk, name] = self.fields[name].widget.sort(getattr(activity, name).all())
            conditions = ((row.kind, row.state, row.note) for row in activity.conditions.all())
            found[activity.pk, "conditions"] = in_order(conditions)
        return found

    def existing(self):
        """Give the activities by focus area, name and plan; those of the first plan also without a plan.

        Each also by its name in other letters, unless another one has it just so.
        """
        found, otherwise = {}, {}
        for row in self.get_queryset():
            for plan in {row.plan, None if row.plan == self._first_plan else row.plan}:
                found[row.focus_area, row.title, plan] = row
                otherwise.setdefault(self.alike((row.focus_area, row.title, plan)), row)
        return otherwise | found

    def alike(self, key):
        """Give the key with the name in other letters: case and spaces make no other activity."""
        area, title, plan = key
        return area, loose_fold(title or ""), plan

    def doubts(self, dataset):
        """Ask about names that come near to a focus area's."""
        titles = list(FocusArea.objects.filter(strategy=self.strategy).order_by("pk").values_list("title", flat=True))
        return name_doubts(dataset, self.fields["focus_area"].column_name, titles, ("et", "fokusområde"))

    def init_instance(self, row=None):
        """Make an activity of the strategy, in its first plan until its own cell says otherwise."""
        return Activity(strategy_id=self.strategy.pk, plan=self._first_plan, changed_at=self.at)

    # Before and after the rows

    def lock(self):
        """Lock the strategy, which all who write its rows do first."""
        self.strategy = workflow.lock_strategy(self.strategy.pk)

    def totals(self):
        """Give what the strategy's activities cost, those that were dropped left out."""
        costs = budget.totals(cost_of(activity) for activity in Activity.objects.filter(strategy=self.strategy))
        return (("Årligt", _told(costs.annual)), ("Etablering", _told(costs.establishment)))

    def before_import(self, dataset, **kwargs):
        """Lock the strategy, and make the focus areas and plans that are new, in the order of the file."""
        self.lock()
        super().before_import(dataset, **kwargs)
        self.__dict__.pop("_stored", None)
        self._make_plans(dataset)
        areas = FocusArea.objects.filter(strategy=self.strategy).order_by("order", "pk")
        self._make("focus_area", {row.title: row for row in areas}, dataset)

    def _make_plans(self, dataset):
        known = {row.title: row for row in ActionPlan.objects.filter(strategy=self.strategy).order_by("order", "pk")}
        heading = self.fields["plan"].column_name
        unnamed = heading not in dataset.headers or not all(plain(name) for name in dataset[heading])
        if unnamed and not known and len(dataset):
            known[FIRST_PLAN] = self._add(ActionPlan(strategy=self.strategy, title=FIRST_PLAN))
        self._first_plan = next(iter(known.values()), None)
        self._make("plan", known, dataset)

    def _make(self, name, known, dataset):
        """Let a column know its rows, with those made that the file names for the first time."""
        column = self.fields[name]
        widget = column.widget
        widget.known, widget.refused = known, {}
        if column.column_name not in dataset.headers:
            return
        for title in dict.fromkeys(plain(cell) for cell in dataset[column.column_name]):
            if not title or widget.find(title):
                continue
            try:
                refuse_cpr(title)
                known[title] = self._add(self._meta.model._meta.get_field(name).related_model(title=title))
            except workflow.WorkflowError as refused:
                widget.refused[title] = refused.message
            except ValueError as refused:
                widget.refused[title] = str(refused)

    def _add(self, row):
        row.strategy = self.strategy
        row = workflow.write_row(row, strategy=self.strategy, actor=self.actor, at=self.at, reason=self.reason)
        self.made.append(row)
        return row

    def after_import(self, dataset, result, **kwargs):
        """Take back the focus areas and plans of which no row was stored, name the others, and sign the strategy."""
        super().after_import(dataset, result, **kwargs)
        for row in list(self.made):
            if row.activities.exists():
                self.notes.append(f"{NEW_WORDS[type(row)]}: {quote(row.title)}.")
            else:
                self.made.remove(row)
                self.drop([row])
        if result.totals["new"] or result.totals["update"]:
            self.finish()

    def finish(self):
        """Sign the strategy."""
        workflow.finish_import(self.strategy, actor=self.actor, at=self.at)

    # Writing

    def before_save_instance(self, instance, row, **kwargs):
        """Make an activity's texts ready, as they are shown before it is stored. Raises ValidationError."""
        with _told_of_fields():
            workflow.prepare_content(instance)

    def write(self, waiting):
        """Write activities with what belongs to them. Raises ValidationError where the workflow refuses something."""
        wanted = []
        for each in waiting:
            links = {name: self.fields[name].pending(each.instance) for name in LINKS}
            chosen = {name: rows for name, rows in links.items() if rows is not None}
            conditions = self.fields["conditions"].pending(each.instance)
            wanted.append(workflow.WantedActivity(each.instance, chosen, conditions))
        with _told_of_fields():
            workflow.save_activities(wanted, strategy=self.strategy, actor=self.actor, at=self.at, reason=self.reason)
        self.stored += [each.instance.pk for each in waiting]


@contextmanager
def _told_of_fields():
    """Tell what the workflow refuses as a ValidationError of the field."""
    try:
        yield
    except workflow.WorkflowError as refused:
        raise ValidationError({refused.field or NON_FIELD_ERRORS: refused.message}) from refused


def _told(total):
    """Give a sum as people read it: "50,5 mio. kr., 1 ukendt"."""
    words = "" if total.is_unknown else f"{told(total.total)} mio. kr."
    unknown = f"{total.unknown} ukendt" + ("e" if total.unknown > 1 else "") if total.unknown else ""
    return ", ".join(part for part in (words, unknown) if part)
