"""When text and answers part: what is found, what is let be, and that no draft made from the data is found."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings

from clusters.consolidation import Counts
from clusters.reports.bound import draft_text
from clusters.reports.claims import check
from clusters.reports.narrative import draft_conclusions, draft_introduction, draft_status, paragraphs_text
from tests.clusters.reports.samples import choices, indicator, recommendation, report
from tests.clusters.reports.test_bound import reports

ALL = (Counts(ja=5), Counts(ja=5), Counts(ja=6))
ALL_BUT_ONE = (Counts(ja=5), Counts(ja=4, nej=1), Counts(ja=6))
SEVEN = (Counts(ja=1, nej=4), Counts(ja=3, nej=2), Counts(ja=3, nej=3))
NONE = (Counts(nej=5), Counts(nej=5), Counts(nej=6))
OPEN = (Counts(ja=3, nej=2), Counts(ja=3, nej=1, ikke_besvaret=1), Counts(ja=3, nej=2, ikke_relevant=1))
WAYS = choices(["Hjemmeside"], ["Hjemmeside"])


def facts(*clusters, absent=1):
    """A report in which recommendation 1 has this indicator alone, 1.1, and another has 5.1, where 15 say ja."""
    own = indicator(*clusters, supplements=[WAYS])
    other = indicator(*ALL_BUT_ONE, number="5.1", text="Der følges op")
    return report(recommendation(own), recommendation(other, number=5), absent=absent)


def found(text, *clusters, number=1):
    """The findings in a text of recommendation 1."""
    return check(text, facts(*clusters), number)


@pytest.mark.parametrize(
    ("text", "clusters", "right"),
    [
        ("Alle kommuner har en strategi.", ALL, True),
        ("Alle kommuner har en strategi.", ALL_BUT_ONE, False),
        ("Samtlige 16 kommuner har en strategi.", ALL, True),
        ("Samtlige 16 kommuner har en strategi.", ALL_BUT_ONE, False),
        ("Alle 17 kommuner har svaret ja.", ALL, False),
        ("Alle 15 kommuner har en strategi.", ALL, False),
        ("Hver kommune har en strategi.", ALL_BUT_ONE, False),
        ("Alle de kommuner, der deltager, har en strategi.", ALL_BUT_ONE, False),
        ("I praksis svarer alle ja, og alle svarer ja til 1.1.", ALL_BUT_ONE, False),
        ("Begge kommuner har en strategi.", (Counts(ja=1, nej=1),), False),
        ("Ikke alle kommuner har en strategi.", ALL_BUT_ONE, True),
        ("Langtfra alle kommuner har en strategi.", ALL, False),
        ("Alle kommuner undtagen én har en strategi.", ALL_BUT_ONE, True),
        ("Alle på nær to har en strategi.", ALL_BUT_ONE, False),
        ("Alle kommuner undtagen Faxe har en strategi.", SEVEN, True),
        ("Ingen kommuner har en strategi.", NONE, True),
        ("Ingen af de 16 kommuner har en strategi.", SEVEN, False),
        ("Ikke én kommune har en strategi.", SEVEN, False),
        ("Syv af de 16 kommuner har en strategi.", SEVEN, True),
        ("Otte af de 16 kommuner har en strategi.", SEVEN, False),
        ("7 ud af 16 kommuner har en strategi.", SEVEN, True),
        ("Syv af kommunerne har en strategi.", ALL, False),
        ("Mindst fem af de 16 kommuner har en strategi.", SEVEN, True),
        ("Under fem af de 16 kommuner har en strategi.", SEVEN, False),
        ("Ni kommuner svarer nej.", SEVEN, True),
        ("Ti kommuner svarer nej.", SEVEN, False),
        ("Her svarer ti kommuner nej.", SEVEN, False),
        ("De ni kommuner, der svarer nej til indikator 1.1, lægger en plan.", SEVEN, True),
        ("De ti kommuner, der svarer nej til indikator 1.1, lægger en plan.", SEVEN, False),
        ("Seks kommuner svarer ja og ni nej.", SEVEN, False),
        ("Fem svarer nej, én har ikke svaret.", OPEN, True),
        ("Fem svarer nej, to har ikke svaret.", OPEN, False),
        ("Ingen af de 16 kommuner har svaret på indikator 1.1.", OPEN, False),
        ("Omkring halvdelen af kommunerne har en strategi.", SEVEN, True),
        ("Omkring halvdelen af kommunerne har en strategi.", ALL_BUT_ONE, False),
        ("Over halvdelen af kommunerne har en strategi.", SEVEN, False),
        ("Langt de fleste kommuner har en strategi.", ALL_BUT_ONE, True),
        ("Et flertal af kommunerne har en strategi.", SEVEN, False),
        ("Kun få kommuner har en strategi.", SEVEN, True),
        ("Et fåtal af kommunerne har en strategi.", ALL_BUT_ONE, False),
        ("I Klynge 1 har alle kommuner en strategi.", ALL_BUT_ONE, True),
        ("I Klynge 2 har alle kommuner en strategi.", ALL_BUT_ONE, False),
        ("I Klynge 1 gælder det alle kommuner, i Klynge 2 de fleste kommuner.", ALL_BUT_ONE, True),
        ("Fire af de fem kommuner i Klynge 2 har en strategi.", ALL_BUT_ONE, True),
        ("Fem af de fem kommuner i Klynge 2 har en strategi.", ALL_BUT_ONE, False),
        ("Færrest svarer ja til 1.1 (syv af 16).", SEVEN, True),
        ("Færrest svarer ja til 1.1 (otte af 16) og mest til 5.1 (15 af 16).", SEVEN, False),
        ("Alle 16 kommuner svarer ja til 1.1 og 5.1.", ALL, False),
        ("Alle kommuner, siger de, har [[1.1 ja]].", ALL_BUT_ONE, False),
        ("Alle [[deltagere]] kommuner har en strategi.", ALL_BUT_ONE, False),
        ("Næsten alle kommuner har en strategi.", ALL_BUT_ONE, True),
        ("Næsten alle kommuner har en strategi.", SEVEN, False),
        ("Alle kommuner i landet har en strategi.", SEVEN, True),
    ],
)
def test_what_a_sentence_says_is_held_against_the_answers(text, clusters, right):
    assert (found(text, *clusters) == ()) is right, [each.message for each in found(text, *clusters)]


@pytest.mark.parametrize(
    "text",
    [
        "[[1.1 kommuner]] har en strategi.",
        "Alle kommuner bør have en strategi.",
        "KKR ønsker, at alle kommuner har en strategi.",
        "Har alle kommuner en strategi?",
        "En tovholder siger: ”Alle kommuner har en strategi.”",
        "De siger »alle kommuner er med« og mener det.",
        "I 2014 svarede alle 16 kommuner ja.",
        "Alle borgere får et tilbud, og alle klynger er enige.",
        "Flere kommuner prøver nye veje, og nogle kommuner venter.",
        "De fleste kommuner uden en strategi har aftaler.",
        "Tre af de ni kommuner, der svarer nej, har en plan.",
        "De øvrige ni kommuner arbejder på det.",
        "To kommuner prøver noget nyt.",
        "Det kræver tid at få kommunerne til det.",
        "På spørgsmål 1.1a nævner alle kommuner hjemmesiden.",
        "Indikator 5.1 har ja fra 15.",
    ],
)
def test_what_claims_nothing_of_the_answers_is_let_be(text):
    assert found(text, *SEVEN) == ()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Alle kommuner har en strategi.", True),
        ("Alle kommuner svarer ja til indikator 1.1.", False),
        ("[[1.1 ja]] har en strategi, og alle kommuner svarer ja.", False),
        ("Alle 17 kommuner har svaret.", False),
        ("Alle 16 kommuner har svaret.", True),
        ("Alle 17 kommuner i regionen arbejder sammen.", True),
        ("Alle kommuner deltager.", False),
        ("16 kommuner deltager.", True),
        ("Alle 16 kommuner deltager.", True),
        ("Rapporten bygger på svar fra alle 17 kommuner.", False),
        ("15 kommuner deltager.", False),
        ("16 af de 17 kommuner deltager.", True),
        ("To kommuner deltager i et forsøg.", True),
        ("I regionen arbejder 17 kommuner sammen.", True),
    ],
)
def test_the_reports_own_parts(text, right):
    """Only what names an indicator is held against one, and what is said of who takes part."""
    assert (found(text, *SEVEN, number=None) == ()) is right


def test_one_indicator_that_agrees_is_enough_in_a_recommendation():
    rows = [indicator(*SEVEN, number="2.1"), indicator(*ALL, number="2.2")]
    both = report(recommendation(*rows, number=2), absent=1)
    assert check("Alle kommuner har det.", both, 2) == ()
    assert check("Ingen kommuner har det.", both, 2)[0].numbers == ("2.1", "2.2")
    assert check("Alle kommuner svarer ja til 2.1.", both, 2)[0].numbers == ("2.1",)


@pytest.mark.parametrize(
    ("text", "clusters", "message"),
    [
        ("Alle kommuner gør det.", ALL_BUT_ONE, "Sætningen siger ”Alle kommuner”. Ved 1.1 svarer én kommune nej."),
        (
            "Otte af de 16 kommuner gør det.",
            SEVEN,
            "Sætningen siger ”Otte af de 16 kommuner”. Ved 1.1 svarer syv kommuner ja og ni nej.",
        ),
        (
            "I Klynge 2 gør alle kommuner det.",
            OPEN,
            "Sætningen siger ”alle kommuner”. Ved 1.1 i Klynge 2 svarer én kommune nej, og én har ikke svaret.",
        ),
        ("Alle 17 kommuner svarer.", ALL, "Sætningen siger ”Alle 17 kommuner”. Af 17 kommuner deltager 16."),
        (
            "Alle 14 kommuner gør det.",
            ALL,
            "Sætningen siger ”Alle 14 kommuner”. Ved 1.1 svarer 16 kommuner ja. Der deltager 16 kommuner.",
        ),
    ],
)
def test_the_message_says_what_text_and_answers_say(text, clusters, message):
    (finding,) = found(text, *clusters)
    assert finding.message == message


ELEVEN = (Counts(ja=3, nej=2), Counts(ja=4, ikke_besvaret=1), Counts(ja=4, ikke_relevant=2))
NO_NEJ = (Counts(ja=4, ikke_besvaret=1), Counts(ja=4, ikke_besvaret=1), Counts(ja=3, ikke_besvaret=3))


@pytest.mark.parametrize(
    ("text", "clusters", "right"),
    [
        ("100 procent svarer ja til 1.1.", ELEVEN, False),
        ("100 % svarer ja til 1.1.", ALL, True),
        ("69 procent af kommunerne svarer ja.", ELEVEN, True),
        ("68,8 procent af de 16 kommuner svarer ja.", ELEVEN, True),
        ("75 procent af kommunerne svarer ja.", ELEVEN, False),
        ("75 % af kommunerne har en strategi.", ELEVEN, False),
        ("Omkring 70 procent af kommunerne har en strategi.", ELEVEN, True),
        ("Mindst 70 procent af kommunerne har en strategi.", ELEVEN, False),
        ("Over 60 % af kommunerne har en strategi.", ELEVEN, True),
        ("Her svarer 75 procent ja.", ELEVEN, False),
        ("75 procent af borgerne har en lidelse.", ELEVEN, True),
        ("Alle deltagere svarer ja til 1.1.", ELEVEN, False),
        ("Alle deltagere svarer ja til 1.1.", ALL, True),
        ("Elleve deltagere svarer ja til 1.1.", ELEVEN, True),
        ("Alle deltagere i kurset er glade.", ELEVEN, True),
        ("Kun én kommune svarer nej til 1.1.", NO_NEJ, False),
        ("Kun en kommune svarer nej til 1.1.", NO_NEJ, False),
        ("Kun en kommune svarer nej til 1.1.", ALL_BUT_ONE, True),
        ("Kun Kommune 1A svarer nej til 1.1.", NO_NEJ, False),
        ("Kun Kommune 2E svarer nej til 1.1.", ALL_BUT_ONE, True),
        ("Kun Kommune 1D svarer nej til 1.1.", ELEVEN, False),
        ("Kommune 1D svarer nej til 1.1.", ELEVEN, True),
        ("Kommune 1D og Kommune 1E svarer nej til 1.1.", ELEVEN, True),
        ("Kommune 1D og Kommune 2A svarer nej til 1.1.", ELEVEN, False),
        ("Her svarer Kommune 1D og Kommune 1E nej.", ELEVEN, True),
        ("Her svarer Kommune 1D og Kommune 1A nej.", ELEVEN, False),
        ("I Klynge 1 svarer kun Kommune 1D nej.", ELEVEN, False),
        ("I Klynge 2 svarer kun Kommune 2E nej.", ALL_BUT_ONE, True),
        ("Kommune 2E har ikke svaret.", ELEVEN, True),
        ("Kommune 1F svarer ja.", ELEVEN, False),
        ("Kommune 1A svarede nej i 2014.", ELEVEN, True),
        ("Kommune 1A arbejder sammen med Kommune 1D.", ELEVEN, True),
        ("[[1.1 navne nej]] svarer nej.", ELEVEN, True),
    ],
)
def test_shares_and_names_are_held_against_the_answers(text, clusters, right):
    assert (found(text, *clusters) == ()) is right, [each.message for each in found(text, *clusters)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "100 procent svarer ja.",
            "Sætningen siger ”100 procent”. Ved 1.1 svarer elleve kommuner ja og to nej, én har ikke svaret, "
            "og for to er spørgsmålet ikke relevant.",
        ),
        (
            "Kun Kommune 1A og Kommune 1F svarer nej til 1.1.",
            "Sætningen siger ”Kommune 1A og Kommune 1F”. Ved 1.1: Kommune 1A svarer ja, Kommune 1F deltager ikke, "
            "og to kommuner mere svarer det samme: Kommune 1D og Kommune 1E.",
        ),
    ],
)
def test_a_message_is_of_main_clauses(text, message):
    (finding,) = found(text, *ELEVEN)
    assert finding.message == message


def test_those_who_have_not_submitted_are_told_as_such():
    """Who has not submitted has answered nothing that counts: that is what a writer needs to know."""
    facts_ = facts(*NO_NEJ)
    late = {"ikke_besvaret"}
    members = [
        replace(
            cluster,
            members=tuple(
                replace(row, has_submitted=row.participates and not late & {each.value for each in row.values})
                for row in cluster.members
            ),
        )
        for cluster in facts_.clusters
    ]
    (finding,) = check("Alle kommuner svarer ja.", replace(facts_, clusters=tuple(members)), 1)
    assert finding.message.endswith("Ved 1.1 svarer elleve kommuner ja, og fem har ikke indsendt endnu.")


USED = choices(["Hjemmeside", "Første samtale", "ASI", "Andet"], ["Hjemmeside|ASI", "Hjemmeside", "Hjemmeside|Andet"])
ASKED = replace(choices(["ja", "nej"], ["ja", "ja", "nej"], "yes_no"), number="1.1b")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Det sker for de fleste på hjemmesiden.", True),
        ("Det sker for langt de fleste ved den første samtale.", False),
        ("Alle kommuner bruger hjemmesiden.", True),
        ("Alle kommuner bruger ASI.", False),
        ("De fleste kommuner screener med ASI.", False),
        ("De fleste bruger hjemmesiden eller ASI.", True),
        ("De fleste bruger hjemmesiden og ASI.", False),
        ("Ved første samtale orienterer de fleste kommuner borgeren.", False),
        ("Kun få kommuner bruger ASI.", True),
        ("Ingen kommuner bruger hjemmesiden.", False),
        ("På spørgsmål 1.1a nævner alle svar ASI.", False),
        ("Alle svarer ja til 1.1b.", False),
        ("De fleste svarer ja til 1.1b.", True),
        ("De fleste kommuner bruger ikke ASI.", True),
        ("Næsten alle kommuner bruger ASI.", True),
        ("De fleste kommuner bør bruge ASI.", True),
        ("De fleste kommuner med ASI er glade for det.", True),
        ("De fleste borgere kender ASI.", True),
        ("De fleste borgere bruger ASI.", True),
        ("Alle 16 kommuner bruger ASI.", False),
        ("[[1.1a flest]].", True),
        ("Her nævnes oftest hjemmeside (i alle tre spor) og derefter ASI (ét).", True),
    ],
)
def test_what_is_said_of_a_tallied_question_is_held_against_it(text, right):
    own = indicator(*ALL, supplements=[USED, ASKED])
    findings = check(text, report(recommendation(own)), 1)
    assert (findings == ()) is right, [each.message for each in findings]


def test_a_tallied_questions_message_says_how_many_tracks():
    own = indicator(*ALL, supplements=[USED])
    (finding,) = check("Alle kommuner bruger ASI.", report(recommendation(own)), 1)
    assert finding.message == "Sætningen siger ”Alle kommuner”. Ved 1.1a er ”ASI” valgt i ét af tre spor."
    assert finding.numbers == ("1.1a",)


def test_an_option_that_the_indicator_speaks_of_is_said_of_the_indicator():
    strategies = choices(["Synlighed", "Brev"], ["Brev", "Brev"])
    own = indicator(*ALL, supplements=[strategies])
    assert check("Alle kommuner har en strategi for synlighed.", report(recommendation(own)), 1) == ()


def test_a_finding_knows_where_it_is_typed():
    text = "# Om det\nFørst f.eks. dette.\n- **Alle**\n  kommuner er\u00a0med. Så mere^[Ingen kommuner er.]."
    findings = found(text, *SEVEN)
    assert [text[each.start : each.end] for each in findings] == [
        "Alle**\n  kommuner er\u00a0med.",
        "Ingen kommuner er.",
    ]


def test_a_waiver_is_void_when_sentence_or_data_change():
    """The key stays for other sentences around it and for spaces, and changes with what it is of."""
    (first,) = found("Alle kommuner gør det.", *SEVEN)
    (moved,) = found("Mere tekst.\n\nAlle  kommuner gør det. Slut.", *SEVEN)
    (reworded,) = found("Alle kommuner gør det nu.", *SEVEN)
    (other,) = found("Alle kommuner gør det.", *ALL_BUT_ONE)
    assert first.key == moved.key
    assert len({first.key, reworded.key, other.key}) == 3


@settings(max_examples=60)
@given(reports())
def test_a_draft_from_the_data_never_contradicts_it(facts):
    drafts = [(row.number, draft_status(row, facts.before)) for row in facts.recommendations]
    drafts += [(None, draft_introduction(facts)), (None, draft_conclusions(facts))]
    for number, draft in drafts:
        for text in (paragraphs_text(draft), draft_text(draft, facts)):
            assert check(text, facts, number) == (), text


@pytest.mark.parametrize(
    "shape",
    [
        "alle kommuner ",
        "alle ",
        "”",
        "(((",
        "1.1, ",
        "Alle kommuner gør det. ",
        "syv af de 16 kommuner, ",
        "Kommune 1A og ",
        "75 % ",
    ],
)
def test_an_endless_text_is_read_in_time(shape):
    start = time.process_time()
    check((shape * 20_000)[:20_000], facts(*SEVEN), 1)
    assert time.process_time() - start < 1
