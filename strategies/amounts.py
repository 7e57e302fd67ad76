"""Amounts in mio. kr. as people type them. Pure functions: text in, a number or a message that says what to write.

Nothing is converted in silence: whoever types kroner is told what the amount is in mio. kr. and types that.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from misbrug.text.danish import decimal

MOST = Decimal(1000)
PLACES = 3
_LONGEST = 40
_STEP = Decimal(1).scaleb(-PLACES)

_ABOUT = re.compile(
    r"(?i)^(?:ca\b\.?|cirka|omkring|omtrent|godt|knap|under|over|op til|skønsmæssigt|[~≈<>])\s*|\s+ca\b\.?$"
)
_UNKNOWN = re.compile(r"(?i)(?:[?\-–—]+|ukendt|ikke kendt|ved ikke|afventer|ingen|n/?a)\.?")
_UNIT = re.compile(r"(?i)\s*(?P<unit>(?:mio|mill|mia)\.?(?:\s*kr\.?)?|t\.?\s*kr\.?|kr\.?|,-)$")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:(?P<mark>[. ,])[0-9]{3})(?:(?P=mark)[0-9]{3})+)(?:[.,]([0-9]+))?")
_SPACED = re.compile(r"([1-9][0-9]{0,2} [0-9]{3})(?:[.,]([0-9]+))?")
_DOTTED = re.compile(r"([1-9][0-9]{0,2}\.[0-9]{3})(?:,([0-9]+))?")
_PLAIN = re.compile(r"([0-9]*)(?:[.,]([0-9]+))?")

NO_NUMBER = "Skriv et tal i mio. kr., for eksempel 1,6. Lad feltet stå tomt, hvis beløbet er ukendt."
UNKNOWN = "Lad feltet stå tomt, hvis beløbet er ukendt. Skriv 0, hvis det er gratis."
NEGATIVE = "Et beløb kan ikke være negativt. Skriv det uden minus."


class AmountProblem(ValueError):
    """What was typed is no amount in mio. kr.; its text is a Danish message that says what to write instead."""


def parse_amount(text, most=MOST):
    """Read an amount in mio. kr.: "1,6", "1.6", "55,5 mio. kr."; None where nothing is typed, which is unknown.

    `most` is the highest amount allowed, in mio. kr. Raises AmountProblem for everything else: kroner ("1.600.000"),
    estimates ("ca. 2"), negative ones, more than three decimals, and "1.600", which can be read in two ways.
    """
    plain = _plain(text)
    if not plain:
        return None
    if _UNKNOWN.fullmatch(plain):
        raise AmountProblem(UNKNOWN)
    if len(plain) > _LONGEST:
        raise AmountProblem(NO_NUMBER)
    about, plain = bool(_ABOUT.search(plain)), _ABOUT.sub("", plain)
    if re.match(r"-\s*[0-9.,]", plain):
        raise AmountProblem(NEGATIVE)
    plain, unit = _split_unit(plain)
    number = _number(plain, unit, most)
    if unit in ("mio", "") and number <= most and not about:
        return _with_places(number)
    raise AmountProblem(_about(number, unit, most) if about else _kroner(number, unit, most))


def typed(amount):
    """Give an amount as it is typed in a field: "1,6", "1000"; "" where it is unknown. It reads back as the same."""
    return "" if amount is None else decimal(amount).replace(".", "")


def told(amount):
    """Give an amount as it is shown: with one decimal, or with as many as it has: "29,0", "0,25"."""
    return decimal(amount, max(1, -amount.normalize().as_tuple().exponent))


def _plain(text):
    """Give what was typed in plain characters, with one space where there were several."""
    text = unicodedata.normalize("NFKC", text or "").translate({0x2212: "-", 0x2013: "-", 0x2014: "-"})
    return " ".join("".join(char for char in text if unicodedata.category(char) != "Cf").split())


def _split_unit(plain):
    """Give (the number's text, its unit): "mio", "mia", "t", "kr", or "" where none is named."""
    match = _UNIT.search(plain)
    if not match:
        return plain, ""
    word = match["unit"].casefold()
    unit = "mio" if word.startswith(("mio", "mill")) else "mia" if word.startswith("mia") else word[0]
    return plain[: match.start()].strip(), {"k": "kr", ",": "kr"}.get(unit, unit)


def _number(plain, unit, most):
    """Read the digits. Raises AmountProblem for what is no number, or more than one."""
    if match := _GROUPED.fullmatch(plain):
        return Decimal(f"{re.sub('[. ,]', '', match[1])}.{match[3] or 0}")
    if match := _SPACED.fullmatch(plain):
        return Decimal(f"{match[1].replace(' ', '')}.{match[2] or 0}")
    if (match := _DOTTED.fullmatch(plain)) and (unit in ("kr", "t") or match[2]):
        return Decimal(f"{match[1].replace('.', '')}.{match[2] or 0}")
    if match and unit != "kr":
        return _with_one_dot(match[1], unit, most)
    match = _PLAIN.fullmatch(plain)
    if not match or not plain:
        raise AmountProblem(NO_NUMBER)
    return Decimal(f"{match[1] or 0}.{match[2] or 0}")


def _with_one_dot(digits, unit, most):
    """Read "1.600" where only one of its two readings may be written. Raises AmountProblem where both may."""
    small, large = Decimal(digits), Decimal(digits.replace(".", ""))
    if unit == "mia" or (unit == "" and large > most):
        return large
    if large > most:
        raise AmountProblem(
            f"Punktummet kan læses på to måder. Mener du {decimal(small)} mio. kr., så skriv {typed(small)}."
        )
    raise AmountProblem(f"Beløbet kan læses på to måder. Skriv {typed(small)} eller {typed(large)} (mio. kr.).")


def _with_places(number):
    """Give a number without superfluous zeros. Raises AmountProblem for more than three decimals."""
    rounded = number.quantize(_STEP, rounding=ROUND_HALF_UP)
    if number and not rounded:
        raise AmountProblem(_too_little(f"{decimal(number)} mio. kr."))
    if rounded != number:
        raise AmountProblem(f"Skriv højst tre decimaler, for eksempel {typed(rounded)}.")
    return rounded


def _in_millions(number, unit, most):
    """Give what was probably meant in mio. kr., with as many decimals as are taken and exactly, and its words."""
    if unit in ("mio", ""):
        # Up to 10.000 it may be thousands of kroner, above it is kroner.
        unit = "" if number <= most else "t" if number < max(10_000, most * 10) and unit == "" else unit or "kr"
    scale = {"kr": -6, "t": -3, "mia": 3}.get(unit, 0)
    word = {"kr": "kr.", "t": "t. kr.", "mia": "mia. kr."}.get(unit, "mio. kr.")
    exact = number.scaleb(scale)
    return exact.quantize(_STEP, rounding=ROUND_HALF_UP), exact, f"{decimal(number)} {word}"


def _about(number, unit, most):
    proposed, _, meant = _in_millions(number, unit, most)
    if proposed > most:
        return _too_much(most)
    if number and not proposed:
        return _too_little(meant)
    return f"Skriv {typed(proposed)} (mio. kr.). Feltet tager kun tallet, ikke at det er et skøn."


def _kroner(number, unit, most):
    proposed, exact, meant = _in_millions(number, unit, most)
    if proposed > most:
        return _too_much(most)
    if number and not proposed:
        return _too_little(meant)
    rounded = ", som er rundet af" if proposed != exact else ""
    return f"Beløb skrives i mio. kr. Mener du {meant}, så skriv {typed(proposed)}{rounded}."


def _too_little(meant):
    return f"{meant} er under 0,001 mio. kr. Skriv 0, eller lad feltet stå tomt."


def _too_much(most):
    return f"Beløbet er i mio. kr. og kan højst være {decimal(most)}. Tjek, om der er et nul for meget."
