"""Who treats a case: the routing matrix, the same for strategies (municipalities) and status reports (regions)."""

from dataclasses import dataclass

from django.db.models import Q

from clusters.models import Body, Municipality, Region, Route


@dataclass(frozen=True, slots=True)
class Cell:
    """One body's place in the matrix. `role` is a value of Route.Role, "" where it has nothing to do with the case."""

    body: Body
    role: str

    @property
    def word(self):
        """Give the role as a word, "" for none."""
        return Route.Role(self.role).label if self.role else ""


@dataclass(frozen=True, slots=True)
class Row:
    """The bodies of one place in their order. `name` is the place's."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Routing:
    """The matrix of one case: a row for each place, with all its bodies."""

    rows: tuple[Row, ...]

    @property
    def cells(self):
        """Give all cells in order."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def is_empty(self):
        """Say whether nobody has a role yet."""
        return not any(cell.role for cell in self.cells)


def bodies_of(places):
    """Give the bodies of municipalities and regions, in the order of each place."""
    return Body.objects.filter(
        Q(municipality__in=[place.pk for place in places if isinstance(place, Municipality)])
        | Q(region__in=[place.pk for place in places if isinstance(place, Region)])
    ).order_by("order", "pk")


def load_routing(case, places):
    """Load the routing matrix of a case over the bodies of its places. Two queries, whatever their number.

    A body that has a role is shown though its place is no longer among `places` (a municipality that has left).
    """
    roles = {route.body_id: route for route in Route.objects.filter(case=case).select_related("body__municipality")}
    bodies = list(bodies_of(places))
    shown = {body.pk for body in bodies}
    rows = []
    for place in places:
        field = "municipality_id" if isinstance(place, Municipality) else "region_id"
        own = [body for body in bodies if getattr(body, field) == place.pk]
        rows.append(_row(str(place), own, roles))
    left = [route.body for route in roles.values() if route.body_id not in shown]
    if left:
        rows.append(_row("Andre", left, roles))
    return Routing(tuple(rows))


def _row(name, bodies, roles):
    return Row(name, tuple(Cell(body, roles[body.pk].role if body.pk in roles else "") for body in bodies))
