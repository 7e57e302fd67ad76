"""The tables of places: regions, municipalities with their other names, populations, clusters and their members."""

import difflib
import re
from functools import cached_property

from django.utils import timezone

from clusters.columns import (
    CODE_WORDS,
    NAME_WORDS,
    REGION_WORDS,
    ROLES,
    ROLES_TOO,
    AliasesColumn,
    ClusterReference,
    Code,
    MunicipalityReference,
    NameColumn,
    NameColumnOfPlace,
    RegionReference,
)
from clusters.matching import MunicipalityFinder, municipality_doubts
from clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterRole,
    Municipality,
    MunicipalityAlias,
    PopulationFigure,
    Region,
)
from clusters.models.geography import municipality_named
from clusters.municipality_changes import municipality_changes
from misbrug.tables.columns import Choice, Column, Day, Whole, Words, plain, refuse_cpr
from misbrug.tables.near import name_doubts
from misbrug.tables.resource import TableResource
from misbrug.text.danish import fold, loose_fold, sort_key


def slug_of(name, taken):
    """Give a short name that is not taken: "Klynge Øst" → klynge-oest, or klynge-oest-2."""
    letters = "".join(char if char.isascii() and char.isalnum() else "-" for char in loose_fold(name))
    stem = "-".join(part for part in letters.split("-") if part)[:50] or "navn"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


class RegionResource(TableResource):
    """The regions."""

    key = ("slug",)
    slug = Column("slug", "kortnavn", required=True)
    name = Column("name", "navn", required=True)

    class Meta:
        model = Region
        name = "Regioner"
        fields = ("slug", "name")
        import_order = export_order = fields

    def existing(self):
        """Give the regions by slug."""
        return {(row.slug,): row for row in Region.objects.all()}


class MunicipalityResource(TableResource):
    """The municipalities, each with its region and its other names. A region named for the first time is made."""

    key = ("code",)
    label = ("name",)
    parts = (MunicipalityAlias,)
    code = Column(
        "code",
        "kommunekode",
        Code(required=True),
        required=True,
        also=CODE_WORDS,
        hint="Fire cifre, for eksempel 0376.",
    )
    name = NameColumnOfPlace("name", "navn", required=True, also=(*NAME_WORDS, "kommune"), hint="Uden ordet kommune.")
    region = Column(
        "region", "region", RegionReference(), required=True, also=REGION_WORDS, hint="For eksempel Region Sjælland."
    )
    aliases = AliasesColumn(
        "aliases",
        "andre_navne",
        Words(),
        stored=None,
        also=("alias", "aliaser", "andet navn", "kaldes også", "også kaldet"),
    )

    class Meta:
        model = Municipality
        name = "Kommuner"
        fields = ("code", "name", "region", "aliases")
        import_order = export_order = fields

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._keeps_names = True
        self.fields["aliases"].stored = lambda instance: self._aliases.get(instance.pk, [])

    def let_blanks_empty(self):
        """Take back a name too, whatever the municipality is known by now."""
        super().let_blanks_empty()
        self._keeps_names = False

    def doubts(self, dataset):
        """Ask about codes that are new and names that are others than the stored ones, once there are some."""
        return municipality_changes(dataset)

    @cached_property
    def _aliases(self):
        """Give the stored other names by municipality, in Danish order: one query."""
        found = {}
        for row in MunicipalityAlias.objects.all():
            found.setdefault(row.municipality_id, []).append(row.name)
        return {pk: sorted(names, key=sort_key) for pk, names in found.items()}

    def get_queryset(self):
        """Give the municipalities by code."""
        return Municipality.objects.select_related("region").order_by("code")

    def existing(self):
        """Give the municipalities by code."""
        return {(row.code,): row for row in self.get_queryset()}

    def before_import(self, dataset, **kwargs):
        """Look up the regions, and make those that are new."""
        super().before_import(dataset, **kwargs)
        self.fields["name"].finder = MunicipalityFinder() if self._keeps_names else None
        known = {fold(row.name): row for row in Region.objects.all()}
        slugs = {row.slug for row in known.values()}
        for name in dict.fromkeys(plain(name) for name in dataset["region"]):
            # A slip of the pen would make a region of its own; such a name is left for the row to be told of.
            near = difflib.get_close_matches(fold(name), known, n=1, cutoff=0.85)
            if fold(name) not in known and not near and re.fullmatch(r"region \w[\w ]*", fold(name)):
                region = Region(slug=slug_of(name, slugs), name=name)
                region.full_clean()
                region.save()
                known[fold(name)] = region
                slugs.add(region.slug)
                self.made.append(region)
        self.fields["region"].widget.known = known

    def after_import(self, dataset, result, **kwargs):
        """Take back a region of which no row was stored, and name the others."""
        super().after_import(dataset, result, **kwargs)
        for region in list(self.made):
            if region.municipalities.exists():
                self.notes.append(f"Ny region: {region}.")
            else:
                self.made.remove(region)
                region.delete()

    def rule_problems(self, instance):
        """Refuse another name under which another municipality is known; the name itself the model refuses."""
        for name in self.fields["aliases"].pending(instance) or ():
            owner = municipality_named(name).exclude(code=instance.code).first()
            if owner:
                yield "aliases", f"{name} er allerede navn for {owner.name} ({owner.code})."

    def after_save_instance(self, instance, row, **kwargs):
        """Write the other names where they differ."""
        wanted = self.fields["aliases"].pending(instance)
        stored = self._aliases.get(instance.pk, [])
        if wanted is None or wanted == stored:
            return
        instance.aliases.exclude(name__in=wanted).delete()
        for name in wanted:
            if name not in stored:
                instance.aliases.create(name=name)


class PopulationResource(TableResource):
    """The populations by date."""

    in_batches = True
    key = ("municipality", "date")
    label = ("name", "municipality", "date")
    municipality = Column(
        "municipality",
        "kommunekode",
        MunicipalityReference(written="code"),
        required=True,
        also=(*CODE_WORDS, *NAME_WORDS, "kommune"),
        hint="Kommunens kode eller navn.",
    )
    name = NameColumn()
    count = Column(
        "count",
        "indbyggertal",
        Whole(required=True, example="60.722"),
        required=True,
        also=(
            "indbyggere",
            "antal indbyggere",
            "folketal",
            "befolkning",
            "befolkningstal",
            "antal borgere",
            "antal personer",
            "i alt",
        ),
    )
    date = Column(
        "date",
        "opgjort",
        Day(required=True),
        required=True,
        also=("dato", "opgørelsesdato", "opgjort den", "opgjort pr.", "pr. dato", "pr."),
    )
    source = Column("source", "kilde", keeps_when_blank=True, also=("datakilde", "kilde til tallet"))

    class Meta:
        model = PopulationFigure
        name = "Indbyggertal"
        fields = ("municipality", "name", "count", "date", "source")
        import_order = export_order = fields

    def before_import(self, dataset, **kwargs):
        """Look up the municipalities; where a row has no code, its name says which one it is."""
        super().before_import(dataset, **kwargs)
        finder = MunicipalityFinder()
        self.fields["municipality"].widget.finder = self.fields["name"].finder = finder
        if {"kommunekode", "navn"} <= set(dataset.headers):
            self._take_names_for_codes(dataset)

    def _take_names_for_codes(self, dataset):
        code, name = map(dataset.headers.index, ("kommunekode", "navn"))
        for number, cells in enumerate(dataset):
            if cells[name] and not cells[code]:
                dataset[number] = [cells[name] if place == code else cell for place, cell in enumerate(cells)]
                self.places[number] = self.places[number].read_from("kommunekode", "navn")

    def doubts(self, dataset):
        """Ask about names that come near to a municipality's."""
        return municipality_doubts(dataset, "kommunekode", "navn")

    def get_queryset(self):
        """Give the figures by date and code."""
        return PopulationFigure.objects.select_related("municipality").order_by("date", "municipality__code")

    def existing(self):
        """Give the figures by municipality and date."""
        return {(row.municipality, row.date): row for row in self.get_queryset()}

    def after_init_instance(self, instance, new, row, **kwargs):
        """Let the file be the source of a figure, until its own cell says otherwise."""
        if new:
            instance.source = f"Importeret fra {self.file_name}" if self.file_name else "Importeret"


class ClusterResource(TableResource):
    """The clusters by their members: which municipality, with what role, from when and until when.

    A cluster named for the first time is made. Without a date a municipality is in from the day of the import.
    """

    key = ("cluster", "municipality", "valid_from")
    label = ("municipality", "cluster")
    cluster = Column(
        "cluster",
        "klynge",
        ClusterReference(),
        required=True,
        also=("klyngenavn", "klyngens navn", "klynger"),
        hint="Klyngens navn. En ny bliver oprettet.",
    )
    municipality = Column(
        "municipality",
        "kommune",
        MunicipalityReference(),
        required=True,
        also=(*NAME_WORDS, *CODE_WORDS, "navn", "kommuner", "medlem", "deltager"),
        hint="Kommunens navn eller kode.",
    )
    role = Column(
        "role",
        "rolle",
        Choice(ROLES, others=ROLES_TOO, blank=ClusterRole.MEMBER.value),
        also=("rolle i klyngen", "kommunens rolle", "funktion"),
    )
    valid_from = Column(
        "valid_from",
        "fra",
        Day(),
        keeps_when_blank=True,
        also=("fra dato", "med fra", "startdato", "start", "gyldig fra"),
        hint="En dato. Tom: den dag, filen importeres.",
    )
    valid_to = Column(
        "valid_to",
        "til",
        Day(),
        also=("til dato", "med til", "slutdato", "slut", "gyldig til"),
        hint="En dato. Tom, så længe kommunen er med.",
    )
    region = Column("cluster__region", "region", RegionReference(), also=REGION_WORDS, hint="Klyngens region.")

    class Meta:
        model = ClusterMembership
        name = "Klynger"
        fields = ("cluster", "municipality", "role", "valid_from", "valid_to", "region")
        import_order = export_order = fields

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Read by the cluster's column; here it is for the eye alone.
        self.fields["region"].readonly = True

    def doubts(self, dataset):
        """Ask about names that come near to a municipality's."""
        names = list(Cluster.objects.order_by("pk").values_list("name", flat=True))
        return municipality_doubts(dataset, "kommune") | name_doubts(dataset, "klynge", names, ("en", "klynge"))

    def get_queryset(self):
        """Give the memberships cluster by cluster."""
        rows = ClusterMembership.objects.select_related("cluster__region", "municipality__region")
        return rows.order_by("cluster__region__slug", "cluster__order", "cluster", "municipality__code", "valid_from")

    def lock(self):
        """Lock the clusters too, so that nobody gives one another member."""
        super().lock()
        list(Cluster.objects.select_for_update().order_by("pk"))

    def existing(self):
        """Give the memberships by cluster, municipality and first day; the current one also without a day."""
        found = {}
        for row in self.get_queryset():
            found[row.cluster, row.municipality, row.valid_from] = row
            if row.valid_to is None:
                found[row.cluster, row.municipality, None] = row
        return found

    def before_import(self, dataset, **kwargs):
        """Look up municipalities and regions, and make the clusters that are new."""
        super().before_import(dataset, **kwargs)
        widget = self.fields["cluster"].widget
        widget.finder = self.fields["municipality"].widget.finder = MunicipalityFinder()
        widget.regions = {fold(row.name): row for row in Region.objects.all()}
        self.fields["region"].widget.known = widget.regions
        widget.known = {(row.region_id, fold(row.name)): row for row in Cluster.objects.all()}
        for row in dataset.dict:
            self._make_cluster(widget, row)

    def _make_cluster(self, widget, row):
        """Make the cluster that a row names, unless it is there or the row is wrong."""
        name = plain(row["klynge"])
        try:
            region = widget.region_of(row)
            refuse_cpr(name)
        except ValueError:
            return
        if not (name and region) or (region.pk, fold(name)) in widget.known:
            return
        taken = set(Cluster.objects.values_list("slug", flat=True))
        order = 1 + max((row.order for row in widget.known.values() if row.region_id == region.pk), default=0)
        cluster = Cluster(region=region, slug=slug_of(name, taken), name=name, order=order)
        self.sign(cluster)
        cluster.save()
        widget.known[region.pk, fold(name)] = cluster
        self.made.append(cluster)

    def after_import(self, dataset, result, **kwargs):
        """Take back a cluster of which no row was stored, and name the others."""
        super().after_import(dataset, result, **kwargs)
        for cluster in list(self.made):
            if cluster.memberships.exists():
                self.notes.append(f"Ny klynge: {cluster} ({cluster.region}).")
            else:
                self.made.remove(cluster)
                cluster.delete()

    def after_init_instance(self, instance, new, row, **kwargs):
        """Let a membership begin on the day of the import, until its own cell says otherwise."""
        if new:
            instance.valid_from = timezone.localdate(self.at)
