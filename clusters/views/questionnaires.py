"""Questionnaires to fill in offline: one municipality's as a workbook, and those of a whole round together."""

import io
import zipfile

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from clusters.answer_tables.questionnaire import load_empty_questionnaires, load_questionnaire
from clusters.answer_tables.questionnaire_xlsx import MEDIA_TYPE, render_questionnaire
from clusters.models import SelfAssessment
from clusters.permissions import editable_assessments, may_manage_round
from clusters.views.access import RELATED, find_assessment
from clusters.views.editions import attachment
from clusters.views.frame import load_round
from misbrug.text.danish import loose_fold


@login_required
@require_safe
def assessment_questionnaire(request, round, code):
    """Fetch a municipality's questionnaire: with its answers for its own people, empty for those who manage the
    round."""
    place = {"round__slug": round, "municipality__code": code}
    own = editable_assessments(request.user).select_related(*RELATED).filter(**place).first()
    found = own or _managed(request.user, place)
    if found is None:
        find_assessment(request.user, round, code)
        raise PermissionDenied("Spørgeskemaet hentes af kommunens egne sagsbehandlere og af dem, der styrer runden.")
    questionnaire = load_questionnaire(found, filled=own is not None)
    data = render_questionnaire(questionnaire, timezone.now())
    return attachment(data, f"{questionnaire.file_name}.xlsx", MEDIA_TYPE)


def _managed(user, place):
    """Give an assessment of a round that the user manages, None where there is none."""
    found = SelfAssessment.objects.select_related(*RELATED).filter(**place).first()
    return found if found and may_manage_round(user, found.round) else None


@login_required
@require_safe
def round_questionnaires(request, round):
    """Fetch an empty questionnaire for each municipality that takes part in a round, all in one file."""
    round_ = load_round(request.user, round)
    if not may_manage_round(request.user, round_):
        raise PermissionDenied("Kun regionens projektgruppe og administratorer henter spørgeskemaer til alle kommuner.")
    at, out = timezone.now(), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for questionnaire in load_empty_questionnaires(round_):
            archive.writestr(f"{questionnaire.file_name}.xlsx", render_questionnaire(questionnaire, at))
    name = slugify(loose_fold(f"spørgeskemaer {round_.slug}"))
    return attachment(out.getvalue(), f"{name}.zip", "application/zip")
