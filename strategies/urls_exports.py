"""Addresses of what can be taken along: the agenda item, and the action plan as a workbook."""

from django.urls import path

from strategies.views import exports

urlpatterns = [
    path("<slug:slug>/dagsordenspunkt/", exports.agenda, name="agenda"),
    path("<slug:slug>/dagsordenspunkt.docx", exports.agenda_docx, name="agenda_docx"),
    path("<slug:slug>/handleplan.xlsx", exports.plan_xlsx, name="plan_xlsx"),
]
