"""What the pages of an assessment need: `{% load assessments %}`."""

from django import template
from django.urls import reverse
from django.utils import timezone

from misbrug.text.danish import date_short, time

register = template.Library()


@register.filter
def gemt(answer):
    """Say when an answer was saved: "Gemt 10.42" today, else "Gemt 19. nov.", with the year where it is another."""
    when = answer.answered_at.astimezone(timezone.get_current_timezone())
    today = timezone.localdate()
    if when.date() == today:
        return f"Gemt {time(when)}"
    return f"Gemt {date_short(when, year=when.year != today.year)}"


@register.simple_tag
def assessment_url(assessment, name="assessment", **extra):
    """Give the address of a page of the assessment: `{% assessment_url assessment "assessment_submit" %}`."""
    where = {"round": assessment.round.slug, "code": assessment.municipality.code}
    return reverse(f"clusters:{name}", kwargs=where | extra)


@register.simple_tag
def field_url(assessment, gap):
    """Give the address of the field in which something is missing."""
    page = assessment_url(assessment, "assessment_recommendation", number=gap.question.recommendation.number)
    return f"{page}?spor={gap.track.id}#svar-{gap.track.id}-{gap.question.pk}"
