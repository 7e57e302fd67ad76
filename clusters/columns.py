"""The columns that only the tables of places have: codes, and references to municipalities, regions and clusters."""

import re

from import_export.widgets import Widget

from clusters.models import ClusterRole
from misbrug.tables.columns import Column, PendingColumn, Text, plain
from misbrug.text.danish import fold, sort_key

ROLES = {role.value: role.value for role in ClusterRole}
# As they stand on pages, and what people write instead.
ROLES_TOO = {role.label: role.value for role in ClusterRole} | {"medlem": "deltager", "klyngetovholder": "tovholder"}
# What people write above a municipality's code, name and region.
CODE_WORDS = ("kode", "kommunenr", "kommunenummer", "komnr", "komkode", "kom nr", "kommunens kode", "kommunens nummer")
NAME_WORDS = ("kommunenavn", "kommunens navn", "kommune navn")
REGION_WORDS = ("regionsnavn", "regionens navn", "regionnavn", "regioner")


class Code(Text):
    """A municipality's code. A spreadsheet takes the zero in front and may add a fraction: 376,0 is 0376."""

    def clean(self, value, row=None, **kwargs):
        """Give four digits."""
        code = re.sub(r"[.,]0+$", "", super().clean(value))
        if not (code.isascii() and code.isdigit() and len(code) <= 4):
            raise ValueError("Skriv kommunekoden med fire cifre, for eksempel 0376.")
        return code.zfill(4)


class NameColumnOfPlace(Column):
    """A municipality's own name, without the word kommune. A spelling by which the row's municipality is known already
    leaves the stored name. The resource sets the `finder`, None where the cell counts as it stands."""

    finder = None

    def clean(self, row, **kwargs):
        """Give the name."""
        return re.sub(r"(?i)\s+kommune$", "", super().clean(row, **kwargs))

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Put the name on the instance, unless it is known by it."""
        if not (instance.pk and self.finder and self.finder.names(plain(row[self.column_name]), instance)):
            super().save(instance, row, is_m2m, **kwargs)


class MunicipalityReference(Widget):
    """A municipality by code or name. The resource sets the `finder`."""

    finder = None

    def __init__(self, written="name"):
        super().__init__()
        self.written = written

    def clean(self, value, row=None, **kwargs):
        """Give the municipality."""
        return self.finder.find(value)

    def render(self, value, obj=None, **kwargs):
        """Write its name or its code."""
        return "" if value is None else getattr(value, self.written)


def region_named(regions, name):
    """Give one of the regions, which are by folded name, also where the word region is left out; None for no such."""
    return regions.get(fold(name)) or regions.get(fold(f"Region {name}"))


class RegionReference(Widget):
    """A region by name. The resource sets the `known` ones, by folded name."""

    def __init__(self):
        super().__init__()
        self.known = {}

    def clean(self, value, row=None, **kwargs):
        """Give the region."""
        found = region_named(self.known, value)
        if found is None:
            names = ", ".join(row.name for row in self.known.values()) or "ingen endnu"
            raise ValueError(f"Regionen findes ikke. Der er: {names}.")
        return found

    def render(self, value, obj=None, **kwargs):
        """Write the name."""
        return "" if value is None else value.name


class AliasesColumn(PendingColumn):
    """The other names of a municipality."""

    def clean(self, row, **kwargs):
        """Give the names in Danish order, each spelling once; None for a blank cell, which leaves what is stored."""
        names = super().clean(row, **kwargs)
        return None if names is None else sorted({fold(name): name for name in names}.values(), key=sort_key)


class NameColumn(Column):
    """The municipality's name beside its code: written for people, and held against the code when read."""

    def __init__(self):
        super().__init__(
            "municipality__name", "navn", also=(*NAME_WORDS, "kommune"), hint="Kun til at holde op mod koden."
        )
        self.finder = None

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Raises ValueError where the name is that of another municipality."""
        name = self.clean(row)
        if name and instance.municipality_id and self.finder.find(name) != instance.municipality:
            raise ValueError(f"Koden hører til {instance.municipality}. Ret koden eller navnet.")


class ClusterReference(Widget):
    """A cluster by name, in the region of the row's municipality or in the one that the row names."""

    def __init__(self):
        super().__init__()
        self.finder, self.regions, self.known = None, {}, {}

    def clean(self, value, row=None, **kwargs):
        """Give the cluster; None where the municipality is wrong, since its own column says so."""
        if not value:
            raise ValueError("Her mangler en klynge. Skriv dens navn.")
        region = self.region_of(row)
        return self.known.get((region.pk, fold(value))) if region else None

    def region_of(self, row):
        """Give the region that the row is about, or None. Raises ValueError for one that is not known."""
        if plain(row.get("region")):
            found = region_named(self.regions, row["region"])
            if found is None:
                raise ValueError("Regionen i rækken findes ikke. Ret den, eller lad cellen stå tom.")
            return found
        try:
            return self.finder.find(plain(row.get("kommune"))).region
        except ValueError:
            return None

    def render(self, value, obj=None, **kwargs):
        """Write the name."""
        return "" if value is None else value.name
