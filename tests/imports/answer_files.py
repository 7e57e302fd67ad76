"""Files of answers for tests, and what stands after them."""

from clusters.models import Answer

HEADINGS = "kommune;spor;indikator;svar;uddybning"


def table(*rows, headings=HEADINGS):
    """Give a table of answers as the text of a .csv."""
    return "\n".join([headings, *rows, ""])


def every_answer(round_, value="ja", numbers=("1.1", "1.2"), tracks=("Alkohol", "Stof")):
    """Give a file with the same value in each place of a round's assessments."""
    names = round_.assessments.order_by("pk").values_list("municipality_name", flat=True)
    return table(*(f"{name};{track};{number};{value};" for name in names for track in tracks for number in numbers))


def standing():
    """Give what stands: {(municipality, track, number): (value, elaboration, version)}."""
    rows = Answer.objects.values_list(
        *("track__assessment__municipality_name", "track__name", "indicator__number"),
        *("value", "elaboration", "version"),
    )
    return {row[:3]: row[3:] for row in rows}
