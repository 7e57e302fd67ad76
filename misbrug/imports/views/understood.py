"""What was understood of a file: how it was read, its tables, and what each column is taken for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from misbrug.imports import workflow
from misbrug.imports.forms import IntoForm, MappingForm, ReadingForm
from misbrug.imports.pages import is_clear, table_parts, unknown_headings
from misbrug.imports.recall import recalled_notes
from misbrug.imports.views.access import elsewhere, find_run
from misbrug.imports.views.stream import carry_out
from misbrug.tables.book import Reading, Understood, UnusableFile


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def understood(request, pk):
    """Show what was understood; a post corrects how the file is read, or says what its columns are."""
    run = find_run(request.user, pk, "file")
    if away := elsewhere(run):
        return redirect(away)
    if request.method == "POST" and request.POST.get("act") == "read":
        return _read_again(request, run)
    if request.method == "POST" and request.POST.get("act") == "into":
        return _put_into(request, run)
    if request.method == "POST":
        return _map(request, run)
    return _page(request, run)


def _read_again(request, run):
    form = ReadingForm(request.POST, reading=Reading())
    if not form.is_valid():
        return _page(request, run, reading_form=form, status=422)
    try:
        read = workflow.reread(run.pk, reading=form.reading())
    except (workflow.RunError, UnusableFile) as refusal:
        return _page(request, run, reading_form=form, refusals=[str(refusal)], status=422)
    _tell_of_forgotten(request, run, read)
    return redirect("imports:understood", run.pk)


def _put_into(request, run):
    """Take what the rows go into, which the file does not say."""
    kind = workflow.kind_of(run)
    if kind.target is None:
        return redirect("imports:understood", run.pk)
    form = IntoForm(kind, request.user, request.POST)
    if not form.is_valid():
        return _page(request, run, into_form=form, status=422)
    try:
        run = workflow.reread(run.pk, target=form.cleaned_data["target"])
        is_clear_now = is_clear(workflow.understand(run), run.columns)
    except (workflow.RunError, UnusableFile) as refusal:
        return _page(request, run, into_form=form, refusals=[str(refusal)], status=422)
    return carry_out(request, plan_run(request, run.pk)) if is_clear_now else redirect("imports:understood", run.pk)


def _map(request, run):
    try:
        form = MappingForm(request.POST, understood=workflow.understand(run))
    except (workflow.RunError, UnusableFile):
        return _page(request, run, status=422)
    if not form.is_valid():
        return _page(request, run, mapping_form=form, status=422)
    try:
        mapped = workflow.map_columns(run.pk, columns=form.columns(), actor=request.user)
    except workflow.RunError as refusal:
        return _page(request, run, mapping_form=form, refusals=[refusal.message], status=422)
    _tell_of_forgotten(request, run, mapped)
    run = find_run(request.user, run.pk, "file")
    found = workflow.understand(run)
    if not found.is_usable:
        return _page(request, run, status=422)
    return carry_out(request, plan_run(request, run.pk))


def _tell_of_forgotten(request, before, after):
    """Say that what was decided is gone, where something was."""
    if before.decisions and not after.decisions:
        messages.info(request, "Dine svar på spørgsmål er glemt, for filen er nu læst på en anden måde.")


def plan_run(request, pk, news=""):
    """Plan the run and lead to its preview; where it cannot be planned give this page with the reason.

    `news` is the word in the preview's address for why it is a new one.
    """
    try:
        yield from workflow.preview(pk, actor=request.user, at=timezone.now())
    except (UnusableFile, workflow.RunError) as refusal:
        run = find_run(request.user, pk, "file")
        return redirect(elsewhere(run)) if elsewhere(run) else _page(request, run, refusals=[str(refusal)], status=422)
    address = reverse("imports:preview", args=[pk])
    return redirect(f"{address}?nyt={news}" if news else address)


def _page(request, run, *, reading_form=None, mapping_form=None, into_form=None, refusals=(), status=200):
    """Give the page. A file that can no longer be read says why in the error summary."""
    book, found, missing = None, Understood("", (), ()), ()
    try:
        book = workflow.book_of(run)
        found = workflow.understand(run, book)
    except (workflow.RunError, UnusableFile) as refusal:
        refusals = [*refusals, str(refusal)]
    else:
        if into_form is None and _lacks_target(run, found):
            into_form = IntoForm(workflow.kind_of(run), request.user)
        missing = _missing(found, into_form and workflow.kind_of(run).target.name)
        # The same in one sentence, which is what those are told who have no page.
        refusals = [message for message in refusals if found.is_usable or message != found.refusal]
    mapping_form = mapping_form or MappingForm(understood=found)
    is_csv = book is not None and bool(book.reading.separator)
    if is_csv and reading_form is None:
        reading_form = ReadingForm(reading=book.reading)
    open_columns, parts = table_parts(found, mapping_form, unknown_headings(found, run.columns))
    context = {
        "run": run,
        "kind": workflow.kind_of(run),
        "understood": found,
        "notes": [*found.notes, *recalled_notes(run, found)],
        "read_as": book.reading.in_words() if book else "",
        "sheets": len(book.sheets) if book else 0,
        "open_columns": open_columns,
        "parts": parts,
        "mapping_form": mapping_form,
        "into_form": into_form,
        "reading_form": reading_form if is_csv or refusals else None,
        "matched": found.column_counts,
        "refusals": [*((message, "") for message in dict.fromkeys(refusals)), *missing],
    }
    return render(request, "imports/understood.html", context, status=status)


def _lacks_target(run, found):
    """Say whether nothing but a column that says what the rows go into keeps the file from being used."""
    kind = workflow.kind_of(run)
    lacks = bool(found.tables) and kind.target_column in found.missing
    return lacks and kind.target is not None and not run.target_slug


def _missing(found, target_name):
    """Give (message, address) of what keeps the file from being used; `target_name` where the page asks for that."""
    if found.tables and found.missing:
        for label in found.missing_labels:
            if target_name and len(found.missing) == 1:
                yield f"Filen har ingen kolonne ”{label}”. Vælg {target_name}.", "#id_into-target"
                continue
            yield f"Filen mangler kolonnen ”{label}”. Vælg, hvilken af filens kolonner det er.", "#kolonner"
    elif found.refusal:
        yield found.refusal, ""
