"""The world that is asked about: two regions, three clusters, four municipalities, and one thing of every kind.

Everything is made through the workflow. What a case says of states is then set in the rows themselves, inside a
savepoint, since many ways lead to the same state and the decisions may hang on the state alone.
"""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.models import (
    AdviceItem,
    AgendaItem,
    Annex,
    Body,
    Edition,
    NeedRate,
    Round,
    SelfAssessment,
    StatusReport,
    Task,
)
from clusters.ruling_page import queue
from clusters.workflow.deleting import archive
from misbrug.imports import workflow as imports
from misbrug.imports.kinds import KINDS
from strategies import workflow as strategies
from strategies.models import Strategy, TheoryColumn, TheoryOfChange, TheoryStep
from tests import factories
from tests import strategies as make
from tests.clusters.editions import json_alone
from tests.rights.actors import make_users
from tests.rights.marks import MARKS as M

DELVIS = {("alkohol", "1.1"): "delvis", ("alkohol", "1.2"): "nej"}
FILES = {
    "municipalities": "kommunekode;navn;region\n9999;{mark};Region Sjælland\n",
    "answers": "runde;kommunekode;spor;indikator;svar\nrunden;1001;Alkohol;1.1;{mark}\n",
}
MAKERS = (("municipalities", "administrator"), ("answers", "administrator"), ("answers", "caseworker A"))


class World:
    """Everything there is, by the words that cases use."""

    def __init__(self):
        """Build it, in a database that holds nothing else."""
        self._geography()
        self.users = make_users(self.places)
        self._rounds()
        self._report()
        self._strategies()
        self.runs = {
            (kind, maker): imports.start(
                KINDS[kind],
                FILES[kind].format(mark=M[f"import of {kind} by {maker}"]).encode(),
                "fil.csv",
                actor=self.users[maker],
                at=timezone.now(),
            )
            for kind, maker in MAKERS
        }

    # ---- building ---------------------------------------------------------------------------------------------

    def _geography(self):
        sj = factories.RegionFactory(slug="region-sjaelland", name="Region Sjælland")
        no = factories.RegionFactory(slug="region-nord", name="Region Nord")
        towns = {"A": ("1001", "Alslev", sj), "B": ("1002", "Birkby", sj)}
        towns |= {"C": ("1003", "Classensdal", sj), "N": ("1004", "Nykøb", no)}
        self.places = {"sj": sj, "no": no}
        for letter, (code, name, region) in towns.items():
            self.places[letter] = factories.MunicipalityFactory(code=code, name=name, region=region)
        of = self.places
        for slug, members in (("syd", "AB"), ("øst", "C"), ("nord", "N")):
            ascii_slug = slug.replace("ø", "oe")
            towns = [of[letter] for letter in members]
            of[slug] = factories.cluster_of(
                *towns, slug=f"klynge-{ascii_slug}", name=f"Klynge {slug}", region=towns[0].region
            )
        NeedRate.objects.create(name="Børn", count=1, population=100, year=2014, source="Opdigtet")
        gone = NeedRate.objects.create(name="Nedlagt", count=1, population=100, year=2014, source="Opdigtet")
        self.deleted_rate = _deleted(gone, gone)
        self.bodies = {
            "region": Body.objects.create(region=sj, name=M["body of region"], changed_at=make.AT),
            "A": make.body(of["A"], name="Socialudvalget"),
        }
        self.deleted_bodies = {
            "region": _deleted(Body.objects.create(region=sj, name="Nedlagt", changed_at=make.AT), sj),
            "A": _deleted(make.body(of["A"], name="Nedlagt"), of["A"]),
        }

    def _rounds(self):
        of = self.places
        self.round = factories.opened_round(of["syd"], of["øst"], slug="runden", name="Runden")
        self.round_elsewhere = factories.opened_round(of["nord"], slug="runden-nord", name=M["round elsewhere"])
        self.planned = factories.RoundFactory(region=of["sj"], slug="planlagt", name=M["planned round"])
        for order, slug in enumerate(("syd", "øst"), 1):
            self.planned.round_clusters.create(cluster=of[slug], order=order)
        self.assessments = {}
        for letter in "ABCN":
            found = SelfAssessment.objects.get(municipality=of[letter], round__in=[self.round, self.round_elsewhere])
            self.assessments[letter] = self._submitted(factories.begun(found), letter)
        self._settle()
        mine = self.assessments["A"]
        self.track = factories.track_of(mine, "alkohol")
        self.answer = self.track.answers.get(indicator__number="1.1")
        workflow.return_(mine.pk, actor=self.users["project group"], at=factories.NOW, reason=M["reason for return"])
        # After it was submitted: who may see what was submitted must not see this.
        factories.answered(self.track, "1.1", "delvis", M["draft answer"])

    def _submitted(self, assessment, letter):
        factories.answer_all(assessment, DELVIS)
        track = factories.track_of(assessment, "alkohol")
        factories.answered(track, "1.1", "delvis", M[f"submitted answer of {letter}"])
        workflow.submit(assessment.pk, actor=factories.UserFactory(), at=factories.NOW, confirm_missing=True)
        return SelfAssessment.objects.select_related("round", "municipality", "submission").get(pk=assessment.pk)

    def _settle(self):
        """Settle what waits in the round that is reported on, and leave the other's waiting."""
        letters = {self.places[letter].code: letter for letter in "ABC"}
        picture = load_picture(Round.objects.select_related("catalogue").get(pk=self.round.pk))
        for case in queue(picture):
            workflow.rule(
                answer_id=case.answer.id,
                outcome="ja",
                reason=M[f"reason of ruling on {letters[case.row.assessment.municipality.code]}"],
                expected=case.fingerprint,
                actor=self.users["project group"],
                at=factories.NOW,
            )

    def _report(self):
        project, at = self.users["project group"], factories.NOW
        who = {"actor": project, "at": at}
        syd = self.round.round_clusters.get(cluster=self.places["syd"])
        texts = dict.fromkeys(("agreed", "wishes", "needs", "feedback"), "") | {"agreed": M["cluster report"]}
        workflow.save_cluster_report(syd.pk, texts=texts, base_version=0, actor=self.users["cluster lead syd"], at=at)
        self.cluster_report = syd.report
        report = workflow.open_report(self.round.pk, actor=project, at=at)
        workflow.start_processing(self.round.pk, **who)
        workflow.save_text(
            round_id=self.round.pk,
            kind="introduction",
            recommendation=None,
            text="Sådan læses den.",
            base_version=0,
            **who,
        )
        self.rows = self._rows_of(report)
        workflow.send_to_municipalities(self.round.pk, deadline=None, **who)
        self.correction = workflow.ask_correction(
            self.assessments["A"].pk, indicator=None, reason=M["correction"], actor=self.users["lead A"], at=at
        )
        workflow.answer_correction(
            self.correction.pk, state="declined", answer="Det står, som I svarede.", actor=project, at=at
        )
        workflow.send_to_steering(self.round.pk, **who)
        self.edition = workflow.release(self.round.pk, actor=self.users["steering group"], at=at, make_files=json_alone)
        workflow.begin_edition(self.round.pk, reason="Rettes.", **who)
        self.text = workflow.save_text(
            round_id=self.round.pk,
            kind="conclusions",
            recommendation=None,
            text=M["draft report"],
            base_version=0,
            **who,
        )
        workflow.close_round(self.round.pk, **who)
        self.report = StatusReport.objects.get(round=self.round)

    def _rows_of(self, report):
        of_case = {"case": report.case, "changed_at": make.AT}
        advice = {"report": report, "text": "Et råd", "addressee": "kkr", "changed_at": make.AT}
        day = make.AT.date()
        return {
            "task": Task.objects.create(**of_case, title=M["task of report"], owner="Nogen"),
            "annex": _annex(of_case),
            "dagsordenspunkt": AgendaItem.objects.create(**of_case, body=self.bodies["region"], date=day),
            "anbefales": AdviceItem.objects.create(**advice),
            "deleted dagsordenspunkt": _deleted(
                AgendaItem.objects.create(**of_case, body=self.bodies["region"], date=day), report
            ),
            "deleted anbefales": _deleted(AdviceItem.objects.create(**advice), report),
        }

    def _strategies(self):
        a, b = self.places["A"], self.places["B"]
        self.strategies = {("A",): self._strategy("egen", a), ("A", "B"): self._strategy("faelles", a, b)}
        draft = make.strategy(a, title=M["deleted draft"], actor=self.users["lead A"])
        self.deleted_draft = strategies.delete_draft(draft.pk, actor=self.users["lead A"], at=make.AT)
        self.strategy_elsewhere = elsewhere = make.strategy(self.places["N"], title=M["draft strategy elsewhere"])
        make.activity(elsewhere, M["activity elsewhere"])

    def _strategy(self, slug, *municipalities):
        actor = self.users["caseworker A"]
        made = make.strategy(*municipalities, title=f"Strategien {slug}", actor=actor)
        Strategy.objects.filter(pk=made.pk).update(slug=slug)
        made.refresh_from_db()
        area = make.focus_area(made, "Unge", actor=actor)
        group = make.goal_group(made, "Målene", actor=actor)
        theory = strategies.save(TheoryOfChange(strategy=made, title="Teorien"), actor=actor, at=make.AT)
        columns = [
            strategies.save(TheoryColumn(theory=theory, title=title), actor=actor, at=make.AT)
            for title in ("Aktiviteter", "Virkning")
        ]
        rows = {
            "afsnit": make.part(made, "Indledning", M[f"part of {slug}"], actor=actor),
            "fokusomraade": area,
            "maalsaet": group,
            "maal": make.goal(made, "Flere i arbejde", actor=actor),
            "aktivitet": make.activity(made, M[f"activity of {slug}"], actor=actor),
            "forandringsteori": theory,
            "kolonne": columns[0],
            "trin": strategies.save(
                TheoryStep(theory=theory, column=columns[0], text="Et trin"), actor=actor, at=make.AT
            ),
        }
        of_case = {"case": made.case, "changed_at": make.AT}
        rows["task"] = Task.objects.create(**of_case, title="Opgave", owner="Nogen")
        rows["annex"] = _annex(of_case)
        rows["deleted"] = _deleted(make.part(made, "Slettet", M[f"deleted part of {slug}"], actor=actor), made)
        self.rows_of_strategy = getattr(self, "rows_of_strategy", {}) | {slug: rows}
        return made

    # ---- setting states ---------------------------------------------------------------------------------------

    def set(self, case):
        """Bring the rows into the states of a case. To be called in a savepoint that is rolled back."""
        self._set_assessment(case.state)
        opened_at = factories.NOW
        Round.objects.filter(pk=self.round.pk).exclude(state=case.round).update(
            state=self.round.State.OPEN if case.round == "planned" else case.round, opened_at=opened_at
        )
        SelfAssessment.objects.filter(round=self.round).update(locked=case.round not in ("open", "planned"))
        delivered = {"state": "delivered", "delivered_at": factories.NOW}
        if case.delivered:
            type(self.cluster_report).objects.filter(pk=self.cluster_report.pk).update(**delivered)
        Strategy.objects.filter(pk__in=[made.pk for made in self.strategies.values()]).update(state=case.strategy)
        self._set_report(case.report)

    def _set_assessment(self, state):
        stored = {"not started": "not_started", "returned": "draft", "absent": "not_participating"}.get(state, state)
        fields = {"state": stored, "resumes_as": "", "absence_reason": ""}
        if state in ("not started", "draft"):
            fields["submission"] = None
        if state == "absent":
            fields |= {"resumes_as": "submitted", "absence_reason": M["reason for absence"]}
        SelfAssessment.objects.filter(pk=self.assessments["A"].pk).update(**fields)

    def _set_report(self, state):
        if state == "withdrawn":
            workflow.withdraw_edition(
                self.edition.pk, actor=self.users["project group"], at=factories.NOW, reason="Trukket tilbage."
            )
            return
        fields = {"state": "draft" if state == "renewed" else state}
        if state not in ("released", "renewed"):
            fields["published_at"] = None
            _unseal(self.edition)
        StatusReport.objects.filter(pk=self.report.pk).update(**fields)

    # ---- finding ----------------------------------------------------------------------------------------------

    def round_of(self, case):
        """Give the word of the round that a case is about."""
        return (self.planned if case.round == "planned" else self.round).slug

    def code(self, case):
        """Give the code of the municipality that a case is about."""
        return self.places[case.municipality].code

    def strategy(self, case):
        """Give the word of the strategy that a case is about."""
        return self.strategies[case.owners].slug

    def row(self, case, kind):
        """Give the key of a row of the strategy that a case is about."""
        return self.rows_of_strategy[self.strategy(case)][kind].pk


def _annex(of_case):
    """Give an annex with a file."""
    content = b"%PDF"
    about = {"file_name": "notat.pdf", "media_type": "application/pdf", "size": len(content)}
    annex = Annex(**of_case, **about, title="Notat", sha256=sha256(content).hexdigest())
    annex.file.save("notat", ContentFile(content))
    return annex


def _deleted(row, whole):
    """Give the Deletion of a row."""
    with transaction.atomic():
        return archive([row], whole=whole, title="Slettet", actor=None, at=factories.NOW)


def _unseal(edition):
    """Take an edition out of the database, which nothing in the product can."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clusters_editionfile WHERE edition_id = %s", [edition.pk])
        cursor.execute("DELETE FROM clusters_edition WHERE id = %s", [edition.pk])
    assert not Edition.objects.exists()
