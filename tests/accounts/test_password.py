"""Forgotten, new and changed passwords."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from misbrug.accounts import passwords
from misbrug.accounts.models import User
from tests.accounts.conftest import NEW_PASSWORD, link_in, log_in, logged_in_as, shown
from tests.factories import PASSWORD, UserFactory

BROKEN = "Linket virker ikke længere"


def ask(client, email):
    """Send the form of "Glemt adgangskode"."""
    return client.post("/konto/glemt-adgangskode/", {"email": email}, follow=True)


def choose(client, link, first=NEW_PASSWORD, second=None):
    """Open a link to choose a password and send its form."""
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"password1": first, "password2": second or first}, follow=True)


def test_forgotten_from_beginning_to_end(client, user, mailoutbox):
    response = ask(client, "SAGSBEHANDLER@faxe.dk")
    assert response.redirect_chain == [("/konto/glemt-adgangskode/sendt/", 302)]
    (mail,) = mailoutbox
    assert mail.to == [user.email]
    assert mail.subject == "Vælg en ny adgangskode til Misbrug"
    assert "i 24\u00a0timer" in mail.body

    page = client.get(link_in(mail), follow=True)
    assert "Vælg en ny adgangskode" in shown(page)
    assert link_in(mail) not in page.content.decode(), "The secret left the address at once"
    response = choose(client, link_in(mail))
    assert response.redirect_chain == [("/konto/glemt-adgangskode/klar/", 302)]
    assert "Din adgangskode er ændret." in shown(response)
    assert mailoutbox[1].subject == "Din adgangskode til Misbrug er ændret"

    log_in(client, user.email, PASSWORD)
    assert logged_in_as(client) is None
    log_in(client, user.email, NEW_PASSWORD)
    assert logged_in_as(client) == user.pk


@pytest.mark.parametrize("change", ["nobody", "deactivated"])
def test_who_has_an_account_cannot_be_found_out(client, user, mailoutbox, change):
    known = ask(client, user.email)
    if change == "deactivated":
        User.objects.update(is_active=False)
        unknown = ask(client, user.email)
    else:
        unknown = ask(client, "ukendt@faxe.dk")
    assert len(mailoutbox) == 1
    assert unknown.redirect_chain == known.redirect_chain
    assert shown(unknown) == shown(known)


def test_a_mail_server_that_is_down_tells_nothing_either(client, user, dead_mail_server, caplog):
    known, unknown = ask(client, user.email), ask(client, "ukendt@faxe.dk")
    assert known.status_code == 200
    assert shown(known) == shown(unknown)
    assert "could not be sent: ConnectionRefusedError" in caplog.text
    assert user.email not in caplog.text


def test_an_invited_user_may_ask_for_a_link_too(client, db, mailoutbox):
    invited = UserFactory(password=None)
    ask(client, invited.email)
    choose(client, link_in(mailoutbox[0]))
    log_in(client, invited.email, NEW_PASSWORD)
    assert logged_in_as(client) == invited.pk


def test_form_without_email(client, db):
    assert "Skriv din e-mail." in shown(ask(client, ""))


def test_many_requests_for_one_email(client, user, mailoutbox):
    answers = [ask(client, user.email).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert len(mailoutbox) == 5


def test_link_works_once(client, user, mailoutbox):
    ask(client, user.email)
    choose(client, link_in(mailoutbox[0]))
    assert BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))
    assert BROKEN in shown(choose(client, link_in(mailoutbox[0]), "En helt anden kode"))
    log_in(client, user.email, NEW_PASSWORD)
    assert logged_in_as(client) == user.pk


@pytest.mark.parametrize(("hours", "works"), [(23, True), (25, False)])
def test_link_works_for_a_day(client, user, mailoutbox, later, hours, works):
    ask(client, user.email)
    later(hours=hours)
    assert (BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))) != works


def test_link_is_for_one_user(client, user, mailoutbox):
    other = UserFactory()
    ask(client, user.email)
    ask(client, other.email)
    mine, others = (link_in(mail).rstrip("/").split("/")[-1] for mail in mailoutbox)
    mixed = others.split("-", 1)[0] + "-" + mine.split("-", 1)[1]
    assert BROKEN in shown(client.get(f"/konto/glemt-adgangskode/ny/{mixed}/", follow=True))


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzzz-abc", "1-x-y", "1-set-password", "1-æ%00"])
def test_made_up_link(client, user, key):
    assert BROKEN in shown(client.get(f"/konto/glemt-adgangskode/ny/{key}/", follow=True))


def test_link_of_a_user_deactivated_since(client, user, mailoutbox):
    ask(client, user.email)
    User.objects.update(is_active=False)
    assert BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))


def test_link_is_void_once_the_email_is_corrected(client, user, mailoutbox):
    """And the old address opens nothing any more: no second table remembers it."""
    ask(client, user.email)
    User.objects.update(email="ny@faxe.dk")
    assert BROKEN in shown(client.get(link_in(mailoutbox[0]), follow=True))
    log_in(client, "sagsbehandler@faxe.dk")
    assert logged_in_as(client) is None
    ask(client, "sagsbehandler@faxe.dk")
    assert len(mailoutbox) == 1
    assert not EmailAddress.objects.exists()


def test_a_new_password_lets_a_locked_out_user_in(client, user, mailoutbox):
    for _ in range(6):
        log_in(client, user.email, "forkert-adgangskode")
    ask(client, user.email)
    choose(client, link_in(mailoutbox[0]))
    log_in(client, user.email, NEW_PASSWORD)
    assert logged_in_as(client) == user.pk


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("", "", "Skriv en ny adgangskode."),
        ("kort", "kort", "Den skal have mindst 12 tegn."),
        (NEW_PASSWORD, "noget helt andet", "De to adgangskoder er ikke ens."),
        ("123456789012", "123456789012", "Adgangskoden må ikke kun bestå af tal."),
        ("Sagsbehandler!", "Sagsbehandler!", "ligner dit navn eller din e-mail"),
    ],
)
def test_a_poor_password_is_refused_where_it_stands(client, user, mailoutbox, first, second, message):
    ask(client, user.email)
    response = choose(client, link_in(mailoutbox[0]), first, second)
    assert shown(response).count(message) == 2, "In the summary and at the field"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password", ["Sommerferie2026", "kodeord-12345", "--december--24", "PASSWORD123!!!!", "Misbrug-2026-2026"]
)
def test_words_that_are_tried_first(password):
    with pytest.raises(ValidationError, match="for let at gætte"):
        passwords.Uncommon().validate(password)


@pytest.mark.parametrize("password", [NEW_PASSWORD, "sommerfugl og kaffe", "juli-pære-42-tog", "æøåæøåæøåæøx"])
def test_words_that_are_not(password):
    passwords.Uncommon().validate(password)


def test_the_rules_are_told_beforehand(client, user):
    client.force_login(user)
    text = shown(client.get("/konto/skift-adgangskode/"))
    assert "Mindst 12 tegn" in text
    assert "ikke ligne dit navn eller din e-mail" in text


def change(client, old=PASSWORD, new=NEW_PASSWORD):
    """Send the form of "Skift adgangskode"."""
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/konto/skift-adgangskode/", data, follow=True)


def test_change(client, user, mailoutbox):
    from django.test import Client

    elsewhere = Client()
    log_in(elsewhere, user.email)
    log_in(client, user.email)
    response = change(client)
    assert response.redirect_chain == [("/konto/", 302)]
    assert "Din adgangskode er ændret." in shown(response)
    assert client.get("/konto/").status_code == 200, "Still logged in here"
    assert elsewhere.get("/konto/").status_code == 302, "Logged out elsewhere"
    assert "blev ændret" in mailoutbox[0].body
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_change_needs_the_old_one(client, user):
    client.force_login(user)
    assert "Det er ikke den adgangskode, du har nu." in shown(change(client, old="forkert"))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_change_while_the_mail_server_is_down(client, user, dead_mail_server):
    client.force_login(user)
    assert "Din adgangskode er ændret." in shown(change(client))


def test_change_is_for_who_is_logged_in(client, db):
    assert client.get("/konto/skift-adgangskode/")["Location"].startswith("/konto/log-ind/?next=")


def test_change_without_a_password_to_change(client, db):
    client.force_login(UserFactory(password=None))
    assert client.get("/konto/skift-adgangskode/")["Location"] == "/konto/glemt-adgangskode/"


def test_guessing_the_old_password(client, user):
    client.force_login(user)
    assert [change(client, old="forkert").status_code for _ in range(6)] == [200] * 5 + [429]
