"""Invitations: the only way to become a user."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from misbrug.accounts.invitations import NotInvited, invite
from misbrug.accounts.models import User
from tests.accounts.conftest import NEW_PASSWORD, link_in, log_in, logged_in_as, shown
from tests.factories import NOW, UserFactory

BROKEN = "Invitationen virker ikke længere"


@pytest.fixture
def invited(db):
    """A user who has no password yet."""
    return UserFactory(email="ny@greve.dk", name="Sagsbehandler & leder, Greve", password=None)


def choose(client, link, password=NEW_PASSWORD):
    """Open the invitation and send its form."""
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"password1": password, "password2": password}, follow=True)


def test_the_mail(invited, mailoutbox, settings):
    settings.SITE_URL = "https://misbrug.example"
    invite(invited, at=NOW)
    (mail,) = mailoutbox
    assert mail.to == ["ny@greve.dk"]
    assert mail.subject == "Du er inviteret til Misbrug"
    assert "”Sagsbehandler & leder, Greve”" in mail.body
    assert "i 7\u00a0dage" in mail.body
    assert "https://misbrug.example/konto/invitation/" in mail.body
    invited.refresh_from_db()
    assert invited.invited_at == NOW


def test_the_link_leads_to_where_the_page_is(invited, mailoutbox, rf):
    invite(invited, at=NOW, request=rf.get("/admin/", headers={"host": "localhost"}))
    assert "http://localhost/konto/invitation/" in mailoutbox[0].body


def test_from_the_mail_to_the_start_page(client, invited, mailoutbox):
    invite(invited, at=NOW)
    page = client.get(link_in(mailoutbox[0]), follow=True)
    assert "Velkommen – vælg en adgangskode" in shown(page)
    assert "ny@greve.dk" in shown(page)
    assert "Mindst 12 tegn" in shown(page)
    assert link_in(mailoutbox[0]) not in page.content.decode(), "The secret left the address at once"

    response = choose(client, link_in(mailoutbox[0]))
    assert response.redirect_chain[-1][0] == "/"
    assert "Din adgangskode er gemt, og du er logget ind." in shown(response)
    assert logged_in_as(client) == invited.pk
    client.post("/konto/log-ud/")
    log_in(client, invited.email, NEW_PASSWORD)
    assert logged_in_as(client) == invited.pk


def test_works_once(client, invited, mailoutbox):
    invite(invited, at=NOW)
    choose(client, link_in(mailoutbox[0]))
    client.post("/konto/log-ud/")
    assert BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))
    assert BROKEN in shown(choose(client, link_in(mailoutbox[0]), "En helt anden kode"))
    invited.refresh_from_db()
    assert invited.check_password(NEW_PASSWORD)


def test_a_form_left_open_cannot_be_sent_after_the_link_is_spent(client, invited, mailoutbox):
    invite(invited, at=NOW)
    address = client.get(link_in(mailoutbox[0]), follow=True).redirect_chain[-1][0]
    choose(Client(), link_in(mailoutbox[0]))
    data = {"password1": "En helt anden kode", "password2": "En helt anden kode"}
    assert BROKEN in shown(client.post(address, data))


class SomebodyWasQuicker:
    """A rule for passwords during which somebody else sends the same form: after the link was found to be good."""

    link, done = None, None

    def validate(self, password, user=None):
        cls = type(self)
        if cls.link:
            link, cls.link = cls.link, None
            other = Client()
            cls.done = (shown(choose(other, link, "En helt anden kode")), logged_in_as(other))

    def get_help_text(self):
        return ""


def test_of_two_at_once_one_wins(client, invited, mailoutbox, settings):
    invite(invited, at=NOW)
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.SomebodyWasQuicker"}]
    SomebodyWasQuicker.link = link = link_in(mailoutbox[0])
    text = shown(choose(client, link))
    said, who = SomebodyWasQuicker.done
    assert "Din adgangskode er gemt" in said
    assert who == invited.pk
    assert BROKEN in text
    assert "er gemt" not in text
    assert logged_in_as(client) is None
    invited.refresh_from_db()
    assert invited.check_password("En helt anden kode")


@pytest.mark.parametrize(("days", "works"), [(6.9, True), (7.1, False)])
def test_works_for_a_week(client, invited, mailoutbox, later, days, works):
    invite(invited, at=NOW)
    later(days=days)
    page = client.get(link_in(mailoutbox[0]), follow=True)
    assert (BROKEN in shown(page)) != works
    if not works:
        assert "/konto/glemt-adgangskode/" in page.content.decode(), "The way on is told"


def test_a_new_invitation_takes_the_place_of_the_old(client, invited, mailoutbox):
    invite(invited, at=NOW)
    invite(invited, at=NOW + timedelta(days=1))
    assert BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))
    choose(client, link_in(mailoutbox[1]))
    assert logged_in_as(client) == invited.pk


def test_is_for_one_user(client, invited, mailoutbox):
    other = UserFactory(password=None)
    invite(invited, at=NOW)
    invite(other, at=NOW)
    mine, others = (link_in(mail).strip("/").split("/") for mail in mailoutbox)
    assert BROKEN in shown(client.get(f"/konto/invitation/{others[2]}/{mine[3]}/", follow=True))
    client.get(link_in(mailoutbox[0]))
    assert BROKEN in shown(client.get(f"/konto/invitation/{others[2]}/set-password/"))


def test_a_link_for_a_forgotten_password_is_no_invitation(client, invited, mailoutbox):
    invite(invited, at=NOW)
    client.post("/konto/glemt-adgangskode/", {"email": invited.email})
    uid = link_in(mailoutbox[0]).strip("/").split("/")[2]
    token = link_in(mailoutbox[1]).strip("/").split("/")[-1].split("-", 1)[1]
    assert BROKEN in shown(client.get(f"/konto/invitation/{uid}/{token}/", follow=True))


@pytest.mark.parametrize("path", ["x/y", "MQ/abc-def", "AA/set-password", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5/abc-def"])
def test_made_up_link(client, db, path):
    assert BROKEN in shown(client.get(f"/konto/invitation/{path}/", follow=True))


def test_of_a_user_deactivated_since(client, invited, mailoutbox):
    invite(invited, at=NOW)
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))


def test_opened_while_another_is_logged_in(client, user, invited, mailoutbox):
    """The one with the link is the one who sits there afterwards, and the other's account is untouched."""
    log_in(client, user.email)
    invite(invited, at=NOW)
    choose(client, link_in(mailoutbox[0]))
    assert logged_in_as(client) == invited.pk
    user.refresh_from_db()
    assert not user.check_password(NEW_PASSWORD)


def test_a_poor_password_is_refused(client, invited, mailoutbox):
    invite(invited, at=NOW)
    response = choose(client, link_in(mailoutbox[0]), "kort")
    assert "Den skal have mindst 12 tegn." in shown(response)
    assert logged_in_as(client) is None
    invited.refresh_from_db()
    assert not invited.has_usable_password()


def test_many_tries_at_a_link(client, db):
    answers = [client.post("/konto/invitation/MQ/set-password/").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_who_is_deactivated_is_not_invited(invited, mailoutbox):
    invited.is_active = False
    with pytest.raises(NotInvited, match="er ikke aktiv"):
        invite(invited, at=NOW)
    assert not mailoutbox


def test_who_has_a_password_is_not_invited(invited, mailoutbox):
    invited.last_login = timezone.now()
    with pytest.raises(NotInvited, match="har allerede været logget ind"):
        invite(invited, at=NOW)
    assert not mailoutbox


def test_a_mail_that_was_not_sent_is_no_invitation(invited, dead_mail_server):
    with pytest.raises(NotInvited, match="mailserveren svarer ikke"):
        invite(invited, at=NOW)
    assert invited.invited_at is None
    invited.refresh_from_db()
    assert invited.invited_at is None


# --- manage.py invite -------------------------------------------------------------------------------------


def test_command_invites_the_first_administrator(client, db, mailoutbox, capsys):
    call_command("invite", "Admin@Region.DK", "Administrator, Region Sjælland", "--staff")
    user = User.objects.get()
    assert (user.email, user.name) == ("admin@region.dk", "Administrator, Region Sjælland")
    assert user.is_staff
    assert not user.has_usable_password()
    assert "Invitationen er sendt til admin@region.dk." in capsys.readouterr().out
    choose(client, link_in(mailoutbox[0]))
    assert client.get("/admin/").status_code == 200


def test_command_without_staff_makes_no_administrator(db):
    call_command("invite", "a@faxe.dk", "Sagsbehandler, Faxe")
    assert not User.objects.get().is_staff


def test_command_again_sends_again(db, mailoutbox):
    for _ in range(2):
        call_command("invite", "a@faxe.dk", "Sagsbehandler, Faxe")
    assert User.objects.count() == 1
    assert len(mailoutbox) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ikke-en-email", "Sagsbehandler"], "e-mail"),
        (["a@faxe.dk", "  "], "udfyldes|tomt"),
        (["a@faxe.dk", "Født 010180-1239"], "CPR"),
    ],
)
def test_command_refuses(db, mailoutbox, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("invite", *arguments)
    assert not User.objects.exists()
    assert not mailoutbox


def test_command_changes_no_rights_of_a_user_who_is_there(invited, mailoutbox):
    with pytest.raises(CommandError, match="findes allerede"):
        call_command("invite", invited.email, invited.name, "--staff")
    invited.refresh_from_db()
    assert not invited.is_staff
    assert not mailoutbox


def test_command_says_that_the_mail_did_not_go_out(db, dead_mail_server):
    with pytest.raises(CommandError, match="mailserveren svarer ikke"):
        call_command("invite", "a@faxe.dk", "Sagsbehandler, Faxe")
