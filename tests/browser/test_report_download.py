"""Fetching a report: the page says that a file is on its way, that it came or why not; without a script links work."""

import pytest
from playwright.sync_api import expect

from tests.clusters.page_rounds import mixed_round
from tests.factories import project_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer(logged_in, db):
    """Give a page of a member of the project group at the files of a report."""
    user = project_member(mixed_round(4, slug="runde").region)
    return lambda **options: logged_in(user, "/statusrapporter/runde/hent/", **options)


def test_a_file_that_takes_its_time_is_told_of(writer, assert_accessible):
    page, held = writer(), []
    status = page.get_by_role("status")
    page.route("**/kladde/hent/*/", lambda route: held.append(route))
    page.get_by_role("link", name="PDF").click()
    expect(status).to_have_text("Danner PDF …")
    assert_accessible(page)
    with page.expect_download() as came:
        held[0].fulfill(headers={"Content-Disposition": 'attachment; filename="rapport.pdf"'}, body="%PDF-1.7")
    assert came.value.suggested_filename == "rapport.pdf"
    expect(status).to_have_text("PDF er hentet.")
    page.get_by_role("link", name="Word").click()
    page.wait_for_timeout(100)
    held[1].fulfill(status=503, json={"message": "Skabelonen kan ikke læses."})
    expect(status).to_have_text("Word kunne ikke hentes. Skabelonen kan ikke læses.")
    page.get_by_role("link", name="Excel").click()
    page.wait_for_timeout(100)
    held[2].abort()
    expect(status).to_have_text("Excel kunne ikke hentes. Der er ingen forbindelse lige nu. Prøv igen.")


def test_without_a_script_the_link_fetches_the_file(writer):
    page = writer(java_script_enabled=False)
    with page.expect_download() as came:
        page.get_by_role("link", name="JSON").click()
    assert came.value.suggested_filename == "statusrapport-runde-kladde.json"
