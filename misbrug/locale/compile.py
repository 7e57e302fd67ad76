"""Compile the .po files beside this one to the .mo files that Django reads: `python misbrug/locale/compile.py`.

In Python, since `manage.py compilemessages` needs GNU gettext, which not every machine has. The .mo files are kept in
the repository for the same reason; a test holds them to their .po.
"""

import ast
import struct
from pathlib import Path

HERE = Path(__file__).parent


def entries(po):
    """Give {msgid: msgstr} of a .po text as gettext stores them; plural forms are joined by NUL."""
    found, block, keyword = {}, {}, ""
    for line in [*po.splitlines(), ""]:
        line = line.strip()
        if line.startswith("#"):
            continue
        if not line:
            _add(found, block)
            block = {}
        elif line.startswith('"'):
            block[keyword] += ast.literal_eval(line)
        else:
            keyword, _, text = line.partition(" ")
            block[keyword] = ast.literal_eval(text)
    return found


def _add(found, block):
    if "msgid" not in block:
        return
    if "msgid_plural" in block:
        forms = [block[f"msgstr[{number}]"] for number in range(len(block) - 2)]
        found[f"{block['msgid']}\0{block['msgid_plural']}"] = "\0".join(forms)
    else:
        found[block["msgid"]] = block["msgstr"]


def compiled(po):
    """Give the bytes of the .mo for a .po text. Format: "The Format of GNU MO Files" in gettext's manual."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries(po).items())
    keys_at, values_at = 28, 28 + 8 * len(pairs)
    place = values_at + 8 * len(pairs)
    tables, texts = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), place + len(texts)))
            texts += pair[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), keys_at, values_at, 0, place)
    return header + b"".join(tables) + texts


def main():
    """Compile every .po below this folder."""
    for po in HERE.glob("*/LC_MESSAGES/*.po"):
        po.with_suffix(".mo").write_bytes(compiled(po.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
