"""Who is reminded that a self-assessment has not been submitted, and of what."""

from collections import Counter
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from clusters.completeness import Kind, Share, progress
from clusters.models import Membership, SelfAssessment
from clusters.workflow.assessments import find_missing, load_live_tracks
from indicators.outline import load_outline
from misbrug.accounts.models import User
from misbrug.text.danish import sort_key

ANSWERING = (Membership.Role.CASEWORKER, Membership.Role.MUNICIPAL_LEAD)
WAITING = (SelfAssessment.State.NOT_STARTED, SelfAssessment.State.DRAFT)


@dataclass(frozen=True)
class Unfinished:
    """An assessment that waits to be submitted: its main questions, all and by track, and what else is missing.

    `words` counts elaborations and reasons, without which it cannot be submitted, `supplements` the supplementary
    questions. `may_submit` says whether the one reminded is a lead of the municipality.
    """

    assessment: SelfAssessment
    answers: Share
    tracks: tuple[tuple[str, Share], ...]
    words: int
    supplements: int
    may_submit: bool = False

    @property
    def name(self):
        """Give the municipality's name in the round."""
        return self.assessment.municipality_name

    @property
    def is_begun(self):
        """Say whether the municipality has chosen how it answers."""
        return self.assessment.state != SelfAssessment.State.NOT_STARTED

    @property
    def address(self):
        """Give the whole address of the assessment's own page."""
        where = {"round": self.assessment.round.slug, "code": self.assessment.municipality.code}
        return settings.SITE_URL + reverse("clusters:assessment", kwargs=where)


@dataclass(frozen=True)
class Reminder:
    """One person and what is unfinished in the municipalities he or she answers for."""

    user: User
    unfinished: tuple[Unfinished, ...]

    @property
    def names(self):
        """Give the municipalities' names in Danish order."""
        return [each.name for each in self.unfinished]


def load_reminders(round_):
    """Give (the Reminders of an open round, the names of municipalities in which there is nobody to remind).

    Reminded are active caseworkers and leads of the municipalities that take part and have not submitted, or have
    been asked to correct and have not submitted again. Two queries an unfinished municipality and a fixed few.
    """
    outline = load_outline(round_.catalogue_id)
    waiting = [_unfinished(assessment, outline) for assessment in _waiting(round_)]
    people, leads = {}, set()
    for role in Membership.objects.filter(
        role__in=ANSWERING,
        municipality__in=[each.assessment.municipality_id for each in waiting],
        user__is_active=True,
    ).select_related("user"):
        people.setdefault(role.user, set()).add(role.municipality_id)
        if role.role == Membership.Role.MUNICIPAL_LEAD:
            leads.add((role.user, role.municipality_id))
    reached = set().union(*people.values())
    reminders = [
        Reminder(user, tuple(_for_person(each, user, leads) for each in waiting if _place(each) in places))
        for user, places in people.items()
    ]
    reminders.sort(key=lambda reminder: (sort_key(reminder.names[0]), sort_key(reminder.user.name), reminder.user.pk))
    return reminders, [each.name for each in waiting if _place(each) not in reached]


def _waiting(round_):
    rows = SelfAssessment.objects.filter(round=round_, state__in=WAITING).select_related("municipality", "round")
    return sorted(rows, key=lambda row: sort_key(row.municipality_name))


def _unfinished(assessment, outline):
    tracks = load_live_tracks(assessment, outline) if assessment.state != SelfAssessment.State.NOT_STARTED else ()
    shares = progress(outline.by_id.values(), tracks)
    gaps = Counter(gap.kind for gap in find_missing(outline, tracks))
    return Unfinished(
        assessment=assessment,
        answers=shares.answers,
        tracks=tuple((track.name, shares.tracks[track.id]) for track in tracks),
        words=gaps[Kind.ELABORATION] + gaps[Kind.REASON],
        supplements=gaps[Kind.SUPPLEMENT],
    )


def _place(unfinished):
    return unfinished.assessment.municipality_id


def _for_person(unfinished, user, leads):
    return replace(unfinished, may_submit=(user, _place(unfinished)) in leads)


def mail_of(reminder, round_, today):
    """Give the e-mail that reminds one person. `today` is a date: days to the deadline are counted from it."""
    context = {"reminder": reminder, "round": round_, "today": today}
    subject = render_to_string("workspace/email/reminder_subject.txt", context)
    message = render_to_string("workspace/email/reminder_message.txt", context)
    # A header is one line, whatever stands in a name.
    return EmailMessage(" ".join(subject.split()), message.strip() + "\n", to=[reminder.user.email])
