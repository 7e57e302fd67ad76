"""What holds of the style sheets themselves: contrast, and that what they name exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (ROOT / "static/css/tokens.css").read_text()))


def luminance(colour):
    """The relative luminance of a colour as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast of two tokens, from 1 to 21."""
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink-2", "ground"),
        ("ink-3", "paper"),
        ("ink-3", "ground"),
        ("ink-3", "accent-tint"),
        ("link", "paper"),
        ("link", "accent-tint"),
        ("link", "ground"),
        ("link", "warning-ground"),
        ("link", "error-ground"),
        ("link", "ja-tint"),
        ("paper", "accent"),
        ("paper", "ja"),
        ("accent-dark", "accent-tint"),
        ("ja-text", "ja-tint"),
        ("nej-text", "nej-plate"),
        ("error-text", "paper"),
        ("warning-text", "warning-ground"),
    ],
)
def test_text_can_be_read(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("mark", ["ja", "nej", "control", "ink-2", "rule-strong", "accent", "error", "warning"])
def test_marks_and_borders_stand_out_from_the_page(mark):
    assert contrast(mark, "paper") >= 3


def test_every_token_used_exists():
    definition = re.compile(r"^\s*--([\w-]+):", re.M)
    tokens = set(definition.findall((ROOT / "static/css/tokens.css").read_text()))
    for sheet in (ROOT / "static/css").glob("*.css"):
        used = set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text()))
        # A sheet may name a measure of its own, as long as it says it itself.
        defined = tokens | set(definition.findall(sheet.read_text()))
        assert used <= defined, f"{sheet.name}: {used - defined}"


def test_every_file_that_a_style_sheet_names_is_there(settings):
    from django.contrib.staticfiles import finders

    for sheet in (ROOT / "static/css").glob("*.css"):
        for name in re.findall(r"url\(\"?\.\./([^\")]+)", sheet.read_text()):
            assert finders.find(name), f"{sheet.name}: {name}"
