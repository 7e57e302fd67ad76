"""Builds the demo's two rounds through the workflow, each act at its own time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clusters import workflow
from clusters.models import Cluster, Round, RoundCluster, SelfAssessment, Track
from clusters.submitted import mark_of, unseal
from indicators.outline import load_outline
from misbrug.workspace.demo.answers import Words, read, read_table

DENMARK = ZoneInfo("Europe/Copenhagen")


def at(year, month, day, hour=9, minute=0):
    """Give a time in Denmark."""
    return datetime(year, month, day, hour, minute, tzinfo=DENMARK)


class Player:
    """Plays one round: knows its people, its answers and the words around them."""

    def __init__(self, round_, people, table_name, tendencies=""):
        """Take the round, the People and the names of the tables of answers and of tendencies (Words)."""
        self.round, self.people = round_, people
        self.table = read_table(table_name)
        self.outline = load_outline(round_.catalogue_id)
        self.by_number = {row.number: row for row in self.outline.by_id.values()}
        self.words = Words(tendencies)

    def assessment(self, name):
        """Give the assessment of a municipality by name."""
        return SelfAssessment.objects.select_related("municipality").get(round=self.round, municipality__name=name)

    def fill(self, name, start, *, provision="own", minutes=7):
        """Begin and answer one municipality's assessment from `start` on; gives it and the time of the last answer."""
        tracks = self.table.answers[name]
        assessment = self.assessment(name)
        lead = self.people.lead(assessment.municipality)
        groups = [key.split("+") for key in tracks]
        workflow.begin(assessment.pk, groups=groups, provision=provision, actor=lead, at=start)
        last = start
        for position, (key, answers) in enumerate(tracks.items()):
            track = Track.objects.get(assessment=assessment, area_key=key)
            actor = self.people.caseworker(assessment.municipality, key.split("+"))
            moment = start + timedelta(hours=1 + position * 3)
            for number, value in answers.items():
                moment += timedelta(minutes=minutes)
                self._answer(assessment, track, number, value, actor, moment)
            last = max(last, moment)
        return assessment, last

    def _answer(self, assessment, track, number, value, actor, moment):
        """Answer one indicator and its supplementary questions in one track."""
        if not value:
            return
        indicator = self.by_number[number]
        seed = f"{self.round.slug}-{assessment.municipality.code}-{track.area_key}"
        documented = number in self.table.documented
        # A documented answer stands alone: an invented elaboration beside it would pass for a fact.
        elaboration = "" if documented else self.words.elaboration(number, value, seed)
        self.save(assessment, track, indicator, value, elaboration, actor, moment, is_example=not documented)
        for question in self.outline.supplements_of(indicator.pk):
            answer = self.words.supplement(question, value, seed)
            if answer:
                parts = answer.split("|") if question.answer_type == "multiple_choice" else answer
                self.save(assessment, track, question, parts, "", actor, moment + timedelta(minutes=1))

    def save(self, assessment, track, indicator, value, elaboration, actor, moment, *, base=0, is_example=True):
        """Save one answer through the workflow."""
        workflow.save_answer(
            assessment_id=assessment.pk,
            track_id=track.pk,
            indicator_id=indicator.pk,
            value=value,
            elaboration=elaboration,
            base_version=base,
            actor=actor,
            at=moment,
            is_example=is_example,
        )

    def done(self, assessment, moment, keys=None):
        """Report the tracks of an assessment as done, or those with the area keys given."""
        for track in assessment.tracks.filter(active=True):
            if keys is None or track.area_key in keys:
                actor = self.people.caseworker(assessment.municipality, track.area_key.split("+"))
                workflow.mark_done(track.pk, assessment.pk, actor=actor, at=moment)

    def submit(self, assessment, moment):
        """Submit as the municipality's lead; what the table leaves open is confirmed."""
        lead = self.people.lead(assessment.municipality)
        workflow.submit(assessment.pk, actor=lead, at=moment, confirm_missing=True)

    def rule(self, row, moment):
        """Make one ruling of the table of rulings."""
        assessment = SelfAssessment.objects.select_related("submission").get(
            round=self.round, municipality__name=row["kommune"]
        )
        indicator = self.by_number[row["indikator"]]
        tracks = {track.area_key: track for track in unseal(assessment.submission.content)}
        track = tracks[row["spor"]]
        supplements = [question.pk for question in self.outline.supplements_of(indicator.pk)]
        workflow.rule(
            answer_id=track.get(indicator.pk).id,
            outcome=row["afgørelse"],
            reason=row["begrundelse"],
            expected=mark_of(track, indicator.pk, supplements),
            actor=self.people[row["af"]],
            at=moment,
            is_example=True,
        )


def new_round(catalogue, region, *, slug, name, label, deadline, previous=None, is_example=False):
    """Make a planned round that asks all clusters of the region."""
    round_ = Round.objects.create(
        slug=slug,
        name=name,
        label=label,
        region=region,
        catalogue=catalogue,
        deadline=deadline,
        previous=previous,
        is_example=is_example,
    )
    for order, cluster in enumerate(Cluster.objects.filter(region=region).order_by("order"), start=1):
        RoundCluster.objects.create(round=round_, cluster=cluster, order=order)
    return round_


def play_2014(catalogue, region, people):
    """Build the round of 2014, under behandling. Documented facts agree with the report of that year."""
    chair = people["projektgruppe.lejre"]
    round_ = new_round(
        catalogue,
        region,
        slug="region-sjaelland-2014",
        name="Region Sjælland 2014",
        label="2014",
        deadline=at(2014, 5, 1).date(),
    )
    workflow.open_round(round_.pk, actor=chair, at=at(2014, 3, 3))
    player = Player(round_, people, "svar-2014.csv", "tendenser-2014.csv")
    workflow.withdraw(player.assessment("Stevns").pk, actor=people["tovholder.syd"], at=at(2014, 4, 10, 13, 30))
    buyers = ("Lejre", "Solrød")
    for position, name in enumerate(player.table.answers):
        provision = "bought" if name in buyers else "both" if name == "Lolland" else "own"
        start = at(2014, 4, 1, 9) + timedelta(days=position)
        assessment, last = player.fill(name, start, provision=provision)
        player.done(assessment, last + timedelta(minutes=20))
        player.submit(assessment, last + timedelta(days=6, minutes=12 * position))
    workflow.start_processing(round_.pk, actor=chair, at=at(2014, 5, 2))
    for position, name in enumerate(player.table.answers):
        assessment = player.assessment(name)
        workflow.review(assessment.pk, actor=chair, at=at(2014, 5, 5, 10, position))
    for position, row in enumerate(row for row in read("vurderinger.csv") if row["runde"] == "2014"):
        player.rule(row, at(2014, 5, 20, 9, 10 * position))
    return Round.objects.get(pk=round_.pk)


def end_2014(round_, people):
    """Close the round of 2014 once its report is released."""
    workflow.close_round(round_.pk, actor=people["projektgruppe.lejre"], at=at(2014, 6, 30, 14))


UNDER_WAY = ("Faxe", "Vordingborg", "Kalundborg")
REVIEWED = ("Næstved", "Køge", "Roskilde", "Slagelse")


def play_2026(catalogue, region, people, previous):
    """Build the round of 2026, open: all states from not begun to reviewed. Everything in it is an example."""
    chair = people["projektgruppe.lejre"]
    round_ = new_round(
        catalogue,
        region,
        slug="region-sjaelland-2026",
        name="Region Sjælland 2026",
        label="2026",
        deadline=at(2026, 12, 18).date(),
        previous=previous,
        is_example=True,
    )
    workflow.open_round(round_.pk, actor=chair, at=at(2026, 11, 2))
    player = Player(round_, people, "svar-2026.csv")
    reason = "Kommunen omlægger sit tilbud i år og deltager igen næste gang."
    workflow.withdraw(
        player.assessment("Stevns").pk, actor=people["ansvarlig.stevns"], at=at(2026, 11, 5, 11), reason=reason
    )
    for position, name in enumerate(player.table.answers):
        start = at(2026, 11, 3, 8) + timedelta(days=position % 8, minutes=23 * position)
        provision = "bought" if name in ("Lejre", "Solrød") else "own"
        assessment, last = player.fill(name, start, provision=provision, minutes=6)
        if name in UNDER_WAY:
            continue
        player.done(assessment, last + timedelta(minutes=20))
        player.submit(assessment, last + timedelta(days=2, minutes=11))
    _end_2026(player, chair)
    return round_


def _end_2026(player, chair):
    """Bring the assessments of 2026 to the states they stand in on 21 November."""
    people = player.people
    player.done(player.assessment("Faxe"), at(2026, 11, 19, 14, 5), keys={"alkohol"})
    for position, name in enumerate(REVIEWED):
        workflow.review(player.assessment(name).pk, actor=chair, at=at(2026, 11, 17, 9, 15 * position))
    rulings = {row["kommune"]: row for row in read("vurderinger.csv") if row["runde"] == "2026"}
    player.rule(rulings["Køge"], at(2026, 11, 18, 10))
    player.rule(rulings["Odsherred"], at(2026, 11, 18, 10, 20))
    workflow.return_(
        player.assessment("Solrød").pk,
        actor=chair,
        at=at(2026, 11, 19, 9, 30),
        reason="Uddybningen til 1.3 beskriver en anden kommunes tilbud. Ret den, og send ind igen.",
    )
    _correct_odsherred(player, people, chair)


def _correct_odsherred(player, people, chair):
    """Let Odsherred correct the answer that was ruled on, so that the ruling is void and the answer waits again."""
    assessment = player.assessment("Odsherred")
    workflow.return_(
        assessment.pk,
        actor=chair,
        at=at(2026, 11, 19, 11),
        reason="I har ringet om 2.1: udvalget har behandlet strategien. Ret svaret, og send ind igen.",
    )
    track = Track.objects.get(assessment=assessment, area_key="stof+unge")
    indicator = player.by_number["2.1"]
    current = track.answers.get(indicator=indicator)
    player.save(
        assessment,
        track,
        indicator,
        current.value,
        "Strategien for alkohol er vedtaget. Strategien for stoffer er behandlet i udvalget og venter på byrådet.",
        people.caseworker(assessment.municipality, ["stof"]),
        at(2026, 11, 19, 13, 40),
        base=current.version,
    )
    player.submit(assessment, at(2026, 11, 20, 8, 30))
