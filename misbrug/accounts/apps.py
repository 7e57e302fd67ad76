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


class MisbrugAdminConfig(admin.AdminConfig):
    """Django's administration behind our login, for settings.INSTALLED_APPS."""

    default_site = "misbrug.accounts.admin_site.AdminSite"
    default = False

    def ready(self):
        """Take out what other packages put in and the product does not use.

        Groups are a source of rights that nothing here asks for, and allauth's list of e-mails is empty.
        """
        super().ready()
        from allauth.account.models import EmailAddress
        from django.contrib.admin import site
        from django.contrib.auth.models import Group

        site.unregister([Group, EmailAddress])
