"""Who comes in by single sign-on, as whom, and with which roles.

In this order: who has come before by this provider; else the user with the e-mail, where the provider is trusted with
that e-mail's domain; else a new user, where the provider may make users and the claims give a role. Nobody else.
"""

import logging

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from misbrug.accounts import demo, sso
from misbrug.accounts.models import User

logger = logging.getLogger(__name__)

ADMINISTRATOR = "administrator"


class NotAdmitted(Exception):
    """The person does not come in; `why` is one of the reasons in sso.py."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def as_login(provider, claims):
    """Give allauth's login of a person: nothing is stored, and no claim is."""
    slug = provider.config.slug
    # allauth writes the new account's data over those of the stored one, where ADMINISTRATOR is noted.
    kept = SocialAccount.objects.filter(provider=slug, uid=claims.uid).values_list("extra_data", flat=True).first()
    login = SocialLogin(provider=provider, account=SocialAccount(provider=slug, uid=claims.uid, extra_data=kept or {}))
    login.claims = claims
    return login


def admit(request, login):
    """Tie the login to its user, who is found or made, and bring the user's roles up to date.

    Someone whose access is closed is tied to nothing and gets no role; allauth shows the page that says so.
    Side effects: the user, the tie, roles; an e-mail to a user who is tied for the first time.
    Ends in the page that says why, by ImmediateHttpResponse, where the person does not come in.
    """
    provider = login.provider.config
    try:
        with transaction.atomic():
            is_tied = _admit(login, provider, timezone.now())
    except NotAdmitted as refused:
        logger.warning("Login by %s refused: %s", provider.slug, refused.why)
        sso.refuse(request, provider, refused.why)
    except IntegrityError:
        # Another request, for the same person, was first; the next attempt finds what it stored.
        logger.warning("Login by %s refused: two first logins at once", provider.slug)
        sso.refuse(request, provider, sso.FAILED)
    else:
        if is_tied and login.user.has_usable_password():
            context = {"provider": provider, "user": login.user}
            mail = "socialaccount/email/account_connected"
            get_account_adapter(request).send_mail(mail, login.user.email, context)


def _admit(login, provider, at):
    """Do what is stored. Gives whether the login is tied to its user now, and was not before. Raises NotAdmitted."""
    words = _words(provider, login.claims)
    is_known = login.is_existing
    if not is_known:
        login.user = _user_by_email(provider, login.claims) or _new_user(provider, login.claims, words)
    if not login.user.is_active or demo.is_closed(login.user):
        return False
    if not is_known:
        _tie(login, provider)
    if words is not None:
        _store_roles(login.account, login.user, provider, words, at)
    return not is_known


def _words(provider, claims):
    """Give what the provider's table says of the claims; None where roles are none of the provider's business."""
    if not provider.roles or claims.roles is None:
        return None
    return [word for value in claims.roles for word in provider.roles.get(value, ())]


def _user_by_email(provider, claims):
    """Give the user with the e-mail, locked, or None. Raises NotAdmitted where the provider knows another such person.

    An e-mail goes from one employee to the next; the next one must not come in as the first.
    """
    user = User.objects.select_for_update().filter(email=claims.email).first() if claims.email else None
    ties = SocialAccount.objects.filter(user=user, provider=provider.slug).exclude(uid=claims.uid)
    if user and ties.exists():
        raise NotAdmitted(sso.TAKEN)
    return user


def _new_user(provider, claims, words):
    """Give a new user without a password. Raises NotAdmitted unless the provider may make one with these claims."""
    if not (provider.create_users and claims.email and words):
        raise NotAdmitted(sso.UNKNOWN_USER)
    claimed = _claimed(words)
    if not claimed and ADMINISTRATOR not in words:
        raise NotAdmitted(sso.UNKNOWN_USER)
    user = User(email=claims.email, name=claimed.title or ADMINISTRATOR.capitalize())
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        raise NotAdmitted(sso.UNKNOWN_USER) from error
    user.save()
    logger.info("User %s made by the login %s", user.pk, provider.slug)
    return user


def _tie(login, provider):
    """Let the user be recognised from now on by what the provider calls the person.

    The tie may be there: of two first logins at once the other one was first, while this one waited for the user.
    """
    who = {"provider": provider.slug, "uid": login.account.uid}
    login.account, _ = SocialAccount.objects.get_or_create(**who, defaults={"user": login.user})
    logger.info("User %s tied to the login %s", login.user.pk, provider.slug)


def _claimed(words):
    return import_string(settings.SSO_ROLES)([word for word in words if word != ADMINISTRATOR])


def _store_roles(account, user, provider, words, at):
    came, went = _claimed(words).store(user, provider.slug, at=at)
    made = _store_administrator(account, user, is_one=ADMINISTRATOR in words)
    if came or went or made:
        logger.info("Roles of user %s by %s: %d given, %d taken%s", user.pk, provider.slug, came, went, made)


def _store_administrator(account, user, *, is_one):
    """Make the user an administrator, or take back what a claim once gave; one made by hand stays one.

    Gives the end of the line for the log, "" where nothing changed.
    """
    by_claim = account.extra_data.get(ADMINISTRATOR, False)
    if is_one and not user.is_staff:
        user.is_staff, account.extra_data = True, {ADMINISTRATOR: True}
    elif by_claim and not is_one:
        others = SocialAccount.objects.filter(user=user, extra_data__administrator=True).exclude(pk=account.pk)
        user.is_staff, account.extra_data = others.exists(), {}
    else:
        return ""
    user.save(update_fields=["is_staff"])
    account.save(update_fields=["extra_data"])
    return ", administrator" if is_one else ", administrator no longer"
