"""The forms of bound figures, for whoever looks for one: what to write and what it gives. Pure.

clusters/reports/bound.py resolves them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a figure, for whoever looks for one: what to write, what it gives, and an example of both.

    `of` is what the number before it is of: "indikator", "spørgsmål" (a supplementary question), or "" for none.
    """

    name: str
    of: str
    label: str
    explanation: str
    example: str
    gives: str


FORMS = (
    Form(
        "kommuner",
        "indikator",
        "Kommunerne, der svarer ja",
        "Begynder en sætning: ”Alle kommuner undtagen to har …”.",
        "[[1.1 kommuner]]",
        "alle kommuner undtagen to",
    ),
    Form(
        "ja",
        "indikator",
        "Antal",
        "Kun tallet. Skriv ja, nej, afventer, ikke besvaret eller ikke relevant.",
        "[[1.1 nej]]",
        "to",
    ),
    Form(
        "ja kommuner",
        "indikator",
        "Antal kommuner",
        "Tallet med ordet kommune efter. Svaret vælges som ved antal.",
        "[[1.1 nej kommuner]]",
        "to kommuner",
    ),
    Form(
        "ja af alle", "indikator", "Antal af alle", "Tallet og hvor mange det er af.", "[[1.1 ja af alle]]", "14 af 16"
    ),
    Form(
        "andel",
        "indikator",
        "Andel",
        "Procent, når mindst 20 kommuner deltager. Ellers antal af alle.",
        "[[1.1 andel]]",
        "14 af 16",
    ),
    Form(
        "omtrent",
        "indikator",
        "Omtrent",
        "Med ord i stedet for tal.",
        "[[2.1 omtrent]]",
        "omkring halvdelen af kommunerne",
    ),
    Form(
        "ændring",
        "indikator",
        "Ændring siden sidste runde",
        "Sættes efter et komma. Kræver, at de to runder kan sammenlignes.",
        "[[1.1 ændring]]",
        "to flere end i 2014",
    ),
    Form(
        "sammenligning",
        "indikator",
        "Sammenligning med sidste runde",
        "En hel sætning uden punktum. Kan også bruges, når der ikke deltog lige mange.",
        "[[1.1 sammenligning]]",
        "det er to flere end i 2014",
    ),
    Form("sidst", "indikator", "Antal ja i sidste runde", "Kun tallet.", "[[1.1 sidst]]", "tolv"),
    Form(
        "hvor",
        "indikator",
        "Klyngerne, hvor der er nej",
        "En hel sætning uden punktum, lige efter antallet.",
        "[[1.1 hvor]]",
        "de to hører til Klynge Syd og Klynge Vest",
    ),
    Form(
        "navne ja",
        "indikator",
        "Kommunernes navne",
        "Den eneste form, der nævner kommuner ved navn. Svaret vælges som ved antal.",
        "[[1.1 navne nej]]",
        "Faxe og Lejre",
    ),
    Form("oftest", "spørgsmål", "Valgt oftest", "Kun det, der er valgt flest gange.", "[[1.3a oftest]]", "hjemmeside"),
    Form(
        "flest",
        "spørgsmål",
        "Valgt oftest, med tal",
        "En hel sætning uden punktum.",
        "[[1.3a flest]]",
        "de fleste spor nævner hjemmeside (ni af 14)",
    ),
    Form(
        "svar",
        "spørgsmål",
        "Alt, hvad der er svaret",
        "Sættes efter ”På spørgsmålet …”.",
        "[[1.3a svar]]",
        "nævnes oftest hjemmeside (i ni af 14 spor) og derefter brev (to)",
    ),
    Form("antal svar", "spørgsmål", "Antal svar", "Kun tallet, ét svar for hvert spor.", "[[1.3a antal svar]]", "14"),
    Form("deltagere", "", "Antal kommuner, der deltager", "Kun tallet.", "[[deltagere]]", "16"),
    Form("deltager ikke", "", "Antal kommuner, der ikke deltager", "Kun tallet.", "[[deltager ikke]]", "én"),
    Form(
        "deltagende kommuner",
        "",
        "Kommunerne, der deltager",
        "Tallet med ord omkring.",
        "[[deltagende kommuner]]",
        "de 16 deltagende kommuner",
    ),
    Form("kommuner", "", "Antal kommuner i alt", "Kun tallet, også dem, der ikke deltager.", "[[kommuner]]", "17"),
    Form("klynger", "", "Antal klynger", "Kun tallet.", "[[klynger]]", "tre"),
    Form(
        "enige",
        "",
        "Indikatorer med ja fra alle",
        "En hel sætning uden punktum, med indikatorernes numre.",
        "[[enige]]",
        "alle deltagende kommuner svarer ja til fem af de 15 indikatorer: 1.2, 6.1, 6.2, 7.1 og 9.1",
    ),
    Form(
        "bevægelse",
        "",
        "Indikatorer med flere og færre ja",
        "Sammenligning med sidste runde over alle indikatorer. Hele sætninger uden det sidste punktum.",
        "[[bevægelse]]",
        "sammenlignet med 2014 svarer flere kommuner ja til seks indikatorer og færre til to",
    ),
)
