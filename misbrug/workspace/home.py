"""What the start page shows: where to go on, what waits, how it went last time, what has happened.

A fixed number of queries for a role, whatever the number of rounds: only the round that is worked on now counts.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from clusters.completeness import Progress, progress
from clusters.consolidation import Counts, Outcome, count
from clusters.current import current_first
from clusters.dashboard import ClusterPicture, MunicipalityRow, RoundPicture, load_picture
from clusters.models import ClusterReport, Round, SelfAssessment, StatusReport, Transition
from clusters.permissions import standing, visible_rounds
from clusters.submitted import SubmittedTrack
from clusters.workflow.assessments import find_missing, load_live_tracks
from indicators.outline import load_outline
from misbrug.text.danish import count as counted
from misbrug.text.danish import date_short, join
from strategies.permissions import visible_strategies
from strategies.remedies import Need, load_remedies, needs_of

State = SelfAssessment.State
TASKS_SHOWN = 8
NEEDS_SHOWN = 5


@dataclass(frozen=True)
class Task:
    """One thing that waits for the user. `due` is a date or None, `icon` a name of the sprite."""

    icon: str
    title: str
    url: str
    hint: str
    about: str
    due: date | None = None


@dataclass(frozen=True)
class OwnCard:
    """One's own assessment: how far it is and where to go on. `next` is (address, label) or None."""

    assessment: SelfAssessment
    tracks: tuple[SubmittedTrack, ...]
    progress: Progress
    next: tuple[str, str] | None
    done: tuple
    returned: Transition | None

    @property
    def shares(self):
        """Give (track, its Share) in order."""
        return [(track, self.progress.tracks[track.id]) for track in self.tracks]


@dataclass(frozen=True)
class LastTime:
    """How one's municipality came out in the round before: its row, and its counts."""

    picture: RoundPicture
    row: MunicipalityRow
    counts: Counts

    @property
    def round(self):
        """Give the round."""
        return self.picture.round

    @property
    def indicators(self):
        """Give the indicators that are consolidated, in order."""
        return self.picture.verdicts

    @property
    def tiles(self):
        """Give (indicator, Result) in order."""
        return [(indicator, self.row.results[indicator.pk]) for indicator in self.indicators]


@dataclass(frozen=True)
class FollowUp:
    """What the last submitted round's nej led to in one's own municipality, those with nothing yet first."""

    round: Round
    row: MunicipalityRow
    needs: tuple[Need, ...]

    @property
    def without(self):
        """Give the number of indicators that no goal or activity means to change."""
        return sum(not need.has_remedy for need in self.needs)

    @property
    def shown(self):
        """Give the indicators shown on the page."""
        return sorted(self.needs, key=lambda need: need.has_remedy)[:NEEDS_SHOWN]


@dataclass(frozen=True)
class Home:
    """The start page as a whole. What a role has no use for is None or empty."""

    round: Round | None
    card: OwnCard | None
    picture: RoundPicture | None
    clusters: tuple[ClusterPicture, ...]
    last_time: LastTime | None
    tasks: tuple[Task, ...]
    events: tuple[Transition, ...]
    follow_up: FollowUp | None = None

    @property
    def more_tasks(self):
        """Give how many tasks wait beyond those shown."""
        return max(0, len(self.tasks) - TASKS_SHOWN)

    @property
    def shown_tasks(self):
        """Give the tasks shown on the page."""
        return self.tasks[:TASKS_SHOWN]


NOTHING = Home(None, None, None, (), None, (), ())


def load_home(user):
    """Load the start page of a user."""
    who = standing(user)
    if not who.takes_part:
        return NOTHING
    round_ = _current_round(user)
    if round_ is None:
        return NOTHING
    picture = load_picture(round_)
    own = next(
        (a for a in _everybody(picture) if a.municipality_id in who.own), None
    )  # With several municipalities the first is shown; the list of assessments holds them all.
    card, tasks = (None, []) if own is None else _own(own, who)
    tasks += _tasks_of_leader(picture, who)
    if round_.region_id in who.project:
        tasks += _tasks_of_project_group(picture, who)
    tasks += _tasks_of_report(round_, picture, own, who)
    last_time = _last_time(round_, own)
    return Home(
        round=round_,
        card=card,
        picture=picture,
        clusters=_clusters_of(picture, who, own),
        last_time=last_time,
        tasks=tuple(tasks),
        events=_events(round_, own, who),
        follow_up=_follow_up(user, picture, own, last_time),
    )


def _current_round(user):
    """Give the round that is worked on now, else the newest; None where there is none."""
    rounds = visible_rounds(user).exclude(state=Round.State.PLANNED)
    return next(iter(current_first(rounds.select_related("catalogue", "region", "previous", "report"))), None)


def _everybody(picture):
    return [row.assessment for row in picture.rows] + list(picture.absent)


def _assessment_url(name, assessment, **extra):
    where = {"round": assessment.round.slug, "code": assessment.municipality.code}
    return reverse(f"clusters:{name}", kwargs=where | extra)


def _own(assessment, who):
    """Give the card of one's own assessment and the tasks that follow from it."""
    round_ = assessment.round
    outline = load_outline(round_.catalogue_id)
    tracks = load_live_tracks(assessment, outline) if assessment.state != State.NOT_STARTED else ()
    gaps = find_missing(outline, tracks) if assessment.is_editable else ()
    mine = [gap for gap in gaps if _is_mine(gap.track, who)] or list(gaps)
    tasks = []
    if assessment.state == State.NOT_STARTED and assessment.is_editable:
        url = _assessment_url("assessment_tracks", assessment)
        tasks.append(
            Task("edit", "Begynd selvvurderingen", url, "Vælg, hvordan I svarer", str(round_), round_.deadline)
        )
    tasks += [_gap_task(gap, assessment, outline) for gap in mine]
    returned = assessment.transitions.filter(act=Transition.Act.RETURN).order_by("-at").first()
    returned = returned if assessment.is_being_corrected and assessment.is_editable else None
    may_submit = assessment.municipality_id in who.leads and assessment.is_editable and bool(tracks)
    if may_submit and not gaps:
        url = _assessment_url("assessment_submit", assessment)
        title = f"Indsend for {assessment.municipality_name}"
        hint = "Når det, projektgruppen skrev, er rettet" if returned else "Alle spørgsmål er besvaret"
        tasks.insert(0, Task("send", title, url, hint, str(round_), round_.deadline))
    if returned:
        url = _assessment_url("assessment", assessment)
        hint = "Projektgruppen har sendt den tilbage"
        tasks.insert(0, Task("feedback", "Ret selvvurderingen", url, hint, str(round_), round_.deadline))
    card = OwnCard(
        assessment=assessment,
        tracks=tracks,
        progress=progress(outline.by_id.values(), tracks),
        next=_where_to_go_on(assessment, mine, outline, who),
        returned=returned,
        done=_done_tracks(assessment) if tracks else (),
    )
    return card, tasks


def _is_mine(track, who):
    return not who.areas or not track.areas.isdisjoint(who.areas)


def _done_tracks(assessment):
    return tuple(assessment.tracks.filter(active=True, done_at__isnull=False).select_related("done_by"))


def _field_url(gap, assessment, outline):
    number = outline.by_id[gap.question.id].recommendation.number
    page = _assessment_url("assessment_recommendation", assessment, number=number)
    return f"{page}#svar-{gap.track.id}-{gap.question.id}"


def _gap_task(gap, assessment, outline):
    question = gap.question
    where = f" i {gap.track.name}" if " " in gap.label else ""
    verb = "Uddyb" if gap.blocking else "Besvar"
    return Task(
        "edit",
        f"{verb} {question.number}{where}",
        _field_url(gap, assessment, outline),
        question.text,
        str(assessment.round),
        assessment.round.deadline,
    )


def _where_to_go_on(assessment, gaps, outline, who):
    """Give (address, label) of the one thing to do next, None where nothing waits."""
    if not assessment.is_editable:
        return None
    if assessment.state == State.NOT_STARTED:
        return _assessment_url("assessment_tracks", assessment), "Begynd selvvurderingen"
    if assessment.is_being_corrected:
        return _assessment_url("assessment", assessment), "Ret selvvurderingen"
    if gaps:
        where = f" i {gaps[0].track.name}" if " " in gaps[0].label else ""
        return _field_url(gaps[0], assessment, outline), f"Fortsæt ved {gaps[0].question.number}{where}"
    if assessment.municipality_id in who.leads:
        return _assessment_url("assessment_submit", assessment), f"Indsend for {assessment.municipality_name}"
    return None


def _tasks_of_leader(picture, who):
    """Give what waits for a cluster lead: members that have not submitted while the round is open."""
    if not picture.round.is_open:
        return []
    tasks = []
    for cluster in picture.clusters:
        if cluster.round_cluster.cluster_id not in who.clusters:
            continue
        late = [row.name for row in cluster.rows if row.assessment.submission_id is None]
        if late:
            title = f"{counted(len(late), 'kommune', 'kommuner').capitalize()} i {cluster.name} har ikke indsendt"
            url = reverse("clusters:dashboard", kwargs={"round": picture.round.slug})
            tasks.append(Task("groups", title, url, join(late), str(picture.round), picture.round.deadline))
    return tasks


def _tasks_of_project_group(picture, who):
    """Give what waits for the project group: rulings and reviews, never those of one's own municipality."""
    slug = picture.round.slug
    tasks = []
    waiting = [item for item in picture.pending() if item[0].assessment.municipality_id not in who.home]
    if waiting and picture.round.state != Round.State.CLOSED:
        title = f"Vurdér {counted(len(waiting), 'svar', 'svar', 'neuter')}, der afventer"
        names = join(sorted({row.name for row, _, _ in waiting}))
        tasks.append(Task("checklist", title, reverse("clusters:ruling_queue", args=[slug]), names, str(picture.round)))
    for row in picture.rows:
        if row.assessment.state == State.SUBMITTED and picture.round.state != Round.State.CLOSED:
            url = _assessment_url("assessment", row.assessment)
            sent = f"Indsendt {date_short(row.assessment.submission.submitted_at)}"
            tasks.append(Task("visibility", f"Gennemgå {row.name}", url, sent, str(picture.round)))
    return tasks


def _tasks_of_report(round_, picture, own, who):
    """Give what waits about the status report: each role's own part of its way."""
    report, slug, name = getattr(round_, "report", None), round_.slug, str(round_)
    stage = report.state if report else StatusReport.State.DRAFT
    tasks = []
    if own is not None and stage == StatusReport.State.MUNICIPALITIES:
        url = reverse("clusters:reply_shown", args=[slug, own.municipality.code])
        title = f"Se, hvordan {own.municipality_name} vises i rapporten"
        tasks.append(
            Task("visibility", title, url, "Bed om rettelse, hvis noget er forkert", name, report.reply_deadline)
        )
    elif own is not None and stage != StatusReport.State.DRAFT and own.corrections.filter(report=report).exists():
        url = reverse("clusters:reply_shown", args=[slug, own.municipality.code])
        tasks.append(Task("feedback", "Se svarene på jeres ønsker om rettelse", url, "", name))
    if stage != StatusReport.State.RELEASED:
        tasks += _cluster_reports_to_write(round_, picture, who)
    if round_.region_id in who.project and report:
        waiting = report.corrections.filter(state="open").exclude(assessment__municipality_id__in=who.home).count()
        if waiting:
            title = f"Svar på {counted(waiting, 'ønske', 'ønsker', 'neuter')} om rettelse"
            tasks.append(Task("feedback", title, reverse("clusters:correction_list", args=[slug]), "", name))
    if round_.state in (Round.State.PROCESSING, Round.State.CLOSED) and stage != StatusReport.State.RELEASED:
        url = reverse("clusters:report_way", args=[slug])
        if round_.region_id in who.steering and stage == StatusReport.State.STEERING:
            tasks.append(Task("document", "Læs og frigiv statusrapporten", url, "Den ligger hos styregruppen", name))
        elif round_.region_id in who.project and stage != StatusReport.State.STEERING:
            where = (
                "Den ligger hos projektgruppen" if stage == StatusReport.State.DRAFT else "Den ligger hos kommunerne"
            )
            tasks.append(Task("document", "Gør statusrapporten færdig", url, where, name))
    return tasks


def _cluster_reports_to_write(round_, picture, who):
    """Give the cluster reports that one leads and that are not delivered."""
    led = [row.round_cluster for row in picture.clusters if row.round_cluster.cluster_id in who.clusters]
    delivered = set(
        ClusterReport.objects.filter(round_cluster__in=led, state=ClusterReport.State.DELIVERED).values_list(
            "round_cluster_id", flat=True
        )
        if led
        else ()
    )
    return [
        Task(
            "edit",
            f"Skriv klyngerapporten for {cluster}",
            reverse("clusters:cluster_report", args=[round_.slug, cluster.cluster.slug]),
            "Den bliver et bilag i statusrapporten",
            str(round_),
        )
        for cluster in led
        if cluster.pk not in delivered
    ]


def _clusters_of(picture, who, own):
    """Give the clusters shown at the side: one's own, or all of them for who works across."""
    if picture.round.region_id in who.project | who.steering:
        return picture.clusters
    return tuple(
        cluster
        for cluster in picture.clusters
        if cluster.round_cluster.cluster_id in who.clusters
        or (own is not None and cluster.round_cluster.pk == own.round_cluster_id)
    )


def _last_time(round_, own):
    """Give how one's municipality came out in the round before; None where it took no part."""
    if own is None or round_.previous is None:
        return None
    code = own.municipality.code
    before = load_picture(round_.previous, municipality_code=code)
    row = before.find(code)
    if row is None or row.assessment.submission_id is None:
        return None
    return LastTime(before, row, count(row.results.values()))


def _events(round_, own, who):
    """Give the last things that happened and that the user may know of."""
    about = Q(assessment__isnull=True)
    if own is not None:
        about |= Q(assessment=own)
    if who.clusters:
        about |= Q(assessment__round_cluster__cluster_id__in=who.clusters)
    if round_.region_id in who.project:
        act = Transition.Act
        about |= Q(act__in=[act.SUBMIT, act.SUBMIT_FOR, act.WITHDRAW, act.REJOIN, act.RULE])
    return tuple(Transition.objects.filter(about, round=round_).select_related("assessment").order_by("-at", "-pk")[:5])


def _follow_up(user, picture, own, last_time):
    """Give what the nej of the latest round with a submission led to; None where there is no submission or no nej."""
    if own is None:
        return None
    row = picture.find(own.municipality.code)
    if row is None or not row.has_submitted:
        if last_time is None:
            return None
        picture, row = last_time.picture, last_time.row
    keys = [indicator.key for indicator in picture.verdicts if row.results[indicator.pk].value == Outcome.NO]
    if not keys:
        return None
    strategies = visible_strategies(user).filter(adoptions__municipality=own.municipality_id)
    remedies = load_remedies(strategies, picture.round.catalogue_id, keys)
    return FollowUp(picture.round, row, needs_of(picture, row, Outcome.NO, remedies))
