"""What the database itself refuses of a user."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from misbrug.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_email_is_unique_whatever_the_case():
    UserFactory(email="a@faxe.dk")
    with pytest.raises(IntegrityError):
        User.objects.create_user("A@Faxe.dk", name="En anden")


def test_email_is_stored_in_lower_case():
    user = UserFactory(email="A@Faxe.DK")
    assert user.email == "a@faxe.dk"
    assert User.objects.get_by_natural_key("A@FAXE.dk") == user
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=user.pk).update(email="A@faxe.dk")


def test_name_is_not_empty():
    with pytest.raises(IntegrityError):
        UserFactory(name="")


def test_no_email_no_user():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("", name="Ingen")


def test_clean_writes_the_email_as_it_is_stored():
    user = User(email="A@Faxe.DK", name="Sagsbehandler", password="!")
    user.full_clean()
    assert user.email == "a@faxe.dk"


@pytest.mark.parametrize("values", [{"name": "P 010180-1239"}, {"email": "0101801239@faxe.dk"}])
def test_no_cpr_number(values):
    with pytest.raises(ValidationError, match="CPR"):
        User(**{"name": "Sagsbehandler", "email": "a@faxe.dk", "password": "!", **values}).full_clean()


def test_superuser_is_an_administrator():
    user = User.objects.create_superuser("a@faxe.dk", "kode")
    assert user.is_staff
    assert str(user) == user.get_full_name() == user.get_short_name() == "Administrator"
