"""Reminders go to those who answer for a municipality that has not submitted, and say what is missing."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from clusters import workflow
from clusters.models import ClusterMembership, Round
from misbrug.workspace.reminders import load_reminders, mail_of
from tests.factories import (
    NOW,
    ClusterMembershipFactory,
    MembershipFactory,
    MunicipalityFactory,
    UserFactory,
    answer_all,
    answered,
    begun,
    caseworker,
    cluster_lead,
    cluster_of,
    municipal_lead,
    opened_round,
    project_member,
    reader,
    submitted,
    track_of,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def round_():
    """An open round of Faxe, Greve, Køge and Solrød, each with a caseworker and a lead named after it."""
    names = ("Faxe", "Greve", "Køge", "Solrød")
    municipalities = [MunicipalityFactory(name=name) for name in names]
    for row, local in zip(municipalities, ("faxe", "greve", "koege", "solroed"), strict=True):
        caseworker(row, email=f"sagsbehandler.{local}@example.dk")
        municipal_lead(row, email=f"ansvarlig.{local}@example.dk")
    return opened_round(cluster_of(*municipalities), slug="proeve-2026", name="Prøven 2026")


def assessment(round_, name):
    return round_.assessments.select_related("municipality", "round").get(municipality_name=name)


def people(*locals_):
    return sorted(f"{role}.{local}@example.dk" for local in locals_ for role in ("ansvarlig", "sagsbehandler"))


def recipients(mailoutbox):
    assert all(len(message.to) == 1 and not message.cc and not message.bcc for message in mailoutbox)
    return sorted(message.to[0] for message in mailoutbox)


def remind(*arguments):
    out, err = StringIO(), StringIO()
    call_command("remind", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def message_to(local, round_, today=TODAY):
    reminders, _ = load_reminders(round_)
    reminder = next(each for each in reminders if each.user.email == f"{local}@example.dk")
    message = mail_of(reminder, round_, today)
    return message.subject, message.body.replace("\u00a0", " ")


# --- To whom ----------------------------------------------------------------------------------------------


def test_those_who_have_not_submitted(round_, mailoutbox):
    submitted(assessment(round_, "Faxe"))
    begun(assessment(round_, "Greve"))
    workflow.withdraw(assessment(round_, "Solrød").pk, actor=UserFactory(), at=NOW)
    out, _ = remind(round_.slug)
    assert recipients(mailoutbox) == people("greve", "koege")
    for address in recipients(mailoutbox):
        assert address in out
    assert "Sendt til 4 af 4." in out


def test_those_who_are_reviewed_are_left_alone_and_those_sent_back_are_not(round_, mailoutbox):
    for name in ("Faxe", "Greve", "Køge", "Solrød"):
        submitted(assessment(round_, name))
    workflow.review(assessment(round_, "Greve").pk, actor=UserFactory(), at=NOW)
    workflow.return_(assessment(round_, "Køge").pk, actor=UserFactory(), at=NOW, reason="Ret 1.1.")
    remind(round_.slug)
    assert recipients(mailoutbox) == people("koege")
    body = mailoutbox[0].body
    assert "Projektgruppen har sendt selvvurderingen tilbage" in body
    assert "Alle spørgsmål er besvaret" in body


def test_nobody_else(round_, mailoutbox):
    """Not other roles, not inactive users, not those whose municipality is in no cluster of the round."""
    faxe = assessment(round_, "Faxe").municipality
    cluster = ClusterMembership.objects.get(municipality=faxe).cluster
    cluster_lead(cluster, employer=faxe)
    project_member(round_.region, employer=faxe)
    reader(round_.region)
    caseworker(faxe, email="fratraadt@example.dk", is_active=False)
    caseworker(MunicipalityFactory(name="Aarhus"))
    remind(round_.slug)
    assert recipients(mailoutbox) == people("faxe", "greve", "koege", "solroed")


def test_one_mail_to_one_person(round_, mailoutbox):
    """Whoever holds two roles, or answers for two municipalities, gets one mail that says it all."""
    user = UserFactory(email="begge@example.dk", name="Sagsbehandler, Faxe og Køge")
    for name, role in (("Køge", "caseworker"), ("Faxe", "caseworker"), ("Faxe", "municipal_lead")):
        MembershipFactory(user=user, role=role, municipality=assessment(round_, name).municipality)
    remind(round_.slug)
    (message,) = [each for each in mailoutbox if each.to == ["begge@example.dk"]]
    assert message.subject == "Prøven 2026: Faxe og Køge mangler at indsende selvvurderingen"
    of_faxe, of_koege = message.body.split("\n\n")[2:4]
    assert of_faxe.startswith("Faxe\n")
    assert "Det er dig, der indsender." in of_faxe
    assert of_koege.startswith("Køge\n")
    assert "Den kommuneansvarlige indsender." in of_koege


def test_municipality_without_people_is_named(round_, mailoutbox):
    municipality = MunicipalityFactory(name="Ærø", region=round_.region)
    ClusterMembershipFactory(cluster=round_.clusters.get(), municipality=municipality)
    who = {"actor": UserFactory(), "at": NOW}
    workflow.join_round(round_.pk, municipality, round_.round_clusters.get(), "deltager", **who)
    out, _ = remind(round_.slug)
    assert "Ingen aktive brugere at minde: Ærø" in out
    assert len(mailoutbox) == 8


def test_dry_run_tells_the_same_and_sends_nothing(round_, mailoutbox):
    told, _ = remind(round_.slug, "--dry-run")
    assert mailoutbox == []
    assert "Ville sende til 8 af 8." in told
    sent, _ = remind(round_.slug)
    assert told.splitlines()[:8] == sent.splitlines()[:8]


# --- Of what ----------------------------------------------------------------------------------------------


def test_what_is_missing_by_track_and_where_to_go_on(round_, settings):
    settings.SITE_URL = "https://misbrug.example.dk"
    faxe = begun(assessment(round_, "Faxe"), groups=(("alkohol",), ("stof",)))
    answer_all(faxe)
    total = sum(len(_main(track)) for track in faxe.tracks.all())
    answered(track_of(faxe, "stof"), _main(track_of(faxe, "stof"))[0], "")
    subject, body = message_to("ansvarlig.faxe", round_)
    assert subject == "Prøven 2026: Faxe mangler at indsende selvvurderingen"
    half = total // 2
    assert f"{total - 1} af {total} spørgsmål er besvaret: Alkohol {half} af {half}, Stof {half - 1} af {half}." in body
    assert "Svarfristen er 18. december 2026, om 46 dage." in body
    assert f"https://misbrug.example.dk/selvvurderinger/{round_.slug}/{faxe.municipality.code}/" in body
    assert "Det er dig, der indsender." in body
    assert "Den kommuneansvarlige indsender." in message_to("sagsbehandler.faxe", round_)[1]


def _main(track):
    """The numbers of the main questions answered in a track, in order."""
    rows = track.answers.filter(indicator__parent=None).order_by("indicator__number")
    return list(rows.values_list("indicator__number", flat=True))


def test_elaborations_that_stop_a_submission_are_counted(round_):
    faxe = begun(assessment(round_, "Faxe"), groups=(("alkohol", "stof"),))
    answer_all(faxe)
    track = faxe.tracks.get(active=True)
    partly = track.answers.filter(indicator__answer_type="yes_no_partly", indicator__parent=None).first()
    answered(track, partly.indicator.number, "delvis", "")
    _, body = message_to("ansvarlig.faxe", round_)
    assert "Alle spørgsmål er besvaret" in body
    assert "1 svar skal uddybes eller begrundes, før I kan indsende." in body


def test_not_begun(round_):
    _, body = message_to("sagsbehandler.koege", round_)
    assert "I er ikke begyndt at svare." in body
    assert " af 0" not in body


def test_deadline_that_has_passed_or_was_never_set(round_):
    _, body = message_to("ansvarlig.faxe", round_, today=date(2026, 12, 18) + timedelta(days=3))
    assert "Svarfristen var 18. december 2026, for 3 dage siden. I kan stadig svare." in body
    round_.deadline = None
    _, body = message_to("ansvarlig.faxe", round_)
    assert "vurderingen i runden Prøven 2026.\n" in body
    assert "frist" not in body


def test_mail_is_plain_text_without_markup(round_):
    round_.name = "Alkohol & stof <2026>"
    reminders, _ = load_reminders(round_)
    message = mail_of(reminders[0], round_, TODAY)
    assert "Alkohol & stof <2026>" in message.subject
    assert "Alkohol & stof <2026>" in message.body
    assert message.message().get_content_type() == "text/plain"


# --- What cannot be done ----------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [None, "planned", "processing"])
def test_round_that_is_unknown_or_not_open(round_, mailoutbox, act):
    slug = round_.slug if act else "findes-ikke"
    if act == "processing":
        workflow.start_processing(round_.pk, actor=UserFactory(), at=NOW)
    elif act == "planned":
        Round.objects.filter(pk=round_.pk).update(state="planned", opened_at=None)
    with pytest.raises(CommandError) as refused:
        remind(slug)
    assert refused.value.returncode == 2
    assert len(str(refused.value).splitlines()) == 1
    assert mailoutbox == []


def test_mail_that_cannot_be_sent_stops_no_other(round_, mailoutbox, monkeypatch):
    send = EmailBackend.send_messages

    def refuse_one(self, messages):
        if messages[0].to == ["ansvarlig.greve@example.dk"]:
            raise ConnectionRefusedError(111, "Connection refused")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_one)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("remind", round_.slug, stdout=out, stderr=err)
    assert ended.value.code == 1
    assert err.getvalue().strip() == "ansvarlig.greve@example.dk: kunne ikke sendes ([Errno 111] Connection refused)"
    assert len(mailoutbox) == 7
    assert "Sendt til 7 af 8." in out.getvalue()
