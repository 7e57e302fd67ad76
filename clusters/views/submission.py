"""The way of an assessment: submitted, reviewed, returned, out of the round and back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters import history
from clusters.completeness import Kind
from clusters.form_page import load_sheet
from clusters.forms.assessments import ReasonForm, SubmitForm, WithdrawForm
from clusters.models import SelfAssessment, Transition
from clusters.permissions import may_edit_answers, may_review, may_submit
from clusters.task_list import find_return
from clusters.templatetags.assessments import assessment_url, field_url
from clusters.views.access import find_assessment, find_manageable, require
from clusters.workflow import Incomplete, WorkflowError, rejoin, return_, review, submit, why_locked, withdraw

State = SelfAssessment.State
CHANGES_ON_A_PAGE = 50


def _posted(request):
    """Give what a form is bound to: also an empty POST is one."""
    return request.POST if request.method == "POST" else None


@login_required
def assessment_submit(request, round, code):
    """Show all that is missing, and submit for the municipality."""
    found = find_assessment(request.user, round, code)
    require(may_submit(request.user, found), "Det er den kommuneansvarlige, der indsender for kommunen.")
    form = SubmitForm(_posted(request))
    if request.method == "POST" and form.is_valid() and _submit(request, found, form):
        return redirect(assessment_url(found))
    if not found.is_editable or found.state != State.DRAFT:
        messages.info(request, why_locked(found))
        return redirect(assessment_url(found))
    return render(request, "clusters/assessment_submit.html", _before_submission(request.user, found, form))


def _before_submission(user, assessment, form):
    """Give what is shown before submission: what must be written, what can be left, and what one was asked to do."""
    sheet = load_sheet(assessment, user)
    blocking = [gap for gap in sheet.missing if gap.blocking]
    problems = [(f"{gap.label}: {gap.text}", field_url(assessment, gap)) for gap in blocking]
    refused = form.errors.get("confirm_missing", ()) if form.is_bound else ()
    return {
        "assessment": assessment,
        "sheet": sheet,
        "form": form,
        "here": "Indsend",
        "several": len(sheet.heads) > 1,
        "returned": find_return(assessment),
        "blocking": blocking,
        "problems": problems + [(message, "#id_confirm_missing") for message in refused],
        "main": [gap for gap in sheet.missing if gap.kind == Kind.MAIN],
        "supplements": [gap for gap in sheet.missing if gap.kind == Kind.SUPPLEMENT],
    }


def _submit(request, assessment, form):
    """Submit. Gives whether there is nothing more to do on the page; what stops it is shown in the form."""
    confirmed = form.cleaned_data["confirm_missing"]
    try:
        submit(assessment.pk, actor=request.user, at=timezone.now(), confirm_missing=confirmed)
    except Incomplete as error:
        # What must be written is listed with its links by the page itself; what can be confirmed is asked here.
        if not error.blocking:
            form.add_error("confirm_missing", "Besvar det, der mangler, eller bekræft, at I indsender uden.")
        return False
    except WorkflowError as error:
        assessment.refresh_from_db()
        messages.info(request, why_locked(assessment) or error.message)
        return True
    messages.success(request, f"Selvvurderingen er indsendt for {assessment.municipality_name}.")
    return True


@login_required
def assessment_review(request, round, code):
    """Say that a submitted assessment can be read; a GET leads to the task list."""
    found = find_assessment(request.user, round, code)
    require(may_review(request.user, found), "Det er projektgruppen, der gennemgår selvvurderinger.")
    if request.method == "POST":
        try:
            review(found.pk, actor=request.user, at=timezone.now())
        except WorkflowError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{found.municipality_name} er markeret som gennemgået.")
    return redirect(assessment_url(found))


@login_required
def assessment_return(request, round, code):
    """Send an assessment back for correction, with a reason."""
    found = find_assessment(request.user, round, code)
    require(may_review(request.user, found), "Det er projektgruppen, der sender selvvurderinger tilbage.")
    form = ReasonForm(
        _posted(request), label="Hvad skal rettes?", help_text="Kommunen ser teksten øverst i selvvurderingen."
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            return_(
                found.pk,
                actor=request.user,
                at=timezone.now(),
                reason=data["reason"],
                cpr_confirmed=data["cpr_confirmed"],
            )
        except WorkflowError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Selvvurderingen er sendt tilbage til {found.municipality_name}.")
            return redirect(assessment_url(found))
    return render(
        request, "clusters/assessment_return.html", {"assessment": found, "form": form, "here": "Send tilbage"}
    )


@login_required
def assessment_participation(request, round, code):
    """Say that a municipality takes no part in the round, or take it back."""
    found = find_manageable(request.user, round, code)
    if request.POST.get("act") == "rejoin":
        _rejoin(request, found)
        return redirect(request.path)
    form = WithdrawForm(
        _posted(request),
        name=found.municipality_name,
        required=False,
        label="Hvorfor deltager kommunen ikke?",
        help_text="Står i statusrapporten. Uden en begrundelse står der ”klyngen kender ikke årsagen”.",
    )
    if request.method == "POST" and form.is_valid() and _withdraw(request, found, form):
        return redirect(request.path)
    context = {
        "assessment": found,
        "form": form,
        "may_see": found.participates or may_edit_answers(request.user, found),
    }
    return render(request, "clusters/assessment_participation.html", context)


def _withdraw(request, assessment, form):
    """Withdraw. Gives whether it was done; what was refused is shown in the form."""
    data = form.cleaned_data
    try:
        withdraw(
            assessment.pk,
            actor=request.user,
            at=timezone.now(),
            reason=data["reason"],
            cpr_confirmed=data["cpr_confirmed"],
        )
    except WorkflowError as error:
        form.refuse(error)
        return False
    messages.success(request, f"{assessment.municipality_name} er meldt ud af runden.")
    return True


def _rejoin(request, assessment):
    try:
        rejoin(assessment.pk, actor=request.user, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{assessment.municipality_name} deltager igen. Det, der stod, står der stadig.")


@login_required
@require_safe
def assessment_history(request, round, code):
    """Show what has happened to an assessment; the changes of its answers to its own people alone."""
    found = find_assessment(request.user, round, code)
    own = may_edit_answers(request.user, found)
    reasons = own or may_review(request.user, found)
    acts = found.transitions.exclude(act=Transition.Act.RULE) if own or reasons else _public_acts(found)
    acts = acts.order_by("-at", "-pk")
    context = {"assessment": found, "own": own, "reasons": reasons, "acts": acts, "here": "Historik"}
    if own:
        changes = Paginator(history.acts_in(found), CHANGES_ON_A_PAGE).get_page(request.GET.get("side"))
        context |= {"page": changes, "changes": history.read_changes(found, changes.object_list)}
    return render(request, "clusters/assessment_history.html", context)


def _public_acts(assessment):
    """Give the acts that say nothing of a draft."""
    act = Transition.Act
    return assessment.transitions.filter(
        act__in=[act.JOIN, act.SUBMIT, act.SUBMIT_FOR, act.REVIEW, act.WITHDRAW, act.REJOIN]
    )
