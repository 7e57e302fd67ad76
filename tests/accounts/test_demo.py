"""The demo's one-click logins, which must not exist anywhere else."""

import pytest
from django.test import Client

from misbrug.accounts import demo
from misbrug.accounts.invitations import NotInvited, invite
from tests.accounts.conftest import NEW_PASSWORD, link_in, log_in, logged_in_as, shown
from tests.factories import NOW, UserFactory


@pytest.fixture
def caseworker(db):
    """A user of the demo."""
    return UserFactory(email=f"sagsbehandler-faxe@{demo.DOMAIN}", name="Sagsbehandler, Faxe", password=demo.PASSWORD)


@pytest.fixture
def in_demo(settings):
    """Switch the demo on."""
    settings.DEMO = True


def enter(client, email, **data):
    """Press a button of the list."""
    return client.post("/konto/demo/", {"email": email, **data})


def test_one_click(client, in_demo, caseworker):
    response = enter(client, caseworker.email)
    assert response["Location"] == "/"
    assert logged_in_as(client) == caseworker.pk


def test_leads_on_to_pages_of_this_site_alone(client, in_demo, caseworker):
    assert enter(client, caseworker.email, next="/klynger/")["Location"] == "/klynger/"
    client.post("/konto/log-ud/")
    assert enter(client, caseworker.email, next="https://evil.example/")["Location"] == "/"


def test_the_shared_password_works_too(client, in_demo, caseworker):
    log_in(client, caseworker.email, demo.PASSWORD)
    assert logged_in_as(client) == caseworker.pk


def test_the_list(client, in_demo, caseworker):
    UserFactory(email=f"ikke-aktiv@{demo.DOMAIN}", name="Tidligere", is_active=False)
    UserFactory(email="rigtig@faxe.dk", name="Rigtig bruger")
    UserFactory(email=f"leder-aarhus@{demo.DOMAIN}", name="Aarhus")
    page = client.get("/konto/log-ind/?next=/klynger/")
    text = shown(page)
    assert "Demo: log ind som" in text
    assert demo.PASSWORD in text
    assert text.index("Sagsbehandler, Faxe") < text.index("Aarhus"), "Danish order: aa is å"
    assert "Tidligere" not in text
    assert "Rigtig bruger" not in text
    assert page.content.decode().count('name="next" value="/klynger/"') == 3


def test_whom_to_begin_with(client, in_demo, caseworker, monkeypatch):
    UserFactory(email=f"leder-aarhus@{demo.DOMAIN}", name="Aarhus")
    UserFactory(email=f"andre@{demo.DOMAIN}", name="Andre")
    suggested = {"findes-ikke": "ingen", "leder-aarhus": "indsender", "sagsbehandler-faxe": "udfylder"}
    monkeypatch.setattr(demo, "SUGGESTED", suggested)
    text = shown(client.get("/konto/log-ind/"))
    order = ["Aarhus indsender", "Sagsbehandler, Faxe udfylder", "Vis de andre 1 brugere", "Andre"]
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)
    assert "ingen" not in text


def test_changing_user(client, in_demo, caseworker):
    lead = UserFactory(email=f"leder-faxe@{demo.DOMAIN}", name="Kommuneansvarlig, Faxe")
    enter(client, caseworker.email)
    text = shown(client.get("/konto/"))
    assert "Demo: skift bruger" in text
    assert "Det er dig" in text
    enter(client, lead.email)
    assert logged_in_as(client) == lead.pk


def test_no_list_and_no_way_in_outside_a_demo(client, caseworker):
    for path in ("/konto/log-ind/", "/konto/"):
        text = shown(client.get(path, follow=True))
        assert "Demo" not in text
        assert demo.PASSWORD not in text
    assert enter(client, caseworker.email).status_code == 404
    assert logged_in_as(client) is None


@pytest.mark.parametrize("email", ["rigtig@faxe.dk", f"x@sub.{demo.DOMAIN}.dk", f"\x00@{demo.DOMAIN}", "", None])
def test_nobody_but_the_demos_users(client, in_demo, caseworker, email):
    UserFactory(email="rigtig@faxe.dk", is_staff=True)
    response = client.post("/konto/demo/", {} if email is None else {"email": email})
    assert response.status_code == 404
    assert logged_in_as(client) is None


def test_not_a_deactivated_user(client, in_demo, caseworker):
    caseworker.is_active = False
    caseworker.save()
    assert enter(client, caseworker.email).status_code == 404


def test_only_by_a_button_of_our_own_page(in_demo, caseworker):
    client = Client(enforce_csrf_checks=True)
    assert enter(client, caseworker.email).status_code == 403
    assert client.get("/konto/demo/", {"email": caseworker.email}).status_code == 405
    assert logged_in_as(client) is None


def test_login_page_asks_the_database_once(client, in_demo, caseworker, count_queries):
    for number in range(20):
        UserFactory(email=f"bruger{number}@{demo.DOMAIN}")
    with count_queries(at_most=1):
        client.get("/konto/log-ind/")


# --- Where there is no demo -------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", [demo.DOMAIN, demo.DOMAIN.upper()])
def test_the_published_password_opens_nothing(client, caseworker, domain):
    response = log_in(client, f"sagsbehandler-faxe@{domain}", demo.PASSWORD)
    assert logged_in_as(client) is None
    assert response["Location"] == "/konto/lukket/"
    script = Client(headers={"accept": "application/json"})
    assert log_in(script, caseworker.email, demo.PASSWORD).status_code == 400
    assert logged_in_as(script) is None


def test_no_link_chooses_another_password(client, settings, caseworker, mailoutbox):
    client.post("/konto/glemt-adgangskode/", {"email": caseworker.email})
    assert mailoutbox == []
    with pytest.raises(NotInvited, match="hører til demoen"):
        invite(caseworker, at=NOW)
    assert mailoutbox == []


def test_a_link_of_the_time_of_the_demo_is_spent(client, settings, caseworker, mailoutbox):
    settings.DEMO = True
    invite(caseworker, at=NOW)
    client.post("/konto/glemt-adgangskode/", {"email": caseworker.email})
    links = [link_in(mail) for mail in mailoutbox]
    assert len(links) == 2
    settings.DEMO = False
    for link in links:
        page = client.get(link, follow=True)
        assert "virker ikke længere" in shown(page)
        client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        assert logged_in_as(client) is None
    caseworker.refresh_from_db()
    assert caseworker.check_password(demo.PASSWORD)
