"""What leans on a stored row, so that deleting it would take something along that is not its own."""

from django.db.models import DO_NOTHING

from misbrug.text.danish import NBSP, amount, join


def leaning_on(row, parts=()):
    """Give in Danish words what points to a row ("1 selvvurdering og 3 indbyggertal"), "" where nothing does.

    `parts` are models of rows that belong to it and go with it; its own choices among other rows count as parts too.
    """
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created or relation.concrete:
            continue
        model = relation.related_model
        # History points without a constraint and outlives its row.
        if relation.on_delete is DO_NOTHING or model in parts or model._meta.auto_created is type(row):
            continue
        count = model._base_manager.filter(**{relation.field.name: row}).count()
        if count:
            found.append(amount(count, str(model._meta.verbose_name), str(model._meta.verbose_name_plural)))
    return join(found).replace(NBSP, " ")
