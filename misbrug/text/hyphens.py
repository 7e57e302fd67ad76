"""Soft hyphens in the long compounds of this field, so that a phone can break them where a reader would."""

import re

SOFT_HYPHEN = "\u00ad"
LONG = 20
_SHORTEST_REST = 4

# First parts of compounds, with the letter that links them to the next. Only these make seams: a rule for
# syllables would also break where no one expects it, and a dictionary of hyphenation knows nothing of
# "misbrugs-".
_PARTS = """
    afhængigheds afklarings afrusnings aktivitets alkohol alkoholiker anbefalings ansvars arbejds
    arbejdsmarkeds bedømmelses befolknings behandler behandlings beskæftigelses borger bruger
    brugerinddragelses brugertilfredsheds byråds børne daginstitutions døgn døgnbehandlings effekt efter
    efterbehandlings erfarings erfaringsudvekslings familie finansierings forandrings forebyggelses forløbs
    forsknings frivillig fælles generations gennemførelses handle helheds helhedsorienterings henvisnings
    inddragelses indikator indsats informations initiativ kommunal kommunalbestyrelses kommune kompetence
    kompetenceudviklings kontakt kontrakt koordinations koordinerings kortlægnings kvalifikations kvalitets
    kvalitetssikrings kvalitetsudviklings ledelses livs lokal lokalsamfunds medarbejder medicin metode
    metodeudviklings misbruger misbrugs myndigheds målgruppe målsætnings opfølgnings opsporings orienterings
    partnerskabs pejlemærke politi prioriterings projekt projektgruppe psykiatri pårørende ramme rammeaftale
    regions resultat rusmiddel rådgivnings sags sagsbehandlings samarbejds sammenhængs samordnings samtale
    selvhjælps selvvurderings skade skadesreduktions social socialforvaltnings socialpsykiatri status stof
    stofmisbrugs strategi styre styregruppe substitutions substitutionsbehandlings sundheds
    sundhedsforvaltnings sundhedsfremme teknologi tilbuds tilfredsheds tilgængeligheds tilrettelæggelses
    trivsels tværfaglig uddannelses udrednings udskrivnings udvalgs udviklings undersøgelses undervisnings
    ungdoms ungdomsuddannelses unge vejlednings velfærds videns vidensdelings visitations voksen økonomi
    årsags
""".split()  # noqa: SIM905 - a list of a hundred quoted words is harder to read
# What may follow such a part without being a word of its own: strategi-erne, lokal-isering, videns-kabelig.
_ENDINGS = "erne|ering|hed|is[aei]|it|iv|kab|lig|lse|ning|rnes|sk[eh]"
_PART = re.compile(rf"(?:{'|'.join(sorted(_PARTS, key=len, reverse=True))})(?!{_ENDINGS})", re.IGNORECASE)
_LONG_WORD = re.compile(rf"(?<![^\W_])[^\W\d_]{{{LONG},}}")
# Looked for one stretch without spaces at a time: a pattern that begins with "\S*" would be tried from every
# letter of a long one, and twenty thousand letters without a space would take seconds.
_STRETCH = re.compile(r"\S+")
_ADDRESS_MARKS = ("://", "@", "www.")


def soft_hyphens(text: str) -> str:
    """Return ``text`` with soft hyphens in words of 20 letters or more, at seams between known parts.

    Web and mail addresses are left alone, and so are words none of whose parts are known. For showing only:
    never store the result, since a search would no longer find the word.
    """
    return _STRETCH.sub(_hyphenated, text)


def _hyphenated(match: re.Match) -> str:
    stretch = match[0]
    if len(stretch) < LONG or any(mark in stretch for mark in _ADDRESS_MARKS):
        return stretch
    return _LONG_WORD.sub(_with_seams, stretch)


def _with_seams(match: re.Match) -> str:
    """Take known parts from the front of a word until an unknown one is reached; never leave a stump at the
    end."""
    word, pieces, place = match[0], [], 0
    while (part := _PART.match(word, place)) and len(word) - part.end() >= _SHORTEST_REST:
        pieces.append(part[0])
        place = part.end()
    return SOFT_HYPHEN.join([*pieces, word[place:]])
