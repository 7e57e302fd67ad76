"""What check_data finds in reports and editions when a row was changed behind the application's back."""

import pytest
from django.db import connection

from clusters import report_checks
from clusters.models import Edition, EditionFile, Sealed, StatusReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


def write(sql, *values):
    """Change the database as no page could."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def breaches():
    """What the checks of reports find."""
    return [breach for check in report_checks.CHECKS for breach in check()]


def test_a_released_report_breaks_no_rule():
    assert not breaches()


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE clusters_edition SET facts = replace(facts, 'ja', 'nej')", "indholdet er ikke det"),
        ("UPDATE clusters_edition SET record = '[]'", "indholdet er ikke det"),
        ("UPDATE clusters_edition SET number = 2", "udgaverne er ikke nummereret fra 1"),
        ("UPDATE clusters_statusreport SET published_at = NULL, state = 'draft'", "tidspunktet for offentliggørelsen"),
        ("UPDATE clusters_statusreport SET state = 'steering'", "tilstanden passer ikke med hændelserne"),
    ],
)
def test_what_was_changed_by_hand_is_found(sql, found):
    write(sql)
    assert any(found in breach for breach in breaches())


def test_a_changed_file_is_found():
    write("UPDATE clusters_editionfile SET content = %s", b"noget andet")
    assert any("filen er ikke den, der blev forseglet" in breach for breach in breaches())


def test_an_edition_cannot_be_changed_or_deleted():
    edition = Edition.objects.get()
    for change in (
        lambda: edition.save(),
        lambda: edition.save(update_fields=["facts"]),
        lambda: Edition.objects.update(facts=""),
        lambda: Edition.objects.all().delete(),
        lambda: edition.delete(),
        lambda: EditionFile.objects.all().delete(),
        lambda: EditionFile.objects.update(content=b""),
    ):
        with pytest.raises(Sealed):
            change()
    assert StatusReport.objects.get().is_released
