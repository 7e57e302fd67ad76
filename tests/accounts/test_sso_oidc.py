"""Login by OpenID Connect against a provider in a process of its own: who comes in, and what is refused."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client

from misbrug.accounts import demo
from misbrug.accounts.models import User
from tests.accounts import oidc_provider
from tests.accounts.conftest import log_in, logged_in_as, shown
from tests.accounts.second_factors import give_second_factor
from tests.accounts.sso_cases import oidc, read
from tests.accounts.test_language import english_in
from tests.factories import UserFactory

START, BACK = "/konto/ekstern/faxe/log-ind/", "/konto/ekstern/faxe/svar/"
CODE = "/konto/to-faktor/log-ind/"
FAILED = "Det lykkedes ikke at logge ind"

SPOILED = {
    "expired": "ExpiredSignatureError",
    "from the future": "ImmatureSignatureError",
    "never expires": "MissingRequiredClaimError",
    "for another client": "InvalidAudienceError",
    "for two clients": "given to another party",
    "given to another": "given to another party",
    "of another issuer": "InvalidIssuerError",
    "of another attempt": "of another attempt",
    "without a nonce": "of another attempt",
    "of nobody": "MissingRequiredClaimError",
    "signed with another key": "InvalidSignatureError",
    "signed with the public key": "InvalidAlgorithmError",
    "unsigned": "InvalidAlgorithmError",
    "altered": "InvalidSignatureError",
    "missing": "DecodeError",
    "no token at all": "DecodeError",
}


@pytest.fixture(scope="module")
def provider():
    running = oidc_provider.start()
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def faxe(provider, settings, db):
    """The provider, which the installation uses, and which knows Anna."""
    settings.SSO_PROVIDERS = read(**oidc(provider.issuer))
    provider.knows("anna", email="Sagsbehandler@faxe.dk", email_verified=True)
    return provider


@pytest.fixture
def again(provider, settings):
    """Configure the provider with other variables."""
    return lambda **variables: setattr(settings, "SSO_PROVIDERS", read(**oidc(provider.issuer, **variables)))


def begin(client, address=START):
    """Give where the login sends the browser."""
    response = client.get(address)
    assert response.status_code == 302, shown(response)
    return response["Location"]


def come_by(client, provider, subject, address=START):
    """Log in as the provider's `subject`; with None the person says no there."""
    to = begin(client, address)
    back = urlsplit(provider.consent(to, subject))
    assert back.path == BACK
    # The standard has the state in every answer; the package forgets it where the person says no.
    state = parse_qs(urlsplit(to).query)["state"][0]
    return client.get(BACK, {"state": state} | dict(parse_qsl(back.query)))


# --- In -----------------------------------------------------------------------------------------------------


def test_a_user_comes_in_by_e_mail_and_then_by_subject(client, faxe, user, mailoutbox):
    response = come_by(client, faxe, "anna", f"{START}?next=/konto/")
    assert response["Location"] == "/konto/"
    assert logged_in_as(client) == user.pk
    assert "knyttet til ”Log ind med Faxe Kommune”" in mailoutbox[0].body
    user.refresh_from_db()
    assert user.check_password("hemmelig-adgangskode-7")

    User.objects.update(email="andet@navn.dk")
    other = Client()
    assert come_by(other, faxe, "anna")["Location"] == "/"
    assert logged_in_as(other) == user.pk
    assert len(mailoutbox) == 1


def test_what_is_kept_of_the_person_is_a_hash(client, faxe, user):
    come_by(client, faxe, "anna")
    assert "Skift adgangskode" in shown(client.get("/konto/"))
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    account = shown(client.get("/konto/"))
    assert "Skift adgangskode" not in account
    assert "Du logger ind med Faxe Kommune" in account
    tie = SocialAccount.objects.get()
    assert (tie.user, tie.provider, tie.extra_data) == (user, "faxe", {})
    assert len(tie.uid) == 64
    assert "anna" not in tie.uid


def test_the_provider_is_asked_with_pkce_state_and_nonce(client, faxe, user):
    asked = parse_qs(urlsplit(begin(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert set(asked["scope"][0].split()) == {"openid", "email", "profile"}
    assert len(asked["nonce"][0]) > 40
    again = parse_qs(urlsplit(begin(client)).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_what_a_link_may_say_is_where_to_go_afterwards_and_no_more(client, faxe, user, administrator):
    """allauth lets a link ask for other scopes and parameters, and tie the provider's account to who is logged in."""
    log_in(client, administrator.email)
    link = (
        f"{START}?process=connect&scope=admin&auth_params=redirect_uri%3Dhttps://evil.example&next=https://evil.example"
    )
    asked = parse_qs(urlsplit(begin(client, link)).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert "admin" not in asked["scope"][0]
    assert come_by(client, faxe, "anna", link)["Location"] == "/"
    assert logged_in_as(client) == user.pk
    assert not SocialAccount.objects.filter(user=administrator).exists()


def test_a_login_begins_a_session_of_its_own(client, faxe, user):
    client.get("/konto/log-ind/")
    begin(client)
    before = client.session.session_key
    come_by(client, faxe, "anna")
    assert client.session.session_key != before
    client.post("/konto/log-ud/")
    assert logged_in_as(client) is None


def test_claims_that_the_token_lacks_are_asked_for(client, again, faxe, user):
    """A claim that only the scope for it brings is in both; one that has another name is looked for under it."""
    again(EMAIL_CLAIM="upn", ROLES_CLAIM="realm_access.roles")
    faxe.knows("anna", email="direktør@faxe.dk", upn="sagsbehandler@faxe.dk", realm_access={"roles": []})
    come_by(client, faxe, "anna")
    assert logged_in_as(client) == user.pk


# --- The second factor --------------------------------------------------------------------------------------


def test_a_provider_that_asks_for_a_second_factor_spares_ours(client, faxe, user):
    give_second_factor(user)
    come_by(client, faxe, "anna")
    assert logged_in_as(client) == user.pk
    client.post("/konto/log-ud/")
    assert log_in(client, user.email)["Location"] == CODE
    assert logged_in_as(client) is None


def test_a_provider_that_does_not_ask_leaves_it_to_us(client, again, faxe, user):
    again(SECOND_FACTOR="false")
    give_second_factor(user)
    assert come_by(client, faxe, "anna", f"{START}?next=/konto/")["Location"].startswith(CODE)
    assert logged_in_as(client) is None


@pytest.mark.parametrize("asks", ["true", "false"])
def test_who_must_have_one_and_has_none(client, again, faxe, user, settings, asks):
    settings.SECOND_FACTOR = "all"
    again(SECOND_FACTOR=asks)
    come_by(client, faxe, "anna")
    response = client.get("/konto/")
    assert response.status_code == (200 if asks == "true" else 302)


def test_who_has_no_password_comes_to_the_pages_of_the_account(client, again, faxe, user):
    """None of them sends the user round in a ring, asking for a password that there is not."""
    user.set_unusable_password()
    user.save()
    come_by(client, faxe, "anna")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 24 * 60 * 60
    session.save()
    for page in ("/konto/", "/konto/sessioner/", "/konto/to-faktor/", "/konto/to-faktor/opsaet/"):
        assert client.get(page, follow=True).status_code == 200


# --- Not in: who ---------------------------------------------------------------------------------------------


def test_strangers_are_told_whom_to_turn_to(client, faxe):
    response = come_by(client, faxe, "anna")
    assert response.status_code == 403
    assert "Bed den, der administrerer Misbrug hos jer" in shown(response)
    assert english_in(response) == []
    assert logged_in_as(client) is None
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "sagsbehandler@greve.dk"},
        {"email": "sagsbehandler@sub.faxe.dk"},
        {"email": "sagsbehandler@greve.dk@faxe.dk"},
        {"email": "sagsbehandler@faxe.dk", "email_verified": False},
        {"email": "sagsbehandler@faxe.dk", "email_verified": "false"},
        {"email": ["sagsbehandler@faxe.dk"]},
        {"email": "", "preferred_username": "sagsbehandler@faxe.dk"},
        {"email": None},
    ],
)
def test_only_an_e_mail_that_the_provider_may_speak_for_names_a_user(client, again, faxe, user, claims):
    UserFactory(email="sagsbehandler@greve.dk")
    UserFactory(email="sagsbehandler@sub.faxe.dk")
    faxe.knows("eva", **claims)
    assert come_by(client, faxe, "eva").status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_provider_without_domains_names_nobody(client, again, faxe, user):
    again(EMAIL_DOMAINS="")
    assert come_by(client, faxe, "anna").status_code == 403


def test_the_next_owner_of_an_e_mail_is_somebody_else(client, faxe, user):
    come_by(client, faxe, "anna")
    faxe.knows("bo", email="sagsbehandler@faxe.dk")
    response = come_by(Client(), faxe, "bo")
    assert response.status_code == 403
    assert "knyttet til en anden konto" in shown(response)
    assert SocialAccount.objects.count() == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(client, again, faxe, user):
    """A name in our settings may come to mean another provider, which may give the same subjects to other people."""
    come_by(client, faxe, "anna")
    again(ISSUER=faxe.issuer.replace("127.0.0.1", "localhost"))
    response = come_by(Client(), faxe, "anna")
    assert response.status_code == 403
    assert "knyttet til en anden konto" in shown(response)


def test_a_user_of_the_demo_stays_out_where_there_is_none(client, again, faxe, user, mailoutbox):
    again(EMAIL_DOMAINS=demo.DOMAIN)
    User.objects.update(email=f"sagsbehandler.faxe@{demo.DOMAIN}")
    faxe.knows("demo", email=f"sagsbehandler.faxe@{demo.DOMAIN}", email_verified=True)
    come_by(client, faxe, "demo")
    assert logged_in_as(client) is None
    assert not SocialAccount.objects.exists()
    assert mailoutbox == []


def test_a_closed_user_stays_out_and_is_tied_to_nothing(client, faxe, user):
    User.objects.update(is_active=False)
    response = come_by(client, faxe, "anna")
    assert response["Location"] == "/konto/lukket/"
    assert logged_in_as(client) is None
    assert not SocialAccount.objects.exists()
    User.objects.update(is_active=True)
    come_by(client, faxe, "anna")
    client.post("/konto/log-ud/")
    User.objects.update(is_active=False)
    assert come_by(client, faxe, "anna")["Location"] == "/konto/lukket/"
    assert logged_in_as(client) is None


# --- Not in: what -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "why"), SPOILED.items())
def test_a_token_that_is_not_the_providers_for_us_now_is_refused(client, faxe, user, caplog, how, why):
    faxe.spoils(how)
    response = come_by(client, faxe, "anna")
    assert response.status_code == 401
    assert FAILED in shown(response)
    assert f"refused: failed, ID token: {why}" in caplog.text
    assert logged_in_as(client) is None
    assert not SocialAccount.objects.exists()


def test_an_answer_works_once(client, faxe, user):
    back = urlsplit(faxe.consent(begin(client), "anna"))
    answer = f"{back.path}?{back.query}"
    assert client.get(answer).status_code == 302
    client.post("/konto/log-ud/")
    response = client.get(answer)
    assert response.status_code == 401
    assert english_in(response) == []
    assert logged_in_as(client) is None


def test_an_answer_for_another_browser_is_refused(client, faxe, user):
    """Else somebody could be logged in, by a link, as somebody else."""
    back = urlsplit(faxe.consent(begin(client), "anna"))
    other = Client()
    begin(other)
    assert other.get(f"{back.path}?{back.query}").status_code == 401
    assert logged_in_as(other) is None


def test_a_stolen_code_is_of_no_use_in_another_attempt(client, faxe, user):
    """The verifier (PKCE) is in the session of the browser that began."""
    stolen = parse_qs(urlsplit(faxe.consent(begin(client), "anna")).query)["code"][0]
    other = Client()
    state = parse_qs(urlsplit(begin(other)).query)["state"][0]
    assert other.get(BACK, {"code": stolen, "state": state}).status_code == 401
    assert logged_in_as(other) is None


@pytest.mark.parametrize(
    "query",
    ["", "code=x", "state=x", "code=x&state=x", "error=access_denied", "code=%00&state=%00", "state=x&error=%3Cb%3E"],
)
def test_made_up_answers(client, faxe, query):
    response = client.get(f"{BACK}?{query}")
    assert response.status_code == 401
    assert english_in(response) == []
    assert "<b>" not in response.content.decode()


def test_who_says_no_at_the_provider_is_not_logged_in(client, faxe, user):
    response = come_by(client, faxe, None)
    assert response.status_code == 401
    assert "Du afbrød eller sagde nej hos Faxe Kommune" in shown(response)
    # Some providers do not say which attempt it was.
    assert "Du afbrød eller sagde nej" in shown(client.get(f"{BACK}?error=access_denied"))
    assert "Svaret fra Faxe Kommune kunne ikke bruges" in shown(client.get(f"{BACK}?code=x"))
    assert english_in(response) == []


def test_a_provider_that_does_not_answer(client, settings, db):
    settings.SSO_PROVIDERS = read(**oidc("http://127.0.0.1:9"))
    response = client.get(START)
    assert response.status_code == 503
    assert "svarer ikke lige nu" in shown(response)
    assert english_in(response) == []


def test_a_provider_that_is_another_issuer_than_it_should_be(client, again, faxe, caplog):
    again(ISSUER=faxe.issuer.replace("127", "x@127"))
    assert client.get(START).status_code == 401
    assert "discovery document of another issuer" in caplog.text


def test_attempts_are_limited_like_those_by_password(client, faxe):
    for _ in range(30):
        client.get(START)
    response = client.get(START)
    assert response.status_code == 429
    assert english_in(response) == []


def test_another_sites_link_asks_first(client, faxe):
    for site in ("cross-site", "same-site"):
        response = client.get(f"{START}?next=/konto/", headers={"sec-fetch-site": site})
        assert response.status_code == 200
        assert f'href="{START}?next=/konto/"' in response.content.decode()
        assert english_in(response) == []
    assert not Session.objects.exists()
    assert client.get(START, headers={"sec-fetch-site": "same-origin"}).status_code == 302


def test_only_by_get(client, faxe):
    assert client.post(START).status_code == 405
    assert client.post(BACK, {"code": "x", "state": "x"}).status_code == 405
    assert client.head(START).status_code == 405
