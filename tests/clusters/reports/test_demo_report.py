"""The report of 2014 as the demo has it: it agrees with all that is known of the real one."""

import re

import pytest
from django.urls import reverse

from clusters.consolidation import Counts
from clusters.models import Round
from clusters.reports.charts import figures
from clusters.reports.clearance import CLAIM, FIGURE, blockers
from clusters.reports.snapshot import RELATED, take_snapshot
from misbrug.accounts.models import User
from tests.clusters.pages import text_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SLUG = "region-sjaelland-2014"
UNANIMOUS = ["1.2", "6.1", "6.2", "7.1", "9.1"]


@pytest.fixture
def facts(demo):
    """The facts of the demo's report of 2014."""
    return take_snapshot(Round.objects.select_related(*RELATED).get(slug=SLUG), at=NOW)


def test_the_report_of_2014(facts, client):
    """One test, since the demo takes seconds to load: what is documented, then the page."""
    assert (len(facts.members), facts.n, len(facts.recommendations), len(facts.answered)) == (17, 16, 12, 8)
    assert [(row.name, row.absence) for row in facts.absent] == [("Stevns", "klyngen kender ikke årsagen")]
    assert [row.number for row in facts.recommendations if not row.answered] == [3, 4, 8, 11]
    counts = {row.number: row.counts for row in facts.verdicts}
    assert [number for number, each in counts.items() if each == Counts(ja=16)] == UNANIMOUS
    assert (counts["1.1"], counts["1.3"]) == (Counts(ja=14, nej=2), Counts(ja=15, nej=1))
    assert len(figures(facts.verdicts)) == 10
    assert all(row.status for row in facts.recommendations)
    parted = [row.words for row in blockers(facts) if row.kind in (CLAIM, FIGURE)]
    assert not parted, "the demo's own texts say what its answers say"
    html = text_of(client.get(reverse("clusters:report", args=[SLUG])))
    assert html.count('class="figure figure--chart"') == 10
    assert html.count("<b>Alle klynger</b> ja i alle 16 kommuner") == 5
    assert "Udkast fra tallene" not in html
    weighty = re.findall(r'priorities__title">\s*<a href="#anbefaling-(\d+)"', html)
    assert weighty == ["1", "2", "5", "7", "12"]
    _numbers_and_annexes_open_for_everybody(client, html)
    _sentences_with_figures_are_as_drafted(client)


def _numbers_and_annexes_open_for_everybody(client, html):
    """What the edition has sealed is open to whoever reads it."""
    edition = f"/statusrapporter/{SLUG}/udgave/1/"
    main = html[html.index('class="report__main"') : html.index("</article>")]
    leads = set(re.findall(r'href="(/[^"]+)"', main)) - set(re.findall(r'href="(/static/[^"]+)"', main))
    assert {each for each in leads if not each.startswith(edition)} == set()
    annexes = sorted(each for each in leads if "/bilag/" in each)
    assert [each[-2] for each in annexes] == ["D", "E", "F"]
    shown = [f"{edition}tal/2.2/?klynge=klynge-syd&amp;svar=nej", *annexes]
    assert shown[0] in leads
    assert [client.get(each.replace("&amp;", "&")).status_code for each in shown] == [200] * 4


def _sentences_with_figures_are_as_drafted(client):
    """A written sentence that counts municipalities leads to them, so its number is the one behind it."""
    client.force_login(User.objects.get(email__startswith="styregruppe@"))
    html = text_of(client.get(reverse("clusters:report", args=[SLUG])))
    for text in re.findall(r'<div class="report__text">(.*?)</div>', html):
        for sentence in re.split(r"(?<=[.])\s|</p>", text):
            if re.search(
                r"\b(?:af de|undtagen|[Aa]lle) ?(?:\d+|én|to|tre)? ?kommuner (?:svarer|har en|tilbyder)", sentence
            ):
                assert "live-number" in sentence, sentence
