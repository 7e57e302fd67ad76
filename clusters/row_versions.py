"""Versions of rows of content field by field in words, and what of an earlier one can be put back."""

from datetime import date
from decimal import Decimal

from clusters.versions import pair_of
from misbrug.text.danish import date_long, decimal, first_upper, join

GONE = "(slettet)"
# What is stored of a file besides the file.
OF_FILE = ("file", "file_name", "media_type", "size", "sha256")


def _kept_links(model):
    """Give the models that keep the history of a model's many-to-many fields, by the field's name."""
    kept = model.history.model._meta
    return {each.name.removeprefix(f"{kept.model_name}_"): each.related_model for each in kept.related_objects}


def link_fields(model):
    """Give the many-to-many fields whose links are kept in the history."""
    kept = _kept_links(model)
    return [field for field in model._meta.many_to_many if field.name in kept]


def linked(model, field, steps):
    """Give the ids that each version was linked with by a many-to-many field, by the id in the history: 1 query."""
    kept = _kept_links(model)[field.name]
    found = {}
    rows = kept.objects.filter(history_id__in=steps).order_by("pk")
    for step, other in rows.values_list("history_id", f"{field.m2m_reverse_field_name()}_id"):
        found.setdefault(step, []).append(other)
    return found


def value_in_words(field, row, names):
    """Give a version's value of a field in words; "" where there is none. `names` are rows' by model and id."""
    value = getattr(row, field.attname)
    if field.is_relation:
        return "" if value is None else names.get(field.related_model, {}).get(value, GONE)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return join(str(each) for each in value)
    if isinstance(value, date):
        return date_long(value)
    # Years are numbers too, and have no thousands.
    if isinstance(value, Decimal) or (isinstance(value, int) and value >= 10_000):
        return decimal(value)
    return str(value)


def names_of(wanted, needs=None):
    """Give the names of rows by model and id: 1 query a model. `needs` are the relations that a model's names need."""
    return {model: _names(model, ids, (needs or {}).get(model, ())) for model, ids in wanted.items() if ids}


def _names(model, ids, needs):
    rows = model._default_manager.select_related(*needs).in_bulk(list(ids))
    return {pk: str(row) for pk, row in rows.items()}


def whole_step(row):
    """Give the step in which a version with links is kept whole: the last with the same number."""
    same = type(row).objects.filter(id=row.id, version=row.version).exclude(history_type="-")
    return same.latest("history_id")


class Earlier:
    """An earlier version of a row beside the one that stands. `fields` name what a person writes in it.

    `gone` are the labels of what it points to that is there no longer; `blocked` of those it cannot be without.
    """

    def __init__(self, row, version, fields):
        """Look up what both point to: a query for each link and each kind of row."""
        self.row, self.version, self.model = row, whole_step(version), type(row)
        names = {*fields, *(OF_FILE if "file" in fields else ())}
        self.fields = [field for field in self.model._meta.concrete_fields if field.name in names]
        self._links = [field for field in link_fields(self.model) if field.name in names]
        step = self.version.history_id
        self._linked = {field: linked(self.model, field, [step]).get(step, []) for field in self._links}
        self._names = names_of(self._wanted())
        pointing = [field for field in self.fields if field.is_relation and self._is_gone(field)]
        self.blocked = [_label(field) for field in pointing if not field.null]
        lost = [field for field in self._links if set(self._linked[field]) - set(self._known(field))]
        self.gone = [_label(field) for field in (*pointing, *lost)]

    def _wanted(self):
        wanted = {}
        for field in self.fields:
            if field.is_relation:
                ids = {getattr(self.row, field.attname), getattr(self.version, field.attname)} - {None}
                wanted.setdefault(field.related_model, set()).update(ids)
        for field in self._links:
            wanted.setdefault(field.related_model, set()).update(self._linked[field])
        return wanted

    def _known(self, field):
        return self._names.get(field.related_model, {})

    def _is_gone(self, field):
        value = getattr(self.version, field.attname)
        return value is not None and value not in self._known(field)

    def pairs(self):
        """Give what would change, what stands first."""
        found = [
            pair_of(_label(field), value_in_words(field, self.row, self._names), self._then(field))
            for field in self.fields
            if field.name not in OF_FILE[:1] + OF_FILE[2:]
        ]
        for field in self._links:
            now = join(str(each) for each in getattr(self.row, field.name).order_by("pk"))
            then = join(self._known(field)[pk] for pk in sorted(self._chosen(field)))
            found.append(pair_of(_label(field), now, then))
        return tuple(pair for pair in found if pair)

    def _then(self, field):
        return "" if field.is_relation and self._is_gone(field) else value_in_words(field, self.version, self._names)

    def _chosen(self, field):
        return [pk for pk in self._linked[field] if pk in self._known(field)]

    def put_back(self):
        """Set the row's fields as they were, and give the rows it was linked with by the name of the field."""
        for field in self.fields:
            lost = field.is_relation and self._is_gone(field)
            setattr(self.row, field.attname, None if lost else getattr(self.version, field.attname))
        return {
            field.name: list(field.related_model._default_manager.filter(pk__in=self._linked[field]))
            for field in self._links
        }


def _label(field):
    return first_upper(str(field.verbose_name))
