"""Where a sentence begins in running Danish text. Pure."""

# So much of what comes before is enough to tell.
TAIL = 80
_OPENING = "”“«»\"'(*["
_CLOSING = "”“«»\"')*]"
_ABBREVIATIONS = frozenset(
    (
        "bl.a.",
        "ca.",
        "dvs.",
        "ekskl.",
        "evt.",
        "f.eks.",
        "fx.",
        "hhv.",
        "iht.",
        "inkl.",
        "jf.",
        "kap.",
        "kl.",
        "mht.",
        "mio.",
        "mia.",
        "nr.",
        "pct.",
        "pga.",
        "pkt.",
        "s.",
        "stk.",
        "t.o.m.",
        "vedr.",
    )
)


def starts_sentence(before: str) -> bool:
    """Say whether what comes after `before` begins a sentence; `before` is the same paragraph's text, or its end."""
    # Quotes and brackets right before it are its own; those before a space end what comes before.
    before = before.rstrip(_OPENING).rstrip()
    if not before:
        return True
    # A question in quotes is as a rule named in a sentence that goes on.
    if before.endswith(("?”", "!”")):
        return False
    before = before.rstrip(_CLOSING)
    return before[-1:] in ("!", "?") or (before[-1:] == "." and _last_word(before) not in _ABBREVIATIONS)


def _last_word(text: str) -> str:
    return text.split()[-1].lstrip(_OPENING).casefold()
