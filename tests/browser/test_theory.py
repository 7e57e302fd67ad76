"""A theory of change in a browser: what is drawn is what is written, words stay in their boxes, arrows by keyboard."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from strategies import workflow
from strategies.models import TheoryColumn, TheoryOfChange, TheoryStep
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Misbrugsbehandlingsinstitutionernes samarbejdspartnerskaber med socialpsykiatrien"
# The steps of the drawing that is seen, those of the list, and the steps whose words leave their box.
DRAWN = """
  () => {
    const shown = [...document.querySelectorAll(".theory-drawing")].filter((svg) => svg.getBoundingClientRect().width);
    const steps = shown.flatMap((svg) => [...svg.querySelectorAll("g.theory-drawing__step")]);
    const words = (step) => [...step.querySelectorAll(".theory-drawing__text")].map((line) => line.textContent);
    const leaves = (step) => {
      const box = step.querySelector(".theory-drawing__box").getBoundingClientRect();
      return [...step.querySelectorAll("text")].some((line) => {
        const text = line.getBoundingClientRect();
        return text.left < box.left || text.right > box.right || text.top < box.top || text.bottom > box.bottom;
      });
    };
    const bare = (text) => text.replace(/[\\s\\u00ad-]/g, "");
    const listed = [...document.querySelectorAll(".theory-chain__step")].map((step) => {
      const label = step.querySelector(".theory-chain__label");
      return bare(step.textContent.replace(label ? label.textContent : "", ""));
    });
    return {
      drawings: shown.length,
      size: Math.min(...steps.map((step) => step.querySelector("text").getBoundingClientRect().height)),
      drawn: [...new Set(steps.map((step) => bare(words(step).join("").replace(/^\\d+\\.\\s*/, ""))))].sort(),
      listed: [...new Set(listed)].sort(),
      left: steps.filter(leaves).map((step) => step.textContent),
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  }
"""


@pytest.fixture
def theory(db):
    """Give a theory whose steps have long words, with one arrow past a column and one dead end."""
    strategy = make.strategy(title="Misbrugsplan", adopted=True)
    actor = make.editor(strategy)

    def save(row):
        return workflow.save(row, actor=actor, at=make.AT)

    made = save(TheoryOfChange(strategy=strategy, title="Den samlede"))
    first, second, third = (save(TheoryColumn(theory=made, title=title)) for title in ("Aktiviteter", "Snart", "Siden"))
    activity = make.activity(strategy, LONG, actor=actor)
    goal = make.goal(strategy, "Flere borgere kommer i behandling", kind="guiding", actor=actor)
    steps = [
        save(TheoryStep(theory=made, column=first, activity=activity)),
        save(TheoryStep(theory=made, column=first, text="Samtaler")),
        save(TheoryStep(theory=made, column=second, text="Kortere ventetid")),
        save(TheoryStep(theory=made, column=second, text="Uden videre")),
        save(TheoryStep(theory=made, column=third, goal=goal)),
        save(TheoryStep(theory=made, column=third, text="Lige muligheder", other_policy="Børnepolitikken")),
    ]
    for source, targets in ((0, (2, 4)), (1, (3,)), (2, (4, 5))):
        workflow.link_steps(
            steps[source], [steps[n].pk for n in targets], actor=actor, at=make.AT, is_example=source == 0
        )
    return made, steps, actor


def log_in(page, user, base_url):
    """Let the browser be logged in as the user."""
    client = Client()
    client.force_login(user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": base_url}
    page.context.add_cookies([cookie])


@pytest.mark.parametrize("width", [1280, 375])
def test_the_drawing_can_be_read_and_the_list_says_the_same(page, theory, live_server, assert_accessible, width):
    made, steps, actor = theory
    log_in(page, actor, live_server.url)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{reverse('strategies:theory', args=[made.strategy.slug, made.pk])}?trin={steps[1].pk}")
    found = page.evaluate(DRAWN)
    assert found["drawings"] == 1
    assert len(found["drawn"]) == 6
    assert found["drawn"] == found["listed"]
    assert found["left"] == []
    assert found["wide"] == 0
    assert found["size"] >= 14, "letters of at least 12 px"
    assert_accessible(page)
    page.goto(reverse("strategies:theories", args=[made.strategy.slug]))
    assert page.evaluate(DRAWN)["left"] == []
    assert_accessible(page)


def test_arrows_are_drawn_by_keyboard_alone_and_without_scripts(new_context, theory, live_server):
    made, steps, actor = theory
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, actor, live_server.url)
    page.goto(reverse("strategies:theory", args=[made.strategy.slug, made.pk]))
    page.get_by_role("link", name="Pile fra Uden videre").press("Enter")
    box = page.get_by_role("checkbox", name="Flere borgere kommer i behandling")
    box.press("Space")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Gem pilene").press("Enter")
    page.wait_for_url(f"**#ret-{steps[3].pk}")
    assert list(steps[3].links_out.values_list("target_id", flat=True)) == [steps[4].pk]
    page.get_by_label("Nyt trin i Siden").fill("Bedre trivsel")
    page.get_by_label("Nyt trin i Siden").press("Enter")
    expect(page.get_by_role("link", name="Pile fra Bedre trivsel")).to_be_visible()
    assert made.steps.filter(text="Bedre trivsel", column__title="Siden").exists()
