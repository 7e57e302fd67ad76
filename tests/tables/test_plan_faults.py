"""What the summary of a plan says of faults that many rows share: what stands where, and not only how many."""

from misbrug.tables.plan import Act, Plan, PlanRow, Problem, row_from_plain


def row(number, *problems):
    return PlanRow(f"!{number}", "", number, Act.ERROR, "", problems=problems)


def told(*rows):
    return [message for _, _, message, *_ in Plan((), rows).faults()]


def test_equal_faults_name_their_values_and_cells():
    wrong = [
        Problem(line, "Kommune", value, "Den er ikke med.", cell=f"A{line}") for line, value in enumerate("xxy", 2)
    ]
    assert told(*(row(each.row, each) for each in wrong)) == ["”x” (A2 og A3) og ”y” (A4). Den er ikke med."]


def test_many_of_them_are_counted():
    wrong = [Problem(line, "Kommune", "x", "Den er ikke med.", cell=f"A{line}") for line in range(2, 92)]
    assert told(*(row(each.row, each) for each in wrong)) == ["”x” (A2, A3, A4, A5 og 86 til). Den er ikke med."]


def test_without_a_cell_the_row_is_named_and_of_several_sheets_the_sheet():
    wrong = [Problem(line, "", "", "Den er dobbelt.", sheet=f"Ark{line}") for line in (2, 3)]
    assert told(*(row(each.row, each) for each in wrong)) == [
        "række 2 i arket ”Ark2” og række 3 i arket ”Ark3”. Den er dobbelt."
    ]


def test_a_fault_that_is_alone_is_told_as_it_is():
    alone = Problem(3, "Kommune", "x", "Den er ikke med.", cell="C2", by_cell=True)
    assert told(row(3, alone)) == ["Den er ikke med."]
    assert str(alone) == "Celle C2, Kommune: ”x”. Den er ikke med."


def test_a_row_that_an_earlier_version_kept_is_read():
    kept = row(3, Problem(3, "Kommune", "x", "Den er ikke med.", short="Ikke med.")).as_plain()
    assert row_from_plain(kept) == row(3, Problem(3, "Kommune", "x", "Den er ikke med.", short="Ikke med."))
    problem = kept[6][0][:6]
    assert row_from_plain([*kept[:6], [problem], kept[7]]) == row(3, Problem(3, "Kommune", "x", "Den er ikke med."))
