"""The tables of a catalogue: its areas, recommendations, indicators and supplementary questions.

A catalogue's facts and areas are tables too, since the product's own catalogue comes in the same way as any other.
"""

from collections import Counter
from functools import cached_property

from indicators.columns import (
    ADDRESSEES,
    ANSWER_TYPES,
    NUMBER_WORDS,
    OTHER_ADDRESSEES,
    OTHER_WORDS,
    AreasColumn,
    ParentColumn,
    QuestionNumber,
    Reference,
    TriggerColumn,
)
from indicators.models import Area, Catalogue, Indicator, Recommendation
from indicators.sealing import Sealed
from indicators.wellformed import question_problems
from indicators.workflow import lock_catalogue
from misbrug.tables.columns import Choice, Column, Whole, Words, YesNo
from misbrug.tables.resource import TableResource


class CatalogueResource(TableResource):
    """The facts of catalogues, one a row."""

    key = ("slug",)
    slug = Column("slug", "kortnavn", required=True)
    title = Column("title", "titel", required=True)
    publisher = Column("publisher", "udgiver", required=True)
    year = Column("year", "år", Whole(required=True, least=1900, most=2200, example="2012"), required=True)
    version = Column("version", "version", Whole(least=1, most=1000), keeps_when_blank=True)
    source = Column("source", "kilde")

    class Meta:
        model = Catalogue
        name = "Kataloger"
        fields = ("slug", "title", "publisher", "year", "version", "source")
        import_order = export_order = fields

    def existing(self):
        """Give the catalogues by slug."""
        return {(row.slug,): row for row in Catalogue.objects.all()}


class ContentResource(TableResource):
    """Base of the tables that go into one catalogue."""

    def __init__(self, *, catalogue=None, **kwargs):
        super().__init__(**kwargs)
        self.catalogue = catalogue

    def before_import(self, dataset, **kwargs):
        """Lock the catalogue, so that it is not published while its rows are written."""
        self.catalogue = lock_catalogue(self.catalogue.pk)
        super().before_import(dataset, **kwargs)

    def lock(self):
        """Lock the catalogue and its rows: its pages write them one by one."""
        self.catalogue = lock_catalogue(self.catalogue.pk)
        super().lock()

    def refusal(self):
        """Refuse to change a published catalogue."""
        if self.catalogue.is_published:
            return str(Sealed(self.catalogue))
        return ""

    def get_queryset(self):
        """Give the catalogue's rows in reading order; all catalogues' where none is chosen."""
        rows = super().get_queryset()
        return rows.filter(catalogue=self.catalogue) if self.catalogue else rows

    def init_instance(self, row=None):
        """Make a row of the catalogue."""
        return self._meta.model(catalogue=self.catalogue)


class AreaResource(ContentResource):
    """The areas of a catalogue."""

    key = ("slug",)
    slug = Column("slug", "kortnavn", required=True)
    name = Column("name", "navn", required=True)
    order = Column("order", "rækkefølge", Whole(least=1, most=1000), keeps_when_blank=True)

    class Meta:
        model = Area
        name = "Områder"
        fields = ("slug", "name", "order")
        import_order = export_order = fields

    def existing(self):
        """Give the areas by slug."""
        return {(row.slug,): row for row in self.get_queryset()}


class RecommendationResource(ContentResource):
    """The recommendations of a catalogue."""

    key = ("number",)
    label = ("number", "title")
    number = Column(
        "number",
        "nummer",
        Whole(required=True, least=1, most=9999, example="7"),
        required=True,
        also=(*NUMBER_WORDS, "anbefaling nr.", "anbefalingsnummer", "anbefalingens nummer"),
    )
    title = Column(
        "title", "titel", required=True, also=("anbefaling", "anbefalingens titel", "anbefalingstekst", "tekst", "navn")
    )
    short_title = Column("short_title", "kort_titel", also=("kort navn", "kortnavn"))
    addressee = Column(
        "addressee",
        "adressat",
        Choice(ADDRESSEES, others=OTHER_ADDRESSEES, blank="kommune"),
        also=("rettet til", "rettet mod", "modtager"),
    )
    answered_by_municipalities = Column(
        "answered_by_municipalities", "besvares_af_kommuner", YesNo(blank=True), also=("besvares af kommunerne",)
    )
    explanation = Column("explanation", "forklaring", also=("beskrivelse", "uddybning", "bemærkninger"))

    class Meta:
        model = Recommendation
        name = "Anbefalinger"
        fields = ("number", "title", "short_title", "addressee", "answered_by_municipalities", "explanation")
        import_order = export_order = fields

    def existing(self):
        """Give the recommendations by number."""
        return {(row.number,): row for row in self.get_queryset()}


class QuestionResource(ContentResource):
    """What indicators and supplementary questions have in common."""

    key = ("number",)
    label = ("number", "text")
    number = Column(
        "number",
        "nummer",
        QuestionNumber(required=True),
        required=True,
        also=(
            *NUMBER_WORDS,
            "indikator nr.",
            "indikatornummer",
            "indikatorens nummer",
            "spørgsmål nr.",
            "spørgsmålsnummer",
            "spørgsmålets nummer",
        ),
        hint="For eksempel 1.1 eller 1.1a.",
    )
    stable_key = Column(
        "key",
        "nøgle",
        keeps_when_blank=True,
        also=("fast nøgle", "id"),
        hint="Den samme i alle versioner af kataloget. Tom: som nummeret.",
    )
    help_text = Column("help_text", "hjælpetekst", also=("vejledning", "hjælp", "forklaring"))
    answer_type = Column(
        "answer_type",
        "svartype",
        Choice(ANSWER_TYPES, others=OTHER_WORDS),
        required=True,
        also=("type svar", "type", "svarets type", "svarform", "svarformat"),
    )
    options = Column(
        "options", "valgmuligheder", Words(), also=("valg", "svarmuligheder", "svarkategorier", "muligheder", "trin")
    )
    fulfilled_from = Column(
        "fulfilled_from",
        "opfyldt_fra",
        Whole(least=1, most=100, example="3"),
        also=("opfyldt fra trin", "opfyldt fra niveau"),
        hint="Det trin, hvorfra indikatoren er opfyldt.",
    )
    unit = Column("unit", "enhed", also=("måleenhed", "enheden"))
    not_relevant_allowed = Column(
        "not_relevant_allowed",
        "ikke_relevant_tilladt",
        YesNo(blank=False),
        also=("ikke relevant", "kan være ikke relevant", "tillader ikke relevant"),
        called="Må være ikke relevant",
    )
    areas = AreasColumn()
    order = Column(
        "order", "rækkefølge", Whole(least=1, most=9999), keeps_when_blank=True, also=("sortering", "placering")
    )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["areas"].stored = lambda instance: self._areas_of.get(instance.pk, [])
        self.fields["areas"].default = self.default_areas
        self._last = None

    def before_import(self, dataset, **kwargs):
        """Lock the catalogue and look up what the rows refer to."""
        super().before_import(dataset, **kwargs)
        self.prepare()

    def before_export(self, queryset, **kwargs):
        """Look up what the rows refer to."""
        self.prepare()

    def prepare(self):
        """Tell the columns which areas there are."""
        self.fields["areas"].areas = tuple(Area.objects.filter(catalogue=self.catalogue))

    @cached_property
    def _areas_of(self):
        """Give the stored areas' slugs by indicator, in the catalogue's order: one query."""
        found = {}
        rows = Indicator.areas.through.objects.filter(indicator__catalogue=self.catalogue)
        for pk, slug in rows.order_by("area__order", "area__slug").values_list("indicator_id", "area__slug"):
            found.setdefault(pk, []).append(slug)
        return found

    def default_areas(self, instance):
        """Give the areas' slugs that a blank cell stands for."""
        raise NotImplementedError

    def existing(self):
        """Give the questions by number."""
        return {(row.number,): row for row in self.get_queryset()}

    def after_init_instance(self, instance, new, row, **kwargs):
        """Let a new question's key be its number, until its own cell says otherwise."""
        if new:
            instance.key = self.fields["number"].clean(row)

    def rule_problems(self, instance):
        """Give what keeps the question from being asked and counted."""
        yield from question_problems(instance, parent=instance.parent, trigger_values=instance.trigger_values)
        twin = self._numbers.get(instance.number)
        if instance._state.adding and twin:
            yield "number", f"Nummeret er optaget af {twin}. Giv spørgsmålet et andet."

    @cached_property
    def _numbers(self):
        """Name every question of the catalogue by its number."""
        rows = Indicator.objects.filter(catalogue=self.catalogue)
        return {row.number: "et supplerende spørgsmål" if row.parent_id else "en indikator" for row in rows}

    def before_save_instance(self, instance, row, **kwargs):
        """Fill in what a new question leaves out: its areas and its place in the order."""
        super().before_save_instance(instance, row, **kwargs)
        if not instance._state.adding:
            return
        if self.fields["areas"].pending(instance) is None:
            self.fields["areas"].pend(instance, self.default_areas(instance))
        if self._last is None:
            self._last = Counter()
            for known in Indicator.objects.filter(catalogue=self.catalogue):
                place = self._place(known)
                self._last[place] = max(self._last[place], known.order)
        if not row.get(self.fields["order"].column_name):
            instance.order = self._last[self._place(instance)] + 1
        place = self._place(instance)
        self._last[place] = max(self._last[place], instance.order)

    def _place(self, instance):
        return instance.recommendation_id, instance.parent_id

    def after_save_instance(self, instance, row, **kwargs):
        """Write the areas where they differ."""
        slugs = self.fields["areas"].pending(instance)
        if slugs is not None and slugs != self._areas_of.get(instance.pk, []):
            instance.areas.set([area for area in self.fields["areas"].areas if area.slug in slugs])


class IndicatorResource(QuestionResource):
    """The indicators of a catalogue."""

    recommendation = Column(
        "recommendation",
        "anbefaling",
        Reference("Anbefalingen"),
        required=True,
        also=("anbefaling nr.", "anbefalingsnummer", "anbefalingens nummer", "hører til anbefaling"),
        hint="Anbefalingens nummer.",
    )
    text = Column(
        "text", "indikator", required=True, also=("indikatortekst", "indikatorens tekst", "tekst", "spørgsmål")
    )
    asks_for_strategy = Column(
        "asks_for_strategy",
        "beder_om_strategi",
        YesNo(blank=False),
        also=("strategi", "kræver strategi", "handler om strategi"),
    )

    class Meta:
        model = Indicator
        name = "Indikatorer"
        fields = (
            "number",
            "recommendation",
            "stable_key",
            "text",
            "help_text",
            "answer_type",
            "options",
            "fulfilled_from",
            "unit",
            "not_relevant_allowed",
            "asks_for_strategy",
            "areas",
            "order",
        )
        import_order = export_order = fields

    def prepare(self):
        """Tell the columns which areas and recommendations there are."""
        super().prepare()
        rows = Recommendation.objects.filter(catalogue=self.catalogue)
        self.fields["recommendation"].widget.rows = {str(row.number): row for row in rows}

    def get_queryset(self):
        """Give the indicators in reading order."""
        return super().get_queryset().filter(parent__isnull=True).select_related("recommendation")

    def default_areas(self, instance):
        """A blank cell means all areas."""
        return [area.slug for area in self.fields["areas"].areas]


class SupplementaryResource(QuestionResource):
    """The supplementary questions of a catalogue."""

    parent = ParentColumn(
        "parent",
        "indikator",
        Reference("Indikatoren"),
        required=True,
        also=("hører til indikator", "under indikator", "hovedspørgsmål", "hovedindikator"),
        hint="Nummeret på den indikator, som spørgsmålet hører til.",
    )
    text = Column(
        "text",
        "spørgsmål",
        required=True,
        also=("supplerende spørgsmål", "spørgsmålstekst", "spørgsmålets tekst", "tekst"),
    )
    trigger_values = TriggerColumn(
        "trigger_values",
        "vises_ved",
        required=True,
        also=("vises når", "vises ved svar", "stilles ved", "stilles når", "ved svar"),
        hint="De svar, spørgsmålet stilles ved: ja, delvis.",
    )

    class Meta:
        model = Indicator
        name = "Supplerende spørgsmål"
        fields = (
            "number",
            "parent",
            "stable_key",
            "text",
            "help_text",
            "answer_type",
            "options",
            "fulfilled_from",
            "unit",
            "not_relevant_allowed",
            "trigger_values",
            "areas",
            "order",
        )
        import_order = export_order = fields

    def prepare(self):
        """Tell the columns which areas and indicators there are."""
        super().prepare()
        rows = Indicator.objects.filter(catalogue=self.catalogue, parent__isnull=True)
        self.fields["parent"].widget.rows = {row.number: row for row in rows.select_related("recommendation")}

    def get_queryset(self):
        """Give the supplementary questions in reading order, indicator by indicator."""
        rows = super().get_queryset().filter(parent__isnull=False).select_related("parent__recommendation")
        return rows.order_by("catalogue", "recommendation__number", "parent__order", "parent", "order", "pk")

    def default_areas(self, instance):
        """A blank cell means the areas of its indicator."""
        return self._areas_of.get(instance.parent_id, [])
