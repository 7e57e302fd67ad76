"""`manage.py build_report`: an edition byte for byte, else the draft; what cannot be done is said, with exit code 2."""

import json
import os

import pytest
from django.core.management import call_command

from clusters import workflow
from clusters.models import Edition, Round
from tests.clusters.editions import released_again
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def build(tmp_path, capsys):
    """Run the command; give (exit code, what was written, what was said, the file)."""

    def run(slug="runde", format="json", output=None, **options):
        file = tmp_path / "rapport" if output is None else output
        try:
            call_command("build_report", slug, format=format, output=str(file), **options)
            code = 0
        except SystemExit as left:
            code = left.code
        out, error = capsys.readouterr()
        return code, file.read_bytes() if code == 0 else None, out + error, file

    return run


def test_the_newest_edition_that_stands_is_written_byte_for_byte(build, published):
    first = Edition.objects.get()
    second = released_again(published)
    code, content, said, _ = build()
    assert (code, content) == (0, bytes(second.files.get().content))
    assert "2. udgave, frigivet 2. november 2026, er skrevet til rapport" in said
    assert build(edition="1")[1] == bytes(first.files.get().content)
    workflow.withdraw_edition(second.pk, actor=UserFactory(), at=NOW, reason="En fejl.")
    assert build()[1] == bytes(first.files.get().content)
    assert "trukket tilbage 2. november 2026" in build(edition="2")[2]


def test_without_an_edition_the_draft_is_written(build, processed):
    code, content, said, file = build()
    assert (code, said.split(" er skrevet")[0]) == (0, "Kladden")
    assert json.loads(content)
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"slug": "andet"}, "Der er ingen runde, der hedder ”andet”. Runderne er: runde."),
        ({"format": "odt"}, "Formatet ”odt” findes ikke. Vælg mellem pdf, docx, xlsx, html, json."),
        ({"format": ""}, "Sig, hvilket format det skal være, med --format."),
        ({"edition": "7"}, "Der er ingen 7. udgave af"),
        ({"edition": "x"}, "Der er ingen x. udgave af"),
        ({"edition": "9" * 30}, "udgave af"),
        ({"format": "pdf", "edition": "1"}, "1. udgave har ingen fil i formatet pdf."),
    ],
)
def test_what_is_not_there_is_said(build, published, options, words):
    code, _, said, file = build(**options)
    assert code == 2
    assert words in said
    assert not file.exists()


def test_a_file_that_cannot_be_written_leaves_nothing_behind(build, published, tmp_path):
    (tmp_path / "en-fil").write_text("x")
    for output in (tmp_path / "findes" / "ikke.json", tmp_path, tmp_path / "en-fil" / "x.json"):
        code, _, said, _ = build(output=output)
        assert code == 2
        assert "kan ikke skrives" in said
    assert [row.name for row in tmp_path.iterdir()] == ["en-fil"]


def test_a_round_that_is_not_opened_has_no_report(build, round_):
    planned = {"state": Round.State.PLANNED, "region": round_.region, "catalogue": round_.catalogue}
    Round.objects.create(slug="plan", name="Plan", label="x", **planned)
    assert "Plan er ikke åbnet endnu" in build("plan")[2]
