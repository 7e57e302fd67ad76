"""The two commands: exit codes, what they print, and that wrong files of any kind change nothing."""

import json
import os
import random
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from clusters.loading import DATA as PLACES
from clusters.models import Cluster, ClusterMembership, Municipality, PopulationFigure, Region
from indicators.loading import DATA, SHIPPED
from indicators.models import Area, Catalogue, Indicator, Recommendation
from misbrug.imports.kinds import CATALOGUE
from misbrug.imports.kinds import KINDS as ALL
from misbrug.imports.kinds import STRATEGY as STRATEGIES
from misbrug.imports.models import Heading, ImportRun
from strategies.models import ActionPlan, Activity, FocusArea, Prerequisite, ProgressNote
from tests import strategies as make
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db

FILES = {
    "municipalities": PLACES / "kommuner.csv",
    "populations": PLACES / "kommuner.csv",
    "clusters": PLACES / "klynger-region-sjaelland.csv",
    "recommendations": DATA / SHIPPED / "anbefalinger.csv",
    "indicators": DATA / SHIPPED / "indikatorer.csv",
    "supplementary": DATA / SHIPPED / "supplerende.csv",
    "activities": Path(__file__).parent.parent / "strategies" / "data" / "koebenhavn-aktiviteter.csv",
}
MODELS = (
    *(Region, Municipality, PopulationFigure, Cluster, ClusterMembership, Catalogue, Area, Recommendation),
    *(FocusArea, ActionPlan, Activity, Prerequisite, ProgressNote),
)
STRATEGY = "misbrugsplan"
KINDS = {slug: ALL[slug] for slug in FILES}


@pytest.fixture
def run(capsys):
    """Run a command and give (exit code, standard output, standard error)."""

    def run(*arguments):
        code = 0
        try:
            call_command(*(str(argument) for argument in arguments))
        except SystemExit as left:
            code = left.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture(scope="class")
def all_that_comes(django_db_setup, django_db_blocker):
    """Import everything that comes with the product, by the command alone, once for a class; gives the catalogue."""
    with django_db_blocker.unblock(), transaction.atomic():
        draft = Catalogue.objects.create(slug="kladde", title="Kladde", publisher="KL", year=2012)
        for slug in ("alkohol", "stof", "unge"):
            draft.areas.create(slug=slug, name=slug.title())
        for kind, declared in KINDS.items():
            if kind == "activities":
                make.strategy(Municipality.objects.get(code="0101"), slug=STRATEGY)
            # Leaves by SystemExit where anything is wrong with a file.
            call_command("import_data", kind, str(FILES[kind]), *target(declared), stdout=StringIO())
        yield draft
        transaction.set_rollback(True)


@pytest.fixture
def everything(all_that_comes, db):
    """Have everything that comes with the product in the database; gives the catalogue."""
    return all_that_comes


def target(kind):
    """Give the arguments that say what a kind goes into."""
    return {None: [], CATALOGUE: ["--into", "kladde"], STRATEGIES: ["--into", STRATEGY]}[kind.target]


def stored():
    """Give all that is stored."""
    models = (*MODELS, Indicator, Indicator.areas.through)
    return [list(model._base_manager.order_by("pk").values()) for model in models]


@pytest.fixture
def table(tmp_path):
    """Write a file and give its path."""

    def table(text, name="fil.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return table


def mutations(data, kind, count):
    """Give damaged versions of a file: bytes, cells and rows lost, doubled and swapped. Always the same ones."""
    chance = random.Random(kind)
    junk = ["", "x", "-1", "9" * 40, "1e999", "=1+1", "|", "ja|nej", "Å" * 600, "\x00", "2020-13-45", "æ;ø", '"']
    for _ in range(count):
        lines = data.decode().splitlines()
        act, place = chance.randrange(5), chance.randrange(len(lines))
        if act == 0:
            yield data[: chance.randrange(len(data))]
        elif act == 1:
            spot = chance.randrange(len(data))
            yield data[:spot] + bytes([chance.randrange(256)]) + data[spot + 1 :]
        else:
            cells = lines[place].split(";")
            if act == 2:
                cells[chance.randrange(len(cells))] = chance.choice(junk)
            elif act == 3:
                chance.shuffle(cells)
            else:
                lines.insert(place, chance.choice(lines))
            lines[place + (act == 4)] = ";".join(cells)
            yield "\n".join(lines).encode()


class TestWithAllThatComes:
    """What all that comes with the product is needed for; a class, so that it is imported once."""

    def test_all_that_comes_with_the_product_goes_in_by_the_command(self, everything):
        assert Municipality.objects.count() == PopulationFigure.objects.count() == 98
        assert ClusterMembership.objects.count() == 17
        assert everything.recommendations.count() == 12
        assert everything.indicators.count() == 15 + 18
        assert Activity.objects.filter(strategy__slug=STRATEGY).count() == 25

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    def test_export_and_import_change_nothing(self, everything, run, tmp_path, suffix):
        before = stored()
        for kind, declared in KINDS.items():
            into = target(declared)
            path = tmp_path / f"{kind}{suffix}"
            code, out, _ = run("export_data", kind, path, *into)
            assert (code, path.name in out) == (0, True)
            code, out, error = run("import_data", kind, path, *into)
            assert (code, error) == (0, "")
            assert out.startswith("0 nye, 0 ændrede og ")
            assert out.endswith("Filen ændrede intet.\n")
        assert stored() == before

    def test_damaged_files_give_a_message_and_change_all_or_nothing(self, everything, run, table):
        """Few: what the files themselves can do wrong, tests/imports/test_mutations.py tries with hundreds."""
        codes = set()
        for kind, declared in KINDS.items():
            into = target(declared)
            for number, damaged in enumerate(mutations(FILES[kind].read_bytes(), kind, 3)):
                before = stored()
                code, out, error = run("import_data", kind, table(damaged, f"{number}.csv"), *into)
                codes.add(code)
                if code:
                    assert stored() == before
                    assert error
                else:
                    assert out
        assert codes == {0, 1, 2}


def test_a_good_file_says_what_it_did(run, table):
    path = table("kommunekode;navn;region;farve\n376;Guldborgsund;Region Sjælland;blå\n")
    code, out, error = run("import_data", "municipalities", path)
    assert (code, error) == (0, "")
    assert out.startswith("Bruges ikke: farve.\nNy region: Region Sjælland.\n1 ny, 0 ændrede og 0 uændrede. Gemt.")


def test_a_dry_run_stores_nothing(run, table):
    path = table("kommunekode;navn;region\n376;Guldborgsund;Region Sjælland")
    code, out, _ = run("import_data", "municipalities", path, "--dry-run")
    assert code == 0
    assert "Det var en prøve: intet er gemt." in out
    assert not Municipality.objects.exists()
    assert not Region.objects.exists()


def test_rows_with_errors_give_1_and_store_nothing_unless_they_are_skipped(run, table):
    path = table("kommunekode;navn;region\n376;Guldborgsund;Region Sjælland\nx;Faxe;Region Sjælland")
    code, out, error = run("import_data", "municipalities", path)
    assert (code, Municipality.objects.count()) == (1, 0)
    assert error.startswith("Række 3, Kommunekode: ”x”. Skriv kommunekoden")
    assert "Intet er gemt." in out
    code, out, _ = run("import_data", "municipalities", path, "--on-error", "skip")
    assert (code, Municipality.objects.count()) == (1, 1)
    assert "Rækkerne uden fejl er gemt." in out


def test_the_report_as_json(run, table):
    path = table("kommunekode;navn;region\nx;Faxe;Region Sjælland")
    code, out, error = run("import_data", "municipalities", path, "--json")
    report = json.loads(out)
    assert (code, error) == (1, "")
    assert (report["kind"], report["new"], report["stored"], report["unusable"]) == ("municipalities", 0, False, False)
    assert [(each["row"], each["column"], each["value"]) for each in report["problems"]] == [(2, "Kommunekode", "x")]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("svar", "fil.csv"), "Slagsen ”svar” findes ikke. Vælg en af: municipalities"),
        (("indicators", "fil.csv"), "Angiv kataloget med --into KORTNAVN. Der er: lille."),
        (("activities", "fil.csv"), "Angiv strategien med --into KORTNAVN. Der er: ingen endnu."),
        (("activities", "fil.csv", "--into", "lille"), "Strategien ”lille” findes ikke."),
        (("indicators", "fil.csv", "--into", "andet"), "Kataloget ”andet” findes ikke. Der er: lille."),
        (("clusters", "fil.csv", "--into", "lille"), "Udelad --into."),
        (("clusters", "fil.csv", "--on-error", "giv-op"), "--on-error skal være stop eller skip."),
        (("clusters", "findes-ikke.csv"), "Filen findes-ikke.csv kan ikke åbnes."),
        (("clusters", "fil.txt"), "kan ikke"),
    ],
)
def test_what_cannot_be_used_gives_2_and_says_why(run, arguments, word):
    small_catalogue()
    before = stored()
    code, _, error = run("import_data", *arguments)
    assert (code, stored()) == (2, before)
    assert word in error


@pytest.mark.parametrize("content", ["", "navn\n", "klynge;kommune\n\x00", b"\xff\xfe\x00"])
def test_a_file_without_a_table_gives_2_or_says_there_was_nothing(run, table, content):
    code, out, _ = run("import_data", "clusters", table(content))
    assert code == 2 or "Filen har ingen rækker under sine overskrifter." in out
    assert not Cluster.objects.exists()


def test_a_published_catalogue_is_refused(run, table):
    small_catalogue()
    code, _, error = run("import_data", "recommendations", table("nummer;titel\n1;Ny"), "--into", "lille")
    assert code == 1
    assert "er offentliggjort og kan ikke ændres. Lav en ny version af det, og ret den." in error


def test_an_export_is_for_its_owner_alone(run, tmp_path):
    file = tmp_path / "brugere.csv"
    file.touch(0o644)
    assert run("export_data", "users", file)[0] == 0
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_exported_gives_2(run, tmp_path):
    assert run("export_data", "clusters", tmp_path / "fil.pdf")[0] == 2
    assert run("export_data", "clusters", tmp_path / "ingen-mappe" / "fil.csv")[0] == 2
    assert run("export_data", "indicators", tmp_path / "fil.csv")[0] == 2


# Runs, questions and readings

PLACES_TEXT = "kommunekode;navn;region\n376;Guldborgsund;Region Sjælland\n320;Faxe;Region Sjælland"


def test_an_import_is_kept_as_a_run_and_can_be_taken_back_by_its_number(run, table):
    code, out, _ = run("import_data", "municipalities", table(PLACES_TEXT))
    kept = ImportRun.objects.get()
    assert (code, kept.state, kept.maker_name) == (0, "applied", "Kommandoen import_data")
    assert f"manage.py undo_import {kept.pk}" in out
    code, out, error = run("undo_import", kept.pk)
    assert (code, error) == (0, "")
    assert out == "2 nye rækker er slettet.\nImporten er fortrudt.\n"
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("undo_import",), "Der mangler RUN. Se manage.py undo_import --help. Intet er ændret."),
        (("forget_import_files", "--days", "3"), "Kommandoen kender ikke --days 3. Se manage.py forget_import_files"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_in_danish(run, arguments, says):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert refused.value.returncode == 2
    assert str(refused.value).startswith(says)


def test_what_cannot_be_taken_back_gives_1_and_says_why(run, table):
    no_number = "”abc” er ikke nummeret på en import. Skriv det med cifre.\nIntet er ændret.\n"
    assert run("undo_import", "abc") == (2, "", no_number)
    assert run("undo_import", 7)[::2] == (1, "Der er ingen import med nummer 7.\nIntet er ændret.\n")
    run("import_data", "municipalities", table(PLACES_TEXT))
    Municipality.objects.filter(code="0320").update(name="Fakse")
    code, _, error = run("undo_import", ImportRun.objects.get().pk)
    assert code == 1
    assert error == "Faxe, Navn: der står nu ”Fakse”. Importen skrev ”Faxe”.\nIntet er ændret.\n"
    assert Municipality.objects.count() == 2


def test_a_dry_run_keeps_no_run_and_no_heading(run, table):
    path = table(PLACES_TEXT.replace("navn", "hvad den hedder"))
    code, out, _ = run("import_data", "municipalities", path, "--dry-run", "--map", "hvad den hedder=navn")
    assert code == 0
    assert "2 nye" in out
    assert not ImportRun.objects.exists()
    assert not Heading.objects.exists()


def test_a_heading_can_be_explained(run, table):
    path = table(PLACES_TEXT.replace("navn", "hvad den hedder"))
    assert run("import_data", "municipalities", path)[0] == 2
    assert run("import_data", "municipalities", path, "--map", "hvad den hedder=navn")[0] == 0
    assert run("import_data", "municipalities", path)[0] == 0
    assert Municipality.objects.count() == 2


def test_a_question_is_shown_with_how_to_answer_it(run, table):
    run("import_data", "municipalities", table(PLACES_TEXT))
    path = table("kommunekode;indbyggertal;opgjort\nGuldborgssund;60722;2020-01-01")
    code, out, error = run("import_data", "populations", path)
    assert (code, PopulationFigure.objects.count()) == (1, 0)
    assert "Er ”Guldborgssund” Guldborgsund? Række 2." in error
    assert "--decide 'municipality:guldborgssund=0376'" in error
    assert "1 række med spørgsmål" in out
    code, _, _ = run("import_data", "populations", path, "--decide", "municipality:guldborgssund=0376")
    assert (code, PopulationFigure.objects.get().municipality.name) == (0, "Guldborgsund")


def test_questions_in_the_report_as_json(run, table):
    run("import_data", "municipalities", table(PLACES_TEXT))
    path = table("kommunekode;indbyggertal;opgjort\nGuldborgssund;60722;2020-01-01")
    code, out, _ = run("import_data", "populations", path, "--json")
    report = json.loads(out)
    assert (code, report["stored"], report["problems"]) == (1, False, [])
    assert report["questions"][0]["key"] == "municipality:guldborgssund"
    assert ImportRun.objects.get(pk=report["run"]).state == "planned"


def test_the_reading_can_be_said(run, table):
    path = table(PLACES_TEXT.replace(";", "\t").encode("cp1252"))
    code, out, _ = run("import_data", "municipalities", path, "--encoding", "cp1252", "--separator", "tab")
    assert (code, Region.objects.get().name) == (0, "Region Sjælland")
    assert "2 nye" in out
    for wrong in (
        ("--encoding", "ebcdic"),
        ("--separator", "x"),
        ("--decimal", "!"),
        ("--map", "x"),
        ("--decide", "x"),
    ):
        assert run("import_data", "municipalities", path, *wrong)[0] == 2


@pytest.mark.parametrize(
    "argument", [("--decide", "070761-4285=file"), ("--map", "070761-4285=navn"), ("--submit-reason", "Se 070761-4285")]
)
def test_no_cpr_number_of_the_command_line_is_kept_or_repeated(run, table, argument):
    code, out, error = run("import_data", "municipalities", table(PLACES_TEXT), *argument)
    assert (code, Municipality.objects.exists(), Heading.objects.exists()) == (2, False, False)
    assert "070761" not in out + error
    (kept,) = ImportRun.objects.all()
    assert (kept.state, kept.file, kept.decisions, kept.mapping, kept.options) == ("dropped", None, {}, {}, {})


def test_an_answer_to_nothing_is_named(run, table):
    code, out, _ = run("import_data", "municipalities", table(PLACES_TEXT), "--decide", "noget=ja")
    assert code == 0
    assert "”noget”" in out
    assert ImportRun.objects.get().decisions == {}


def test_a_file_that_cannot_be_used_leaves_no_file_behind(run, table):
    code, _, error = run("import_data", "municipalities", table("a;b\n1;2"))
    assert code == 2
    assert "Intet er gemt." in error
    assert not ImportRun.objects.filter(file__isnull=False).exists()


def test_files_are_forgotten_by_a_command(run, table):
    run("import_data", "municipalities", table(PLACES_TEXT))
    assert run("forget_import_files")[1] == "0 filer er glemt.\n"
    ImportRun.objects.update(file_until=timezone.now())
    assert run("forget_import_files")[1] == "1 fil er glemt.\n"
    assert ImportRun.objects.get().file is None
