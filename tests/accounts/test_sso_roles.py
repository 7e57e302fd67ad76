"""What claims give: roles at places, new users, administrators; and what they leave alone."""

import json

import pytest
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.backends.db import SessionStore

from clusters.models import Membership
from indicators.models import Area
from misbrug.accounts import sso
from misbrug.accounts.models import User
from misbrug.accounts.sso_adapter import provider_for
from misbrug.accounts.sso_admission import admit, as_login
from tests.accounts.sso_cases import ROLES, oidc, read
from tests.factories import AreaFactory, ClusterFactory, MembershipFactory, MunicipalityFactory, UserFactory

EMAIL = "sagsbehandler@faxe.dk"


@pytest.fixture
def places(db):
    """Faxe, in Region Sjælland, the cluster Syd, and the area alkohol."""
    AreaFactory(slug="alkohol", name="Alkohol")
    faxe = MunicipalityFactory(code="0320", name="Faxe")
    return {"faxe": faxe, "syd": ClusterFactory(name="Syd", slug="syd"), "region": faxe.region}


@pytest.fixture
def come(rf, settings, places):
    """Let the provider say of a person which values the claim has; gives the user, or the status of the refusal."""

    def come_(*values, uid="anna", email=EMAIL, slug="faxe", **variables):
        settings.SSO_PROVIDERS = {**read(**oidc("https://idp.example", **variables))}
        provider = settings.SSO_PROVIDERS["faxe"]
        object.__setattr__(provider, "slug", slug)
        request = rf.get("/")
        request.session = SessionStore()
        roles = None if values == (None,) else values
        login = as_login(provider_for(request, provider), sso.Claims(uid=uid, email=email, roles=roles))
        login.lookup()
        try:
            with context.request_context(request):
                admit(request, login)
        except ImmediateHttpResponse as refused:
            return refused.response.status_code
        return User.objects.get(pk=login.user.pk)

    return come_


def roles_of(user):
    """The roles of a user in words: what, where, what besides, and who gave it."""
    return sorted((role.role, str(role), role.area, role.source) for role in user.memberships.all())


CASEWORKER = ("caseworker", "sagsbehandler, Faxe", "", "faxe")
LEAD = ("municipal_lead", "kommuneansvarlig, Faxe", "", "faxe")


# --- Users that are there ---------------------------------------------------------------------------------


def test_claims_give_roles_and_take_them(come, user):
    assert come("misbrug-sagsbehandler", "another group") == user
    assert roles_of(user) == [CASEWORKER]
    come("misbrug-ansvarlig")
    assert roles_of(user) == [("caseworker", "sagsbehandler, Faxe", "alkohol", "faxe"), LEAD]
    come("misbrug-tovholder")
    assert roles_of(user) == [("cluster_lead", "klyngetovholder, Syd", "", "faxe")]
    come()
    assert roles_of(user) == []


def test_the_history_tells(come, user):
    come("misbrug-sagsbehandler")
    come()
    told = Membership.history.filter(user=user).order_by("history_date")
    assert [(row.history_type, row.history_user, row.history_change_reason) for row in told] == [
        ("+", user, "Fælles log ind: faxe"),
        ("-", user, "Fælles log ind: faxe"),
    ]


def test_the_same_claims_again_change_nothing(come, user):
    come("misbrug-ansvarlig")
    count = Membership.history.count()
    come("misbrug-ansvarlig")
    assert Membership.history.count() == count


def test_a_role_given_by_hand_stays(come, user, places):
    MembershipFactory(user=user, role="caseworker", municipality=places["faxe"], area="")
    come("misbrug-sagsbehandler", "misbrug-ansvarlig")
    assert roles_of(user) == [("caseworker", "sagsbehandler, Faxe", "", ""), LEAD]
    come()
    assert roles_of(user) == [("caseworker", "sagsbehandler, Faxe", "", "")]


def test_the_project_group_knows_where_its_member_is_employed(come, user, places):
    """Else the member could settle the answers of the own municipality."""
    come("misbrug-gruppe")
    role = user.memberships.get()
    assert (role.region, role.municipality) == (places["region"], places["faxe"])


def test_each_provider_takes_back_its_own_alone(come, user):
    come("misbrug-sagsbehandler")
    come("misbrug-tovholder", slug="region", uid="other")
    assert len(roles_of(user)) == 2
    come(slug="region", uid="other")
    assert roles_of(user) == [CASEWORKER]


def test_without_a_table_or_without_an_answer_roles_are_left_alone(come, user):
    come("misbrug-sagsbehandler")
    come("misbrug-admin", ROLES="{}")
    come(None)
    assert roles_of(user) == [CASEWORKER]
    assert not User.objects.get(pk=user.pk).is_staff


def test_a_slip_in_the_table_is_logged_and_shuts_nobody_out(come, user, caplog):
    come("misbrug-fejl", "misbrug-sagsbehandler")
    assert roles_of(user) == [CASEWORKER]
    for word in ROLES["misbrug-fejl"]:
        assert repr(word.replace("@", " @ ")) in caplog.text


def test_an_area_that_no_catalogue_has_is_a_slip(come, user, caplog):
    Area.objects.filter(slug="alkohol").delete()
    come("misbrug-ansvarlig")
    assert roles_of(user) == [LEAD]
    assert "no area" in caplog.text


# --- Administrators ---------------------------------------------------------------------------------------


def test_an_administrator_by_claim_is_one_as_long_as_the_claim_says_so(come, user):
    assert come("misbrug-admin").is_staff
    assert come("misbrug-admin").is_staff
    assert not come("misbrug-sagsbehandler").is_staff


def test_an_administrator_by_hand_stays_one(come):
    administrator = UserFactory(email=EMAIL, is_staff=True)
    assert come("misbrug-admin") == administrator
    assert come().is_staff


def test_an_administrator_by_two_providers(come, user):
    come("misbrug-admin")
    User.objects.update(is_staff=False)
    come("misbrug-admin", slug="region", uid="other")
    SocialAccount.objects.update(extra_data={"administrator": True})
    assert come(slug="region", uid="other").is_staff
    assert not come().is_staff


# --- New users --------------------------------------------------------------------------------------------


def test_a_new_user_is_called_by_role_and_place(come):
    user = come("misbrug-sagsbehandler", CREATE_USERS="true")
    assert (user.email, user.name, user.is_staff, user.is_active) == (EMAIL, "Sagsbehandler, Faxe", False, True)
    assert not user.has_usable_password()
    assert roles_of(user) == [CASEWORKER]
    assert come("misbrug-sagsbehandler", CREATE_USERS="true") == user


def test_a_new_administrator(come):
    user = come("misbrug-admin", CREATE_USERS="true")
    assert (user.name, user.is_staff) == ("Administrator", True)


@pytest.mark.parametrize(
    ("values", "more"),
    [
        (["misbrug-sagsbehandler"], {}),
        (["misbrug-sagsbehandler"], {"email": "", "CREATE_USERS": "true"}),
        (["another group"], {"CREATE_USERS": "true"}),
        (["misbrug-fejl"], {"CREATE_USERS": "true"}),
        ([], {"CREATE_USERS": "true"}),
        ([None], {"CREATE_USERS": "true"}),
        (["misbrug-sagsbehandler"], {"email": "010203-1234@faxe.dk", "CREATE_USERS": "true"}),
    ],
)
def test_nobody_else_is_made_a_user(come, values, more):
    assert come(*values, **more) == 403
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


def test_a_closed_user_gets_no_role(come, user):
    User.objects.update(is_active=False)
    come("misbrug-sagsbehandler", "misbrug-admin")
    user.refresh_from_db()
    assert (roles_of(user), user.is_staff) == ([], False)
    assert not SocialAccount.objects.exists()


def test_a_role_that_a_rule_forbids_is_not_stored(come, user, places, caplog):
    """The administrator wrote a table in which a person is twice in the same project group."""
    both = {"a": "projektgruppe@region-sjaelland/0320", "b": "projektgruppe@region-sjaelland"}
    come("a", "b", ROLES=json.dumps(both))
    assert len(roles_of(user)) == 1
