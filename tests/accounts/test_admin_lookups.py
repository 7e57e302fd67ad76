"""What an administrator may ask a list for in its address: what its filters offer, and nothing else."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.urls import reverse

from misbrug.accounts.admin_base import StaffModelAdmin
from tests.factories import opened_round

PAGES = sorted(admin.site._registry.items(), key=lambda page: page[0]._meta.label)
FILTER_LINK = re.compile(r'href="(\?[^"]+)"')


@pytest.fixture
def staff(client, administrator):
    """A client in which an administrator is logged in."""
    client.force_login(administrator)
    return client


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize(("model", "page"), PAGES, ids=str)
def test_every_page_has_the_guard(model, page):
    assert isinstance(page, StaffModelAdmin)
    assert type(page).lookup_allowed is StaffModelAdmin.lookup_allowed


@pytest.mark.parametrize(
    "asked",
    [
        "accounts/user/?sessions__session_key__regex=^[0-9a-h]",
        "accounts/user/?sessions__pk__gt=0",
        "accounts/user/?id__exact=1&sessions__session_key__startswith=a",
        "accounts/user/?password__startswith=s",
        "accounts/user/?password__regex=^s",
        "accounts/user/?password=s",
        "accounts/user/?email__startswith=a",
        "accounts/user/?is_staff__in=1",
        "accounts/user/?is_staff=1",
        "accounts/user/?memberships__role=lead",
        "accounts/user/?findes_ikke=1",
        "clusters/selfassessment/?submission__pk__gt=0",
        "clusters/selfassessment/?tracks__pk__gt=0",
        "clusters/selfassessment/?round__name__startswith=R",
        "clusters/selfassessment/?round__id__gt=0",
        "clusters/municipality/?region__clusters__pk__gt=0",
    ],
)
def test_what_no_filter_offers_is_refused(staff, asked):
    assert staff.get(f"/admin/{asked}").status_code == 400


@pytest.mark.parametrize("model", [model for model, _ in PAGES], ids=str)
def test_every_key_and_relation_is_refused(staff, model):
    """Of the model's own fields and those of all that leads to it, what Django's own rule lets through too."""
    for field in model._meta.get_fields():
        for asked in (f"{field.name}__pk__gt", f"{field.name}__gt", f"{field.name}__regex"):
            assert staff.get(list_of(model), {asked: "0"}).status_code == 400, asked


@pytest.mark.parametrize("model", [model for model, page in PAGES if page.list_filter], ids=str)
def test_what_the_filters_offer_works(staff, model):
    opened_round()
    html = staff.get(list_of(model)).content.decode()
    links = {unescape(link) for link in FILTER_LINK.findall(html)}
    asked = {link for link in links if "=" in link}
    assert asked, "a list with filters offers something"
    for link in asked:
        response = staff.get(list_of(model) + link)
        assert response.status_code == 200, link
        assert "e=1" not in response.request["QUERY_STRING"]


@pytest.mark.parametrize("asked", ["q=faxe", "o=1", "p=1", "all=", "_popup=1&_to_field=id", "_popup=1&q=faxe"])
@pytest.mark.parametrize("model", [model for model, page in PAGES if page.search_fields], ids=str)
def test_what_the_list_itself_offers_works(staff, model, asked):
    assert staff.get(f"{list_of(model)}?{asked}").status_code == 200
