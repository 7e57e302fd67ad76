"""The preview: what a file would do, what a person decides about it, and the storing of what was shown."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from misbrug.imports import workflow
from misbrug.imports.forms import DecisionForm
from misbrug.imports.pages import preview_facts
from misbrug.imports.previews import Preview
from misbrug.imports.views.access import elsewhere, find_run, posted
from misbrug.imports.views.stream import carry_out
from misbrug.imports.views.understood import plan_run
from misbrug.tables.book import UnusableFile
from misbrug.tables.kind import finish
from misbrug.tables.plan import plan_from_plain

# Why the preview is not what one has seen before, by the word that the address carries.
NEWS = {
    "aendret": (
        "warning",
        "Noget er ændret, siden du så forhåndsvisningen. Sådan ser det ud nu. Se det igennem, og gem igen.",
    ),
    "afgjort": ("info", "Dine valg er brugt. Sådan ser det ud nu. Se det igennem, og gem."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """Show what the file would do; a post decides and plans again."""
    run = find_run(request.user, pk, "plan")
    if away := elsewhere(run):
        return redirect(away)
    if request.method == "POST":
        return _decide(request, run)
    if run.plan is None:
        return finish(plan_run(request, pk))
    return preview_page(request, run)


def preview_page(request, run, form=None, refusals=(), status=200):
    """Give the page of a run that is planned. `refusals` are Danish messages that stand in its error summary."""
    shown = Preview(run, word=request.GET.get("vis", ""), page=request.GET.get("side"))
    options = _options(request, run, shown.plan)
    form = form or DecisionForm(run=run, plan=shown.plan, options=options)
    stores = bool(shown.to_store or any(run.options.get(option.name) for option in options))
    context = {
        "run": run,
        "kind": workflow.kind_of(run),
        "preview": shown,
        "form": form,
        "has_decided": any(run.decisions.values()),
        "refusals": [(message, "") for message in refusals],
        "news": NEWS.get(request.GET.get("nyt", "")),
        "facts": preview_facts(run),
        "summary": [(shown.plan.unusable, "")] if shown.plan.unusable else [],
        "faults": shown.faults(),
        "changes_something": stores or bool(run.counts.get("ask")),
        "may_store": stores and not shown.plan.unusable,
        "read_as": run.plan.get("read_as"),
        "left_out": run.plan.get("left_out"),
        "left_out_count": run.plan.get("left_out_count"),
    }
    return render(request, "imports/preview.html", context, status=status)


def _bound_form(request, run):
    plan = plan_from_plain(run.plan)
    return DecisionForm(request.POST, run=run, plan=plan, options=_options(request, run, plan))


def _options(request, run, plan):
    """Give the kind's options that do something with what is in the file, and those that are chosen already."""
    offered = workflow.kind_of(run).options(request.user)
    return [each for each in offered if each.name not in plan.idle_options or run.options.get(each.name)]


def _decide(request, run):
    """Keep what was decided, and plan again."""
    if request.POST.get("act") == "forget":
        return _forget(request, run)
    return _keep(request, run) or carry_out(request, plan_run(request, run.pk, "afgjort"))


def _forget(request, run):
    try:
        workflow.decide(run.pk, decisions=dict.fromkeys(run.decisions, ""))
    except workflow.RunError:
        return redirect("imports:receipt", run.pk)
    return carry_out(request, plan_run(request, run.pk))


def _keep(request, run):
    """Keep what was decided about the preview that the page showed. Gives a response where that cannot be, and None
    where it is done. What was decided about another preview than the one that is kept is not used."""
    if run.plan is None or _shown(request) != run.plan_digest:
        return carry_out(request, plan_run(request, run.pk, "aendret"))
    form = _bound_form(request, run)
    if not form.is_valid():
        return preview_page(request, run, form, status=422)
    decided = {"decisions": form.decisions(), "options": form.options(), "on_error": form.error_choice()}
    try:
        workflow.decide(run.pk, **decided, shown=_shown(request))
    except workflow.Moved:
        return carry_out(request, plan_run(request, run.pk, "aendret"))
    except workflow.RunError:
        return redirect("imports:receipt", run.pk)
    return None


def _shown(request):
    """Give the digest of the preview that the page showed."""
    return request.POST.get("shown", "")


@login_required
@posted
def apply(request, pk):
    """Store what was shown. What was decided just now and not shown yet is shown first."""
    run = find_run(request.user, pk, "plan")
    if away := elsewhere(run):
        return redirect(away)
    if response := _keep(request, run):
        return response
    if find_run(request.user, pk, "plan").plan is None:
        return carry_out(request, plan_run(request, pk, "afgjort"))
    return carry_out(request, _store(request, pk))


def _store(request, pk):
    at = timezone.now()
    try:
        yield from workflow.apply(pk, actor=request.user, at=at, shown=_shown(request))
    except workflow.AlreadyApplied:
        pass
    except workflow.Moved:
        return (yield from plan_run(request, pk, "aendret"))
    except (workflow.RunError, UnusableFile) as refusal:
        run = find_run(request.user, pk, "plan")
        if elsewhere(run) or run.plan is None:
            return redirect("imports:understood", pk)
        return preview_page(request, run, refusals=[str(refusal)], status=409)
    return redirect("imports:receipt", pk)
