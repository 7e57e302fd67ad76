"""Rows of a file that are about the same: what is wrong with them, and in which cells."""

from misbrug.text.danish import first_upper


def told_of_twins(rows, places, attribute):
    """Say of some rows about the same what is wrong with each, as {row number: {attribute: Danish message}}.

    `rows` are {row number: {attribute: (text, what it means)}}, `places` say where each row stands. Of rows that mean
    the same the first is as good as any, and the others are told so at the `attribute`; of rows that disagree nobody
    knows which is right, and each is told in the cells that differ what another one says there.
    """
    first, *others = rows
    # By attribute: the first row that says something else than the first of all.
    rivals = {}
    for number in others:
        for name, (_, meaning) in rows[number].items():
            if meaning != rows[first][name][1]:
                rivals.setdefault(name, number)
    if not rivals:
        message = f"Det samme står i {places[first - 1]}. Slet den ene."
        return {number: {attribute: message} for number in others}
    found = {}
    for number, row in rows.items():
        found[number] = {}
        for name, rival in rivals.items():
            other = rival if row[name][1] == rows[first][name][1] else first
            found[number][name] = _disagreement(places[other - 1], rows[other][name][0])
    return found


def _disagreement(place, text):
    says = f"siger ”{text}”" if text else "siger ikke noget"
    return f"{first_upper(str(place))} {says} om det samme. Behold den række, der er rigtig."
