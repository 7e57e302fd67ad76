"""Users with their roles: a row for each role, nothing taken away, and no administrator made without a question."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from clusters.models import Membership
from indicators.models import Catalogue
from misbrug.accounts.models import User
from misbrug.imports.kinds import KINDS
from misbrug.imports.workflow import Blocked
from misbrug.tables.kind import SKIP
from misbrug.tables.plan import CannotUndo
from misbrug.tables.writing import write
from tests import factories
from tests.imports.pages import upload
from tests.imports.runs import AT, applied, planned, rows_of, undone

pytestmark = pytest.mark.django_db

HEAD = "e-mail;navn;rolle;kommune;klynge;region;område;aktiv\n"
LATER = AT + timedelta(hours=1)


@pytest.fixture
def places():
    """Faxe and Guldborgsund in Klynge Syd, Region Sjælland; the areas of a catalogue."""
    applied(
        "municipalities",
        "kommunekode;navn;region\n320;Faxe;Region Sjælland\n376;Guldborgsund;Region Sjælland\n751;Aarhus;Region Midt",
    )
    applied("clusters", "klynge;kommune\nKlynge Syd;Faxe\nKlynge Syd;Guldborgsund")
    catalogue = Catalogue.objects.create(slug="k", title="K", publisher="KL", year=2012)
    catalogue.areas.create(slug="alkohol", name="Alkohol")


@pytest.fixture
def admin(places):
    """The administrator at work."""
    return factories.UserFactory(email="chef@example.dk", name="Administrator", is_staff=True)


def table(*rows):
    """Give rows as the text of a file."""
    return HEAD + "\n".join(row + ";" * (7 - row.count(";")) for row in rows)


def problems(*rows, actor=None):
    """Give the messages of a plan, and see that each names its cell."""
    _, plan = planned("users", table(*rows), actor=actor)
    assert all(problem.cell for problem in plan.problems())
    return [(problem.column, problem.message) for problem in plan.problems()]


ALL_ROLES = (
    "a@example.dk;Sagsbehandler, Faxe;sagsbehandler;Faxe;;;Alkohol;",
    "b@example.dk;Ansvarlig, Faxe;kommuneansvarlig;320",
    "c@example.dk;Tovholder;klyngetovholder;Guldborgsund;Klynge Syd",
    "d@example.dk;Projektgruppe;projektgruppe;Faxe;;Region Sjælland",
    "d@example.dk;;styregruppe;;;Region Sjælland",
    "e@example.dk;Læser;læser;;;region sjælland",
    "f@example.dk;Ny uden rolle",
)


def test_every_role_comes_in_and_nobody_is_mailed(admin):
    run, done = applied("users", table(*ALL_ROLES), actor=admin)
    assert (done.new, done.changed) == (7, 0)
    assert User.objects.count() == 7
    assert [str(row) for row in Membership.objects.order_by("pk")] == [
        "sagsbehandler, Faxe",
        "kommuneansvarlig, Faxe",
        "klyngetovholder, Klynge Syd",
        "projektgruppe, Region Sjælland",
        "styregruppe, Region Sjælland",
        "læser, Region Sjælland",
    ]
    user = User.objects.get(email="a@example.dk")
    assert (user.has_usable_password(), user.is_staff, user.is_active) == (False, False, True)
    role = user.memberships.get()
    assert (role.area, role.history.get().history_change_reason) == ("alkohol", "Import af fil.csv")
    assert mail.outbox == []
    assert "De nye brugere er ikke inviteret." in run.notes[-1]


def test_invitations_are_offered_only_where_somebody_is_new(client, admin):
    client.force_login(admin)
    page = upload(client, "brugere", table(ALL_ROLES[0]))
    assert [field.name for field in page.context["form"].option_fields()] == ["invite"]
    applied("users", table(ALL_ROLES[0]), actor=admin)
    page = upload(client, "brugere", table(ALL_ROLES[0]))
    assert page.context["form"].option_fields() == []
    page = upload(client, "brugere", table(ALL_ROLES[0].replace("Sagsbehandler, Faxe", "Rettet navn")))
    assert page.context["form"].option_fields() == []


def test_the_same_file_again_changes_nothing(admin):
    applied("users", table(*ALL_ROLES), actor=admin)
    _, plan = planned("users", table(*ALL_ROLES), actor=admin)
    assert plan.counts()["unchanged"] == 7
    assert "Filen ændrer intet: det, den siger, står der allerede." in plan.notes


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_export_comes_back_unchanged(admin, suffix):
    applied("users", table(*ALL_ROLES), actor=admin)
    exported = KINDS["users"].export()
    assert len(exported) == 8
    assert not any("!" in cell for row in exported for cell in row)
    _, plan = planned("users", write(exported, suffix), name=f"brugere{suffix}", actor=admin)
    assert plan.counts() == {"error": 0, "ask": 0, "changed": 0, "new": 0, "unchanged": 8, "unused": 0}


def test_a_role_that_the_file_leaves_out_stays(admin):
    applied("users", table(*ALL_ROLES), actor=admin)
    applied("users", table("a@example.dk;Sagsbehandler, Faxe;sagsbehandler;Guldborgsund"), actor=admin)
    assert User.objects.get(email="a@example.dk").memberships.count() == 2


def test_changes_are_shown_cell_by_cell(admin):
    applied("users", table(*ALL_ROLES), actor=admin)
    _, plan = planned("users", table("a@example.dk;Ny titel;sagsbehandler;Faxe;;;;nej"), actor=admin)
    (row,) = plan.rows
    assert (row.act, row.label) == ("changed", "Sagsbehandler, Faxe")
    changed = {column: cell for column, cell in zip(plan.columns, row.cells, strict=True) if cell[0] is not None}
    assert changed == {
        "Navn": ("Sagsbehandler, Faxe", "Ny titel"),
        "Område": ("Alkohol", ""),
        "Aktiv": ("ja", "nej"),
    }


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("nej;N;læser;;;Region Sjælland", "E-mail", "Skriv hele e-mailen"),
        (";N;læser;;;Region Sjælland", "E-mail", "Skriv hele e-mailen"),
        ("x@example.dk;;læser;;;Region Sjælland", "Navn", "Brugeren er ny. Skriv et navn"),
        ("x@example.dk;N;direktør", "Rolle", "Skriv et af ordene: sagsbehandler"),
        ("x@example.dk;N;sagsbehandler", "Kommune", "Her mangler noget. Rollen sagsbehandler hører til en kommune."),
        ("x@example.dk;N;sagsbehandler;Faxe;Klynge Syd", "Klynge", "Rollen sagsbehandler har ikke nogen klynge."),
        ("x@example.dk;N;klyngetovholder;Faxe", "Klynge", "Rollen klyngetovholder hører til en klynge."),
        ("x@example.dk;N;klyngetovholder;;Klynge Syd;Region Midt", "Region", "Klyngen ligger i Region Sjælland."),
        ("x@example.dk;N;projektgruppe;Faxe", "Region", "Rollen projektgruppe hører til en region."),
        ("x@example.dk;N;læser;;;Region Nord", "Region", "Regionen findes ikke. Der er: Region Midt"),
        ("x@example.dk;N;læser;;;Region Sjælland;Alkohol", "Område", "har ikke noget område. Lad cellen stå tom."),
        ("x@example.dk;N;sagsbehandler;Faxe;;;Hash", "Område", "Området findes ikke. Der er: Alkohol."),
        ("x@example.dk;N;sagsbehandler;Atlantis", "Kommune", "Der findes ingen kommune med det navn."),
        ("x@example.dk;N;;Faxe", "Kommune", "Uden en rolle er der ikke nogen kommune."),
        ("x@example.dk;N;læser;;;Region Sjælland;;måske", "Aktiv", "Skriv ja eller nej."),
        ("x@example.dk;070761-4285;læser;;;Region Sjælland", "Navn", "CPR-nummer"),
        ("chef@example.dk;Administrator;;;;;;nej", "Aktiv", "Du kan ikke fjerne din egen adgang."),
    ],
)
def test_a_wrong_row_says_where_and_what(admin, row, column, message):
    (found,) = problems(row, actor=admin)
    assert found[0] == column
    assert message in found[1]


def test_rows_of_one_user_have_to_agree(admin):
    found = problems(
        "x@example.dk;En;læser;;;Region Sjælland", "X@example.dk;To;styregruppe;;;Region Sjælland", actor=admin
    )
    assert found == [
        ("Navn", "Der står noget andet om samme bruger i række 3. Ret den ene."),
        ("Navn", "Der står noget andet om samme bruger i række 2. Ret den ene."),
    ]


def test_the_same_role_twice_is_refused(admin):
    row = "x@example.dk;En;sagsbehandler;Faxe"
    assert problems(row, row, actor=admin) == [("E-mail", "Det samme står i række 2. Behold den ene.")]
    other = row + ";;;Alkohol"
    assert len(problems(row, other, actor=admin)) == 2


def test_a_near_miss_of_a_municipality_is_asked_about(admin):
    text = table("x@example.dk;En;sagsbehandler;Guldborgssund")
    _, plan = planned("users", text, actor=admin)
    (question,) = plan.questions
    assert (plan.rows[0].act, question.text) == ("ask", "Er ”Guldborgssund” Guldborgsund?")
    with pytest.raises(Blocked):
        applied("users", text, actor=admin)
    _, done = applied("users", text, actor=admin, decisions={question.key: "0376"})
    assert (done.new, Membership.objects.get().municipality.name) == (1, "Guldborgsund")
    assert [row.act for row in planned("users", text, actor=admin, decisions={question.key: "no"})[1].rows] == ["error"]


# Administrators


def test_nobody_becomes_an_administrator_without_an_answer(admin):
    text = table("a@example.dk;Ny chef;administrator", "b@example.dk;Læser;læser;;;Region Sjælland")
    _, plan = planned("users", text, actor=admin)
    assert rows_of(plan) == [("ask", "Ny chef"), ("new", "Læser")]
    assert plan.questions[0].text == "Skal Ny chef (a@example.dk) være administrator?"
    applied("users", text, actor=admin, on_error=SKIP)
    assert not User.objects.filter(email="a@example.dk").exists()
    run, done = applied("users", text, actor=admin, decisions={"administrator:a@example.dk": "yes"})
    assert (done.new, User.objects.get(email="a@example.dk").is_staff) == (1, True)
    undone(run, actor=admin)
    assert not User.objects.filter(email="a@example.dk").exists()


def test_no_means_that_the_row_does_nothing(admin):
    user = factories.UserFactory(email="a@example.dk", name="Ansvarlig")
    text = table("a@example.dk;Ansvarlig;administrator")
    _, done = applied("users", text, actor=admin, decisions={"administrator:a@example.dk": "no"})
    user.refresh_from_db()
    assert ((done.new, done.unchanged), user.is_staff) == ((0, 1), False)


def test_the_door_is_not_shut_to_an_administrator_without_an_answer(admin):
    other = factories.UserFactory(email="a@example.dk", name="Anden", is_staff=True)
    text = table("a@example.dk;Anden;;;;;;nej")
    _, plan = planned("users", text, actor=admin)
    assert plan.questions[0].text == "Skal adgangen lukkes for administratoren Anden (a@example.dk)?"
    applied("users", text, actor=admin, decisions={"access:a@example.dk": "yes"})
    other.refresh_from_db()
    assert (other.is_active, other.is_staff) == (False, True)


# Invitations


def test_new_users_are_invited_where_that_was_asked_for(admin):
    rows = ("a@example.dk;En;læser;;;Region Sjælland", "b@example.dk;To;læser;;;Region Sjælland;;nej")
    run, _ = applied("users", table(*rows), actor=admin, options={"invite": True})
    assert [message.to for message in mail.outbox] == [["a@example.dk"]]
    assert run.notes[-2:] == [
        "1 invitation er sendt.",
        "Brugeren b@example.dk er ikke aktiv og kan derfor ikke inviteres.",
    ]


def test_the_receipt_of_an_undone_import_says_that_the_links_are_dead(admin):
    run, _ = applied("users", table("a@example.dk;En;læser;;;Region Sjælland"), actor=admin, options={"invite": True})
    undone(run, actor=admin)
    run.refresh_from_db()
    assert run.notes[-1] == "Invitationen er sendt, men linket i mailen virker ikke længere."


def test_the_words_of_other_tables_for_a_role_are_read_too(admin):
    _, plan = planned("users", table("a@example.dk;En;tovholder;;Klynge Syd;"), actor=admin)
    assert not any("Skriv et af ordene" in problem.message for problem in plan.problems())


# Undo


def test_undo_takes_back_roles_names_and_users(admin):
    applied("users", table(*ALL_ROLES[:2]), actor=admin)
    before = list(KINDS["users"].export())
    run, _ = applied(
        "users",
        table(
            "a@example.dk;Nyt navn;sagsbehandler;Faxe;;;;nej",
            "a@example.dk;;læser;;;Region Sjælland",
            "x@example.dk;Ny;styregruppe;;;Region Sjælland",
            "y@example.dk;Ny uden rolle",
        ),
        actor=admin,
    )
    result = undone(run, actor=admin, at=LATER)
    assert list(KINDS["users"].export()) == before
    assert not User.objects.filter(email="y@example.dk").exists()
    assert User.objects.get(email="x@example.dk").is_active is False
    assert result.notes == (
        "1 bruger er slettet.",
        "Lukket, men ikke slettet, for historikken nævner dem: x@example.dk.",
    )
    last = Membership.history.order_by("-history_id").first()
    assert (last.history_change_reason, last.history_date) == ("Fortrudt: Import af fil.csv", LATER)


def test_undo_is_refused_where_somebody_has_logged_in_or_changed_a_role(admin):
    run, _ = applied("users", table(*ALL_ROLES[:2]), actor=admin)
    User.objects.filter(email="a@example.dk").update(last_login=LATER)
    role = Membership.objects.get(user__email="b@example.dk")
    role.municipality = role.municipality.__class__.objects.get(code="0376")
    role.save()
    with pytest.raises(CannotUndo) as refused:
        undone(run, actor=admin)
    assert refused.value.messages == (
        "Ansvarlig, Faxe, ”kommuneansvarlig, Guldborgsund”: rollen er rettet siden.",
        "Sagsbehandler, Faxe (a@example.dk) har været logget ind. Luk adgangen under Brugere i stedet.",
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": "Sagsbehandler, Køge"}, "Sagsbehandler, Køge (a@example.dk): ”navn” er rettet siden."),
        ({"is_staff": True}, "Sagsbehandler, Faxe (a@example.dk): ”administrator” er rettet siden."),
        ({"is_active": False}, "Sagsbehandler, Faxe (a@example.dk): ”aktiv” er rettet siden."),
        ({"email": "z@example.dk"}, "Sagsbehandler, Faxe (z@example.dk): ”e-mail” er rettet siden."),
        ({"password": "md5$x$y"}, "Sagsbehandler, Faxe (a@example.dk) har fået en adgangskode siden."),
    ],
)
def test_undo_is_refused_where_somebody_has_changed_a_new_user(admin, changed, message):
    run, _ = applied("users", table(ALL_ROLES[0]), actor=admin)
    User.objects.filter(email="a@example.dk").update(**changed)
    with pytest.raises(CannotUndo) as refused:
        undone(run, actor=admin)
    assert refused.value.messages == (message,)


def test_undo_is_not_refused_for_a_role_that_was_changed_and_set_back(admin):
    run, _ = applied("users", table(ALL_ROLES[0]), actor=admin)
    role = Membership.objects.get()
    for area in ("", role.area):
        role.area = area
        role.save()
    undone(run, actor=admin)
    assert not Membership.objects.exists()


def test_queries_do_not_grow_with_the_rows_of_a_plan(admin, count_queries):
    def plan_of(rows):
        many = (f"u{number}@example.dk;Navn;sagsbehandler;Faxe" for number in range(rows))
        with count_queries() as queries:
            planned("users", table(*many), actor=admin)
        return len(queries)

    assert plan_of(2) == plan_of(40)


@pytest.mark.parametrize(
    ("row", "role"),
    [
        ("a@example.dk;A;Tovholder;;Klynge Syd", "cluster_lead"),
        ("a@example.dk;A;ansvarlig;Faxe", "municipal_lead"),
        ("Lone Hansen <A@example.dk>;A;Sagsbehandler;Faxe", "caseworker"),
    ],
)
def test_what_can_mean_one_thing_only_is_understood(admin, row, role):
    applied("users", table(row), actor=admin)
    assert Membership.objects.get(user__email="a@example.dk").role == role


def test_an_area_that_comes_near_is_asked_about(admin):
    row = "a@example.dk;A;sagsbehandler;Faxe;;;Alkoholl"
    _, plan = planned("users", table(row), actor=admin)
    (question,) = plan.questions
    assert (question.text, question.choices[0]) == ("Er ”Alkoholl” Alkohol?", ("alkohol", "Ja, brug Alkohol"))
    assert problems(row + ";måske", actor=admin)[-1][1] == f"{question.hint} {question.text}"
    _, plan = planned("users", table(row), actor=admin, decisions={question.key: "no"})
    assert [each.message for each in plan.problems()] == ["Området findes ikke. Der er: Alkohol."]
    applied("users", table(row), actor=admin, decisions={question.key: "alkohol"})
    assert Membership.objects.get().area == "alkohol"


def test_who_is_shut_out_is_logged_out(admin):
    """For good: what was open stays closed when the access is given back."""
    applied("users", table("a@example.dk;Sagsbehandler, Faxe;sagsbehandler;Faxe"), actor=admin)
    user, client = User.objects.get(email="a@example.dk"), Client()
    client.force_login(user)
    assert user.sessions.count() == 1
    applied("users", table("a@example.dk;;sagsbehandler;Faxe;;;;nej"), actor=admin)
    assert not user.sessions.exists()


def test_taking_back_logs_out_whom_it_shuts_out(admin):
    applied("users", table("a@example.dk;Sagsbehandler, Faxe;sagsbehandler;Faxe;;;;nej"), actor=admin)
    run, _ = applied("users", table("a@example.dk;;sagsbehandler;Faxe;;;;ja"), actor=admin)
    user, client = User.objects.get(email="a@example.dk"), Client()
    client.force_login(user)
    undone(run, actor=admin)
    user.refresh_from_db()
    assert not user.is_active
    assert not user.sessions.exists()
