"""Chains and drawings of theories of change: rules that hold for every theory, tried on random ones."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misbrug.text.lettering import width_of, wrap
from strategies import chains, drawing

WORDS = st.sampled_from(
    [
        *("misbrugsbehandlingsinstitutionerne", "socialpsykiatriske", "unge", "og", "i", "børne/familieindsatsen"),
        *("SOF-bosteder", "Flere", "pårørende", "overgangsalderforskydningsmekanismeundersøgelse", "æ" * 60, "W" * 40),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@st.composite
def graphs(draw):
    """Give (steps, arrows, goals): any arrows at all, also rings."""
    steps = list(range(draw(st.integers(1, 9))))
    pairs = st.tuples(st.sampled_from(steps), st.sampled_from(steps))
    return steps, draw(st.lists(pairs, unique=True, max_size=20)), draw(st.sets(st.sampled_from(steps)))


def accepted(arrows):
    """Give the arrows that are let in when each is asked for in turn."""
    kept = []
    for arrow in arrows:
        if not chains.cycle_closed_by(kept, arrow):
            kept.append(arrow)
    return kept


def has_order(steps, arrows):
    """Say whether the steps can be put in a row along which every arrow points forward: there is no ring."""
    left, arrows = set(steps), list(arrows)
    while free := left - {target for _source, target in arrows}:
        left -= free
        arrows = [arrow for arrow in arrows if arrow[0] in left]
    return not left


def reaches(arrows, start, goals):
    """Say by walking every way whether a goal can be reached."""
    seen, waiting = set(), [start]
    while waiting:
        step = waiting.pop()
        seen.add(step)
        waiting += [target for source, target in arrows if source == step and target not in seen]
    return bool(seen & goals)


@given(graphs())
def test_no_ring_is_ever_let_in_and_no_other_arrow_refused(graph):
    steps, arrows, _goals = graph
    kept = accepted(arrows)
    assert has_order(steps, kept)
    assert not any(has_order(steps, [*kept, arrow]) for arrow in set(arrows) - set(kept))


@given(graphs())
def test_a_ring_is_named_by_arrows_that_are_there(graph):
    steps, arrows, _goals = graph
    ring = chains.find_cycle(arrows)
    assert bool(ring) != has_order(steps, arrows)
    if ring:
        assert ring[0] == ring[-1]
        assert set(itertools.pairwise(ring)) <= set(arrows)


@pytest.mark.parametrize(
    ("arrows", "new", "ring"),
    [
        ([], ("a", "a"), ["a", "a"]),
        ([("a", "b")], ("b", "a"), ["b", "a", "b"]),
        ([(n, n + 1) for n in range(50)], (50, 0), [50, *range(51)]),
        ([("a", "b"), ("b", "c")], ("a", "c"), []),
    ],
)
def test_the_ring_that_an_arrow_would_close(arrows, new, ring):
    assert chains.cycle_closed_by(arrows, new) == ring


@given(graphs())
def test_dead_ends_are_exactly_the_steps_from_which_no_goal_is_reached(graph):
    steps, arrows, goals = graph
    assert chains.dead_ends(steps, arrows, goals) == [step for step in steps if not reaches(arrows, step, goals)]
    for step in steps:
        assert bool(chains.reachable_goals(arrows, step, goals)) == reaches(arrows, step, goals)


@given(graphs())
def test_steps_without_source_are_those_no_arrow_ends_at(graph):
    steps, arrows, first = graph
    expected = [step for step in steps if step not in first and all(target != step for _source, target in arrows)]
    assert chains.without_source(steps, arrows, first) == expected


def flat(links):
    """Give every link of chains written out."""
    return [each for link in links for each in [link, *flat(link.following)]]


@given(graphs(), st.sampled_from([0, 200]))
def test_the_list_names_every_step_and_every_arrow(graph, most):
    steps, arrows, _goals = graph
    written = chains.written_out(steps, arrows, most)
    links = flat(written)
    assert {link.key for link in links} == set(steps)
    assert {(link.key, after.key) for link in links for after in link.following} == set(arrows)
    if not most:
        assert len(links) <= len(steps) + len(arrows)


def test_a_chain_is_written_out_as_far_as_it_goes():
    written = chains.written_out(["a", "b", "x", "goal"], [("a", "x"), ("b", "x"), ("x", "goal")])
    assert [[link.key for link in flat([chain])] for chain in written] == [["a", "x", "goal"], ["b", "x", "goal"]]


def test_a_net_of_a_million_chains_is_written_out_once():
    rows = [[(row, n) for n in range(10)] for row in range(6)]
    steps = [step for row in rows for step in row]
    arrows = [pair for row, beneath in itertools.pairwise(rows) for pair in itertools.product(row, beneath)]
    assert len(flat(chains.written_out(steps, arrows))) <= len(steps) + len(arrows)


@st.composite
def theories(draw):
    """Give (columns, arrows) to draw: arrows forward, back and within a column, past others, but in no ring."""
    columns, key = [], 0
    for _column in range(draw(st.integers(1, 5))):
        nodes = []
        for _node in range(draw(st.integers(0, 5))):
            note = draw(st.sampled_from(["", "Fører ikke til et mål"]))
            nodes.append(drawing.Node(key, draw(TEXTS), label=draw(st.sampled_from(["", "Pejlemærke"])), note=note))
            key += 1
        columns.append((draw(TEXTS), nodes))
    pairs = st.tuples(st.integers(0, max(key - 1, 0)), st.integers(0, max(key - 1, 0)))
    return columns, accepted(draw(st.lists(pairs, unique=True, max_size=12))) if key else []


def overlap(one, other):
    """Say whether two boxes share any of the paper."""
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("lay_out", [drawing.wide, drawing.narrow])
@given(theory=theories())
def test_every_step_is_drawn_once_and_no_boxes_overlap(lay_out, theory):
    columns, arrows = theory
    drawn = lay_out(columns, arrows)
    keys = [node.key for _heading, nodes in columns for node in nodes]
    assert sorted(box.node.key for box in drawn.boxes) == keys
    assert not any(overlap(one, other) for one, other in itertools.combinations(drawn.boxes, 2))
    assert all(box.x >= 0 and box.right <= drawn.width and box.bottom <= drawn.height for box in drawn.boxes)


@pytest.mark.parametrize("lay_out", [drawing.wide, drawing.narrow])
@given(theory=theories())
def test_arrows_begin_and_end_at_the_edges_of_their_boxes(lay_out, theory):
    columns, arrows = theory
    drawn = lay_out(columns, arrows)
    boxes = {box.node.key: box for box in drawn.boxes}
    if lay_out is drawing.wide or drawn.routes:
        assert sorted((route.source, route.target) for route in drawn.routes) == sorted(arrows)
    for route in drawn.routes:
        for box, (x, y) in ((boxes[route.source], route.start), (boxes[route.target], route.end)):
            assert x in (box.x, box.right)
            assert box.y < y < box.bottom
        assert route.head.startswith(f"M{route.end[0]} {route.end[1]}L")
        assert route.line.startswith(f"M{route.start[0]} {route.start[1]}")


@pytest.mark.parametrize("lay_out", [drawing.wide, drawing.narrow])
@given(theory=theories())
def test_no_text_leaves_its_box(lay_out, theory):
    columns, arrows = theory
    for box in lay_out(columns, arrows).boxes:
        assert box.width >= 140
        assert drawing.longest_line(box) <= box.width - 24
        assert all(box.y < line.y - 9 and line.y + 3 < box.bottom for line in box.lines)


@given(theories())
def test_in_the_narrow_drawing_arrows_never_run_behind_a_box(theory):
    columns, arrows = theory
    drawn = drawing.narrow(columns, arrows)
    right = max((box.right for box in drawn.boxes), default=0)
    assert all(right < x <= drawn.width for x, _y in drawn.dots)


@given(theories())
def test_in_the_narrow_drawing_each_step_says_the_numbers_of_what_it_leads_to(theory):
    columns, arrows = theory
    drawn = drawing.narrow(columns, arrows)
    numbers = {box.node.key: int(box.node.text.split(".")[0]) for box in drawn.boxes}
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    for box in drawn.boxes:
        told = " ".join(line.text for line in box.lines if line.kind == "leads")
        led_to = sorted(numbers[target] for source, target in arrows if source == box.node.key)
        assert told == (f"→ fører til {', '.join(map(str, led_to))}" if led_to else "")


def test_lanes_are_drawn_only_while_they_can_be_told_apart():
    columns = [("A", [drawing.Node(n, "a") for n in range(6)]), ("B", [drawing.Node(n, "b") for n in range(10, 16)])]
    few = drawing.narrow(columns, [(n, 10 + n) for n in range(3)])
    many = drawing.narrow(columns, [(n, 10 + n) for n in range(6)])
    assert len(few.routes) == 3
    assert (many.routes, many.dots) == ((), ())
    assert all(box.width == drawing.NARROW for box in many.boxes), "the room of the lanes is the boxes'"


def test_an_arrow_past_a_column_goes_between_its_boxes():
    columns = [("A", [drawing.Node(1, "a")]), ("B", [drawing.Node(2, "b")]), ("C", [drawing.Node(3, "c")])]
    drawn = drawing.wide(columns, [(1, 2), (2, 3), (1, 3)])
    [passing] = [route for route in drawn.routes if (route.source, route.target) == (1, 3)]
    middle = next(box for box in drawn.boxes if box.node.key == 2)
    height = int(passing.line.split(f" {middle.x} ")[1].split("H")[0])
    assert f"H{middle.right}" in passing.line
    assert not middle.y <= height <= middle.bottom


def test_the_order_of_later_columns_is_chosen_so_that_arrows_do_not_cross():
    columns = [("A", [drawing.Node(n, "a") for n in (1, 2, 3)]), ("B", [drawing.Node(n, "b") for n in (11, 12, 13)])]
    drawn = drawing.wide(columns, [(1, 13), (2, 12), (3, 11)])
    height = {box.node.key: box.y for box in drawn.boxes}
    assert height[13] < height[12] < height[11]
    assert height[1] < height[2] < height[3]


def test_what_need_not_be_moved_stays_in_the_writers_order():
    columns = [("A", [drawing.Node(1, "a")]), ("B", [drawing.Node(n, "b") for n in (13, 11, 12)])]
    drawn = drawing.wide(columns, [(1, 12), (1, 13)])
    assert sorted((13, 11, 12), key={box.node.key: box.y for box in drawn.boxes}.get) == [13, 11, 12]


@given(TEXTS, st.integers(60, 300))
def test_wrapped_lines_fit_and_keep_every_letter(text, room):
    lines = wrap(text, room, 15)
    assert all(width_of(line, 15) <= room for line in lines)
    bare = str.maketrans("", "", "- ")
    assert "".join(lines).translate(bare) == text.translate(bare)


def test_a_long_compound_breaks_at_its_seam():
    assert wrap("misbrugsbehandlingsinstitutionerne", 180, 15) == ["misbrugsbehandlings-", "institutionerne"]
    assert wrap("i misbrugsbehandlingsinstitutionerne", 150, 15)[0] == "i misbrugs-"


def test_a_word_without_known_seams_breaks_after_a_vowel():
    first, *_rest = wrap("overgangsalderforskydningsmekanisme", 150, 15)
    assert first.endswith("-")
    assert first[-2] in "aeiouyæøå"
