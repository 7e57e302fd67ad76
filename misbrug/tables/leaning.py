"""What leans on stored rows, so that deleting them would take something along that is not their own."""

from django.db.models import DO_NOTHING, Count

from misbrug.tables.bulk import in_batches
from misbrug.text.danish import NBSP, amount, join


def leaning_on(rows, parts=()):
    """Give in Danish words what points to rows of one model ("1 selvvurdering og 3 indbyggertal"), by primary key;
    those to which nothing does are left out. A query for each relation and batch of rows.

    `parts` are models of rows that belong to them and go with them; their own choices among other rows count as parts
    too.
    """
    found = {}
    for group in in_batches(rows):
        for relation in _pointing_at(type(group[0])):
            model = relation.related_model
            # History points without a constraint and outlives its row.
            if relation.on_delete is DO_NOTHING or model in parts or model._meta.auto_created is type(group[0]):
                continue
            pointer = relation.field.attname
            pointing = model._base_manager.filter(**{f"{pointer}__in": [row.pk for row in group]}).order_by()
            for pk, count in pointing.values_list(pointer).annotate(Count("pk")):
                words = amount(count, str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
                found.setdefault(pk, []).append(words)
    return {pk: join(words).replace(NBSP, " ") for pk, words in found.items()}


def parts_of(rows, parts):
    """Give the rows of each of the models `parts` that belong to rows of one model, as lists that are not empty."""
    relations = {relation.related_model: relation for relation in _pointing_at(type(rows[0]))}
    for model in parts:
        if model in relations:
            pointer = relations[model].field.attname
            found = list(model._base_manager.filter(**{f"{pointer}__in": [row.pk for row in rows]}).order_by("pk"))
            if found:
                yield found


def _pointing_at(model):
    """Give the relations by which rows of other tables point to a model's."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and not relation.concrete:
            yield relation
