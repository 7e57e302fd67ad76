"""Reading a questionnaire against what is stored: the questions of its round and the names of municipalities."""

from clusters.answer_tables.known import Known
from clusters.answer_tables.shapes import understand_questionnaire
from clusters.models import Municipality, Round
from indicators.models import Area, Indicator
from misbrug.tables.book import Book, Understood


def read_questionnaire(book: Book, chosen: dict, round_: Round | None) -> Understood | None:
    """Give the `Understood` of a book that holds questionnaires, None where it does not: 4 queries.

    `chosen` is {folded heading: column name or ""}. Raises UnusableFile for a questionnaire of our own that is made
    for another round.
    """
    slug, name = (round_.slug, round_.name) if round_ else ("", "")
    return understand_questionnaire(book, load_known(round_), chosen, slug, name)


def load_known(round_: Round | None) -> Known:
    """Give what questionnaires of a round can name; without a round, what those of any catalogue can."""
    of_catalogue = {"catalogue": round_.catalogue_id} if round_ else {}
    questions = Indicator.objects.filter(**of_catalogue).order_by("pk").values_list("number", "text")
    areas = Area.objects.filter(**of_catalogue).order_by("catalogue", "order", "slug").values_list("name", flat=True)
    places = []
    for row in Municipality.objects.prefetch_related("aliases").order_by("code"):
        places += [(row.code, name) for name in (row.name, *(alias.name for alias in row.aliases.all()))]
    return Known(tuple(questions), tuple(places), tuple(dict.fromkeys(areas)))
