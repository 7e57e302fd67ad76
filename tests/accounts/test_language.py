"""Every page and e-mail of the accounts is Danish throughout: nothing of what the packages bring shows in English."""

import re

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, get_resolver, reverse

from misbrug.accounts import sso_urls, urls
from misbrug.accounts.second_factor_reset import reset_second_factor
from tests.accounts.conftest import NEW_PASSWORD, link_in, log_in, shown
from tests.accounts.second_factors import code_of, give_second_factor
from tests.factories import PASSWORD, UserFactory

ENGLISH = re.compile(
    r"\b(the|your|you|please|password|passwords|email|e-mail address|username|sign|login|logout|log in|log out|forgot|"
    r"reset|change|remember|submit|invalid|error|required|account|user|users|field|already|not|this|with|delete|save|"
    r"add|none|true|false|yes|no|history|view|select|action|search)\b",
    re.IGNORECASE,
)
# Danish words that are written like English ones, and names.
DANISH = re.compile(r"\bfor\b|\bLog ind\b|\bLog ud\b")
ATTRIBUTES = re.compile(r"\b(?:title|aria-label|placeholder|alt|value)=\"([^\"]+)\"")


def english_in(response):
    """The English words of a page: of its text, its title and the attributes that are read aloud or shown."""
    html = response.content.decode()
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL).group(1)
    attributes = [text for text in ATTRIBUTES.findall(html) if " " in text or text.istitle()]
    text = DANISH.sub(" ", " ".join([shown(response), title, *attributes]))
    return sorted({word.lower() for word in ENGLISH.findall(text)})


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_pages_for_strangers(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert english_in(response) == []


@pytest.mark.parametrize(
    "name",
    [
        *("account_overview", "account_change_password", "account_logout", "account_sessions"),
        *("account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_generate_recovery_codes"),
    ],
)
def test_pages_for_users(client, administrator, name):
    log_in(client, administrator.email)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert english_in(response) == []


def test_pages_of_the_second_factor(client, administrator, settings):
    secret = give_second_factor(administrator)
    log_in(client, administrator.email)
    step = reverse("mfa_authenticate")
    assert english_in(client.get(step)) == []
    assert english_in(client.post(step, {"code": "000000"})) == []
    client.post(step, {"code": code_of(secret)})
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"):
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert english_in(response) == [], name
    assert ENGLISH.findall(client.get(reverse("mfa_download_recovery_codes")).content.decode()) == []
    settings.SECOND_FACTOR = "all"
    assert english_in(client.get(reverse("mfa_deactivate_totp"))) == []


def test_mails_of_the_second_factor(client, transactional_db, administrator, mailoutbox):
    log_in(client, administrator.email)
    secret = "".join(client.get(reverse("mfa_activate_totp")).context["groups"])
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    give_second_factor(administrator)
    reset_second_factor(administrator)
    assert len(mailoutbox) == 4
    for mail in mailoutbox:
        assert ENGLISH.findall(DANISH.sub(" ", f"{mail.subject} {mail.body}")) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_login", {"login": "", "password": ""}),
        ("account_login", {"login": "x", "password": "x"}),
        ("account_login", {"login": "a@faxe.dk\x00", "password": "x"}),
        ("account_login", {"login": f"{'x' * 400}@faxe.dk", "password": "x"}),
        ("account_login", {"login": "a@faxe.dk", "password": "x"}),
        ("account_reset_password", {"email": ""}),
        ("account_reset_password", {"email": "x"}),
        ("account_reauthenticate", {"password": ""}),
        ("account_reauthenticate", {"password": "x"}),
        ("mfa_activate_totp", {"code": ""}),
        ("mfa_activate_totp", {"code": "000000"}),
        ("account_change_password", {}),
        ("account_change_password", {"oldpassword": "x", "password1": "1", "password2": "2"}),
        ("account_change_password", {"oldpassword": "x", "password1": "password", "password2": "password"}),
    ],
)
def test_errors(client, administrator, name, data):
    if name not in ("account_login", "account_reset_password"):
        log_in(client, administrator.email)
        client.get(reverse(name))
    response = client.post(reverse(name), data)
    assert response.status_code == 200
    assert "Der er problemer" in shown(response)
    assert english_in(response) == []


def test_links_in_mails_and_what_they_lead_to(client, user, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": user.email})
    call_command("invite", "ny@faxe.dk", "Sagsbehandler, Faxe")
    for mail in list(mailoutbox):
        page = client.get(link_in(mail), follow=True)
        assert english_in(page) == []
        address = page.redirect_chain[-1][0]
        wrong = client.post(address, {"password1": "kort", "password2": ""})
        assert english_in(wrong) == []
        done = client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
        assert done.status_code == 200
        assert english_in(client.get(link_in(mail), follow=True)) == []
    for mail in mailoutbox:
        text = DANISH.sub(" ", f"{mail.subject} {mail.body}".replace("http://", ""))
        assert ENGLISH.findall(re.sub(r"\S*/konto/\S*", "", text)) == []
    assert len(mailoutbox) == 3


def test_locked_out(client, user):
    for _ in range(6):
        response = log_in(client, user.email, "forkert-adgangskode")
    assert english_in(response) == []
    for _ in range(31):
        response = log_in(client, "", "")
    assert response.status_code == 429
    assert english_in(response) == []


def test_users_in_the_administration(client, administrator):
    client.force_login(administrator)
    other = UserFactory(password=None)
    start = "/admin/accounts/user/"
    for path in ("", "add/", f"{other.pk}/change/", f"{other.pk}/delete/", f"{other.pk}/history/", "?q=faxe"):
        response = client.get(start + path)
        assert response.status_code == 200
        assert english_in(response) == [], path
    assert english_in(client.post(f"{start}add/", {})) == []


def test_every_page_is_looked_at_here():
    """A page that is added to konto/ has to be added to these tests too; test_sso_pages.py has those of sso_urls."""
    assert {pattern.name for pattern in urls.urlpatterns} - {pattern.name for pattern in sso_urls.urlpatterns} == {
        *("account_overview", "account_login", "account_logout", "account_inactive", "account_signup"),
        *("account_change_password", "account_reset_password", "account_reset_password_done"),
        *("account_reset_password_from_key", "account_reset_password_from_key_done"),
        *("account_invitation", "account_demo_login", "account_session", "account_sessions"),
        *("account_reauthenticate", "mfa_index", "mfa_authenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
        "mfa_reauthenticate",
    }


def test_no_other_page_of_allauth_has_an_address():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    used = {pattern.name for pattern in urls.urlpatterns}
    assert {name for name in names if name.startswith(("account_", "socialaccount_", "mfa_"))} <= used
    with pytest.raises(NoReverseMatch):
        reverse("account_email")


def test_the_demos_login_list(client, settings, db):
    settings.DEMO = True
    UserFactory(email="sagsbehandler@demo.misbrug.example", name="Sagsbehandler, Faxe", password=PASSWORD)
    assert english_in(client.get(reverse("account_login"))) == []
