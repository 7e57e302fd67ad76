"""Self-assessments: the list, the form, and the way from begun to reviewed."""

from django.urls import path

from clusters.views import answers, assessments, questionnaires, submission, tracks

PLACE = "selvvurderinger/<slug:round>/<str:code>/"

urlpatterns = [
    path("selvvurderinger/", assessments.assessment_list, name="assessment_list"),
    path(PLACE, assessments.assessment, name="assessment"),
    path(f"{PLACE}anbefaling/<int:number>/", assessments.assessment_recommendation, name="assessment_recommendation"),
    path(f"{PLACE}gem/", answers.answer_save, name="answer_save"),
    path(f"{PLACE}spor/", tracks.assessment_tracks, name="assessment_tracks"),
    path(f"{PLACE}spor/<int:track>/faerdig/", tracks.assessment_track_done, name="assessment_track_done"),
    path(f"{PLACE}indsend/", submission.assessment_submit, name="assessment_submit"),
    path(f"{PLACE}send-tilbage/", submission.assessment_return, name="assessment_return"),
    path(f"{PLACE}gennemgaa/", submission.assessment_review, name="assessment_review"),
    path(f"{PLACE}deltagelse/", submission.assessment_participation, name="assessment_participation"),
    path(f"{PLACE}historik/", submission.assessment_history, name="assessment_history"),
    path(f"{PLACE}svar/<int:answer>/historik/", answers.answer_history, name="answer_history"),
    path(f"{PLACE}svar/<int:answer>/historik/<row:version>/gendan/", answers.answer_restore, name="answer_restore"),
    path(f"{PLACE}spoergeskema/", questionnaires.assessment_questionnaire, name="assessment_questionnaire"),
    path(f"{PLACE}udskriv/", assessments.assessment_print, name="assessment_print"),
]
