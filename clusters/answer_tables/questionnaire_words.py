"""The words of the questionnaire workbook: what it tells its reader, and how values stand in its drop-down lists."""

from clusters.answer_tables.questionnaire import Field, Questionnaire
from indicators.values import UNANSWERED, AnswerType, display, possible_values
from misbrug.text.danish import date_long, first_upper, join


def word_of(question, value: str) -> str:
    """Give a value as a drop-down list has it ("Ja", "3 – Systematisk"), "" where there is none; `parse` reads it."""
    if value == UNANSWERED:
        return ""
    word = display(question, value)
    return word if question.answer_type in (AnswerType.SINGLE_CHOICE, AnswerType.LEVEL) else first_upper(word)


def possible_words(question) -> tuple[str, ...]:
    """Give what a drop-down list offers."""
    return tuple(word_of(question, value) for value in possible_values(question))


def hint_of(field: Field, parent: Field | None) -> str:
    """Say under a question when it is asked and how it is answered, where that is not plain from the list."""
    question, said = field.question, []
    if parent:
        values = [display(parent.question, value) for value in question.trigger_values]
        said.append(f"Besvares, hvis svaret på {field.parent} er {join(values, 'eller')}.")
    if question.answer_type == AnswerType.MULTIPLE_CHOICE:
        said.append("Skriv x ud for hvert, der passer.")
    if question.answer_type == AnswerType.NUMBER:
        unit = f" ({question.unit})" if question.unit else ""
        said.append(f"Skriv et tal{unit}.")
    return " ".join(said)


def guide_lines(one: Questionnaire, warning: str) -> list[tuple[str, str]]:
    """Give the lines of the first sheet as (look, text); a look is "big", "bold" or ""."""
    tracks = join([f"”{track.name}”" for track in one.sheets])
    several = len(one.sheets) > 1
    lines = [
        ("big", f"Selvvurdering for {one.municipality}"),
        ("", f"{one.round_name} – {one.catalogue}"),
    ]
    if one.deadline:
        lines.append(("bold", f"Svarfrist: {date_long(one.deadline)}"))
    lines += [
        ("", ""),
        ("bold", "Sådan udfylder I skemaet"),
        ("", f"Der er et ark til hvert spor: {tracks}. Svar på arket for jeres eget spor." if several else
         f"Svarene skrives på arket {tracks}."),
        ("", "Vælg svaret på listen i kolonnen Svar. Kun de hvide felter kan udfyldes."),
        ("", "Skriv en uddybning, når svaret er delvis, og en begrundelse, når svaret er ikke relevant."),
        ("", "Et supplerende spørgsmål er gråt, så længe det ikke skal besvares."),
        ("", "Ved I ikke svaret endnu, så lad feltet stå tomt. Et tomt felt sletter ikke et svar, der er gemt."),
        ("", warning),
        ("", ""),
        ("bold", "Sådan kommer svarene tilbage"),
        ("", "Gem filen som .xlsx. Log ind, åbn selvvurderingen, og vælg Hent svar ind fra Excel."),
        ("", "I ser, hvad der bliver nyt og ændret, før noget gemmes. Er et svar rettet i systemet, efter at skemaet "
         "blev hentet, spørger systemet, hvilket der gælder."),
        ("", "Kan I ikke logge ind, så send filen til dem, I har fået den af."),
        ("", "Selvvurderingen er først indsendt, når kommunens ansvarlige indsender den i systemet."),
        ("", "Skemaet er lavet til én kommune og én runde. Kopiér det ikke til en anden."),
    ]  # fmt: skip
    if not one.begun:
        lines += [
            ("", ""),
            ("bold", "Svarer I samlet for flere områder?"),
            ("", "Her er et ark til hvert område. Vil I svare samlet, så vælg det først i systemet, og hent skemaet "
             "igen."),
        ]  # fmt: skip
    return lines
