"""App configuration of the accounts, and of the administration that they guard."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AccountsConfig(AppConfig):
    """Users and their log-in. Below every other app: knows none of them."""

    name = "misbrug.accounts"
    label = "accounts"
    verbose_name = "Brugere"
    # There are two configurations in this module.
    default = True

    def ready(self):
        """Listen to logins, also where no request has come yet that needs a session."""
        import misbrug.accounts.sessions  # noqa: F401


class MisbrugAdminConfig(admin.AdminConfig):
    """Django's administration behind our login, for settings.INSTALLED_APPS."""

    default_site = "misbrug.accounts.admin_site.AdminSite"
    default = False

    def ready(self):
        """Take out what other packages put in and the product does not use.

        Groups are a source of rights that nothing here asks for, allauth's list of e-mails is empty, and providers of
        single sign-on are named by the environment alone. What ties a user to one is on the user's page. A second
        factor is its owner's: the list of them would show its secret, with which anybody can make the codes.
        """
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
        from django.contrib.admin import site
        from django.contrib.auth.models import Group

        site.unregister([Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])
