"""The project group's rulings: what waits, one case, and the list of all that was ruled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.forms.rounds import RulingForm, add_refusal
from clusters.models import Answer, Round
from clusters.permissions import may_rule
from clusters.ruling_page import compare, consequence, find_case, next_case, queue, ruled
from clusters.versions import restored_from
from clusters.views.frame import frame, load_for_rulings

RULING_STATES = (Round.State.OPEN, Round.State.PROCESSING)


@login_required
@require_safe
def ruling_queue(request, round):
    """The doubtful answers that wait, as a list that prints."""
    round_, picture = load_for_rulings(request.user, round)
    cases = [(case, may_rule(request.user, case.row.assessment)) for case in queue(picture)]
    context = {
        "cases": cases,
        "first": next((case for case, allowed in cases if allowed), None) if _takes_rulings(round_) else None,
        "ruled_count": len(ruled(picture)),
        "takes_rulings": _takes_rulings(round_),
    }
    return render(request, "clusters/ruling_queue.html", frame(request, picture, "ruling_queue", **context))


@login_required
@require_safe
def ruling_list(request, round):
    """Every ruling of the round, also those that no longer count."""
    _, picture = load_for_rulings(request.user, round)
    return render(request, "clusters/ruling_list.html", frame(request, picture, "ruling_queue", lines=ruled(picture)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ruling(request, round, answer):
    """One case: the answer, those who said ja, and the decision."""
    _, picture = load_for_rulings(request.user, round)
    case = find_case(picture, answer)
    if case is None:
        return _gone(request, picture, answer)
    if request.method == "POST":
        return _rule(request, picture, case)
    earlier = _earlier(case, request.GET.get("gendan", ""))
    initial = {"outcome": earlier.outcome, "reason": _again(earlier)} if earlier else None
    return _case_page(request, picture, case, RulingForm(municipality=case.row.name, initial=initial), earlier=earlier)


def _earlier(case, number):
    """Give the ruling with a number, counted from the first on the answer; None where there is none such."""
    lines = case.cell.rulings[::-1]
    place = _whole(number)
    return lines[place - 1].ruling if 0 < place <= len(lines) else None


def _again(ruling):
    """Give the reason of a ruling that puts an earlier one back, which is a ruling of its own."""
    return f"{restored_from(ruling.at)}: {ruling.reason}".replace("\u00a0", " ")


def _takes_rulings(round_):
    return round_.state in RULING_STATES


def _rule(request, picture, case):
    form = RulingForm(request.POST, municipality=case.row.name)
    if not may_rule(request.user, case.row.assessment):
        return _case_page(request, picture, case, form, status=403)
    if not form.is_valid():
        return _case_page(request, picture, case, form)
    try:
        workflow.rule(
            answer_id=case.answer.id,
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            expected=request.POST.get("expected", ""),
            seen=_whole(request.POST.get("seen")),
            actor=request.user,
            at=timezone.now(),
            cpr_confirmed=form.cleaned_data["cpr_confirmed"],
        )
    except workflow.WorkflowError as refusal:
        return _refused(request, picture.round, case, form, refusal)
    messages.success(request, f"Vurderingen er gemt: {case.name} tæller som {form.cleaned_data['outcome']}.")
    return _go_on(request, picture, case)


def _whole(text):
    """Give the number of rulings that the page showed; 0 where what was posted is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _refused(request, round_, case, form, refusal):
    """Show what the workflow refused beside the answer as it now is, with everything that was typed."""
    add_refusal(form, refusal)
    picture = load_picture(round_)
    current = find_case(picture, case.answer.id)
    if current is None:
        return _gone(request, picture, case.answer.id)
    return _case_page(request, picture, current, form)


def _go_on(request, picture, case):
    """Go to the next case in the order the person saw, or back to the list when there is none.

    A ruling may take another *delvis* of the same municipality out of the queue, so the queue is read again.
    """
    waiting = {each.answer.id for each in queue(load_picture(picture.round))} | {case.answer.id}
    cases = [each for each in queue(picture) if each.answer.id in waiting]
    following = next_case(cases, case.answer.id, lambda assessment: may_rule(request.user, assessment))
    if following is None:
        return redirect("clusters:ruling_queue", picture.round.slug)
    return redirect("clusters:ruling", picture.round.slug, following.answer.id)


def _case_page(request, picture, case, form, status=200, earlier=None):
    cases = queue(picture)

    def allowed(assessment):
        return may_rule(request.user, assessment)

    places = [place for place, each in enumerate(cases, 1) if each.answer.id == case.answer.id]
    context = {
        "case": case,
        "earlier": earlier,
        "form": form,
        "cases": [(each, allowed(each.row.assessment), each.answer.id == case.answer.id) for each in cases],
        "place": places[0] if places else None,
        "comparison": compare(picture, case, everybody="alle" in request.GET),
        "consequences": [consequence(picture, case, outcome) for outcome in ("ja", "nej")],
        "next": next_case(cases, case.answer.id, allowed),
        "is_own": not allowed(case.row.assessment),
        "takes_rulings": _takes_rulings(picture.round),
        "ruled_count": len(ruled(picture)),
    }
    page = frame(request, picture, "ruling_queue", **context)
    return render(request, "clusters/ruling_case.html", page, status=status)


def _gone(request, picture, answer_id):
    """Say that the answer is no longer a *delvis*, with what was typed. Raises Http404 for answers of elsewhere."""
    answer = (
        Answer.objects.filter(pk=answer_id, track__assessment__round=picture.round, indicator__parent=None)
        .values(name=F("track__assessment__municipality_name"), number=F("indicator__number"))
        .first()
    )
    if answer is None:
        raise Http404
    context = {"answer": answer, "typed": request.POST.get("reason", "")}
    page = frame(request, picture, "ruling_queue", **context)
    return render(request, "clusters/ruling_gone.html", page, status=409 if request.method == "POST" else 200)
