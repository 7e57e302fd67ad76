"""Laying out a theory of change: boxes in columns (wide) or beneath each other (narrow), with the arrows between them.

Plain values in, coordinates out, in whole pixels; the pages write them as SVG. On a wide screen chains run from left
to right and the order within the later columns is chosen so that few arrows cross. On a narrow one the columns stand
beneath each other in the order given, the steps are numbered, and each says the numbers of those it leads to. A few
arrows run in lanes to the right of the boxes too, those into the same step in one; many lanes cannot be told apart.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from misbrug.text.lettering import width_of, wrap
from strategies.shapes import Box, Drawing, Line, Node, Route, Rule

WIDE, NARROW = 1152, 343
MOST_COLUMNS = 5
"""More columns than these do not fit beside each other in letters that can be read."""

TEXT, SMALL = 15, 13
_LEADING = {"label": 18, "text": 20, "note": 18, "leads": 20}
_SIZE = {"label": SMALL, "text": TEXT, "note": SMALL, "leads": SMALL}
_PAD_X, _PAD_Y, _LEAST_HEIGHT = 12, 11, 48
_WIDEST_BOX, _WIDEST_GAP = 296, 132
_GAPS = {2: 132, 3: 96, 4: 64, 5: 48}
_BETWEEN, _VIA, _MOST_LOOSE = 16, 14, 28
HEAD = 8
"""Length of an arrowhead, in pixels."""

_PORT, _LANE, _MOST_LANES = 15, 11, 4


Columns = Sequence[tuple[str, Sequence[Node]]]
Arrows = Iterable[tuple[Hashable, Hashable]]


def fits_wide(columns: Columns) -> bool:
    """Say whether the columns have room beside each other."""
    return len(columns) <= MOST_COLUMNS


def wide(columns: Columns, arrows: Arrows) -> Drawing:
    """Lay out columns side by side, each as (heading, nodes). Arrows whose ends are not among them are left out."""
    arrows = _known(columns, arrows)
    count = max(len(columns), 1)
    gap = _GAPS.get(count, 48)
    width = min(_WIDEST_BOX, (WIDE - gap * (count - 1)) // count)
    gap = min(_WIDEST_GAP, (WIDE - width * count) // (count - 1)) if count > 1 else 0
    place = {node.key: number for number, (_heading, nodes) in enumerate(columns) for node in nodes}
    nodes = {node.key: node for _heading, column in columns for node in column}
    ways = [_way(source, target, place) for source, target in arrows]
    layers = _ordered([[node.key for node in column] for _heading, column in columns], ways)
    headings, rules, top = _headings([heading for heading, _nodes in columns], width, gap)
    measured = {key: _measured(node, width) for key, node in nodes.items()}
    heights = [_stack_height(layer, measured) for layer in layers]
    tallest = max(heights, default=0)
    boxes, vias = {}, {}
    for number, (layer, height) in enumerate(zip(layers, heights, strict=True)):
        # A shorter column is spread out some, so that arrows run flatter, and stands in the middle.
        loose = min(_MOST_LOOSE, (tallest - height) // (len(layer) - 1)) if len(layer) > 1 else 0
        x, y = number * (width + gap), top + (tallest - height - loose * (len(layer) - 1)) // 2
        for key in layer:
            if key in nodes:
                boxes[key] = _box(nodes[key], measured[key], x, y, width)
                y = boxes[key].bottom + _BETWEEN + loose
            else:
                vias[key] = (x, x + width, y + _VIA // 2)
                y += _VIA + _BETWEEN + loose
    routes = [_curve(way, place, boxes, vias) for way in ways]
    full = count * width + (count - 1) * gap
    turns = any(place[source] == place[target] == count - 1 for source, target in arrows)
    return Drawing(
        full + (40 if turns else 0),
        top + tallest + 2,
        headings,
        rules,
        tuple(boxes[key] for key in nodes),
        tuple(routes),
    )


def narrow(columns: Columns, arrows: Arrows) -> Drawing:
    """Lay out numbered boxes beneath each other, each naming what it leads to; arrows in lanes where they are few."""
    arrows = _known(columns, arrows)
    columns = _numbered(columns, arrows)
    # Where the lanes end up depends on the heights, and the heights on the room that the lanes leave.
    gutter = 0
    for _attempt in range(3):
        headings, rules, boxes, bottom = _stacked(columns, NARROW - gutter)
        lanes, count = _lanes(boxes, arrows)
        if count > _MOST_LANES:
            arrows, count = [], 0
        needed = 14 + count * _LANE if arrows else 0
        if needed <= gutter:
            break
        gutter = needed
    headings, rules, boxes, bottom = _stacked(columns, NARROW - (gutter if arrows else 0))
    routes, dots = [], []
    for source, target in arrows:
        start, end = boxes[source], boxes[target]
        x, y = start.right + 14 + lanes[target] * _LANE, start.bottom - _PORT
        reached = end.y + _PORT
        line = f"M{start.right} {y}H{x}V{reached}H{end.right + HEAD - 1}"
        routes.append(
            Route(source, target, line, _head(end.right, reached, -1), (start.right, y), (end.right, reached))
        )
        dots.append((x, y))
    return Drawing(NARROW, bottom + 2, headings, rules, tuple(boxes.values()), tuple(routes), tuple(dots))


def _numbered(columns, arrows):
    """Give the columns with the steps numbered from 1, and in each the numbers of what it leads to."""
    keys = [node.key for _heading, nodes in columns for node in nodes]
    number = {key: place for place, key in enumerate(keys, 1)}
    targets = defaultdict(list)
    for source, target in arrows:
        targets[source].append(number[target])

    def told(node):
        led_to = ", ".join(map(str, sorted(targets[node.key])))
        leads = f"→ fører til {led_to}" if led_to else ""
        return replace(node, text=f"{number[node.key]}. {node.text}", leads=leads)

    return [(heading, [told(node) for node in nodes]) for heading, nodes in columns]


def _known(columns, arrows):
    keys = {node.key for _heading, nodes in columns for node in nodes}
    return [(source, target) for source, target in arrows if source in keys and target in keys]


def _measured(node, width):
    """Give (kind, text) of each line of a box."""
    room = width - 2 * _PAD_X
    return [
        (kind, line)
        for kind, text in (("label", node.label), ("text", node.text), ("leads", node.leads), ("note", node.note))
        if text
        for line in wrap(text, room, _SIZE[kind])
    ]


def _height(lines):
    return max(_LEAST_HEIGHT, sum(_LEADING[kind] for kind, _text in lines) + 2 * _PAD_Y)


def _box(node, measured, x, y, width):
    height = _height(measured)
    down = y + (height - sum(_LEADING[kind] for kind, _text in measured)) // 2
    lines = []
    for kind, text in measured:
        down += _LEADING[kind]
        lines.append(Line(kind, text, x + _PAD_X, down - 5))
    return Box(node, x, y, width, height, tuple(lines))


def _headings(titles, width, gap):
    """Give the lines of the headings, the rules under them and the y at which the boxes begin."""
    wrapped = [wrap(title, width, TEXT) for title in titles]
    rows = max((len(lines) for lines in wrapped), default=0)
    headings, rules = [], []
    for number, lines in enumerate(wrapped):
        x = number * (width + gap)
        first = rows - len(lines)
        headings += [Line("heading", text, x, 20 * (first + row) + 16) for row, text in enumerate(lines)]
        rules.append(Rule(x, 20 * rows + 6, width))
    return tuple(headings), tuple(rules), 20 * rows + 24


def _stack_height(layer, measured):
    each = [_height(measured[key]) if key in measured else _VIA for key in layer]
    return sum(each) + _BETWEEN * max(len(each) - 1, 0)


def _way(source, target, place):
    """Give what an arrow passes: its source, a place in each column between, its target.

    Arrows into the same step share their places, as they are to be followed to the same end.
    """
    start, end = place[source], place[target]
    step = 1 if end > start else -1
    return [source, *(("via", target, number, step) for number in range(start + step, end, step)), target]


def _ordered(layers, ways):
    """Give the columns with the places of passing arrows in them, ordered by barycentre so that few arrows cross.

    The first column keeps its order, and so do the others where another would cross no fewer.
    """
    layers, left, right = _tied(layers, ways)
    best, fewest = layers, _crossings(layers, right)
    for _round in range(6):
        for numbers, neighbours in ((range(1, len(layers)), left), (range(len(layers) - 2, 0, -1), right)):
            layers = [list(layer) for layer in layers]
            for number in numbers:
                beside = layers[number - 1 if neighbours is left else number + 1]
                layers[number] = _by_barycentre(layers[number], beside, neighbours)
            crossings = _crossings(layers, right)
            if crossings < fewest:
                best, fewest = layers, crossings
    return best


def _tied(layers, ways):
    """Give the columns with the places of passing arrows, and what each is tied to in the columns beside it."""
    layers = [list(layer) for layer in layers]
    number_of = {key: number for number, layer in enumerate(layers) for key in layer}
    for key in (key for way in ways for key in way[1:-1]):
        if key not in number_of:
            number_of[key] = key[2]
            layers[key[2]].append(key)
    # As a dict, since a set would put them in another order every time.
    steps = (pair for way in ways for pair in pairwise(way) if number_of[pair[0]] != number_of[pair[1]])
    pairs = dict.fromkeys(tuple(sorted(pair, key=number_of.__getitem__)) for pair in steps)
    left, right = defaultdict(list), defaultdict(list)
    for earlier, later in pairs:
        left[later].append(earlier)
        right[earlier].append(later)
    return layers, left, right


def _by_barycentre(layer, beside, neighbours):
    """Order a column by the mean place of what each step is tied to beside it; what is tied to nothing stays put."""
    place = {key: number for number, key in enumerate(beside)}
    share = (len(beside) - 1) / max(len(layer) - 1, 1)

    def mean(entry):
        number, key = entry
        places = [place[other] for other in neighbours[key]]
        return sum(places) / len(places) if places else number * share

    return [key for _number, key in sorted(enumerate(layer), key=mean)]


def _crossings(layers, right):
    """Count the pairs of arrows that cross between neighbouring columns."""
    found = 0
    for layer, beside in pairwise(layers):
        place = {key: number for number, key in enumerate(beside)}
        seen = []
        for key in layer:
            ends = [place[other] for other in right[key]]
            found += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return found


def _curve(way, place, boxes, vias):
    """Draw an arrow from edge to edge, through the places kept for it in the columns between."""
    source, target = boxes[way[0]], boxes[way[-1]]
    step = place[way[-1]] - place[way[0]]
    if step == 0:
        start, end, bulge = (source.right, source.middle), (target.right, target.middle), source.right + 34
        line = f"M{start[0]} {start[1]}C{bulge} {start[1]} {bulge} {end[1]} {end[0] + HEAD - 1} {end[1]}"
        return Route(way[0], way[-1], line, _head(*end, -1), start, end)
    forward = 1 if step > 0 else -1
    start = (source.right if step > 0 else source.x, source.middle)
    end = (target.x if step > 0 else target.right, target.middle)
    line, at = f"M{start[0]} {start[1]}", start
    for key in way[1:-1]:
        left, right, y = vias[key]
        enter, leave = (left, right) if step > 0 else (right, left)
        line += f"{_bend(at, (enter, y))}H{leave}"
        at = (leave, y)
    line += _bend(at, (end[0] - forward * (HEAD - 1), end[1]))
    return Route(way[0], way[-1], line, _head(*end, forward), start, end)


def _bend(start, end):
    half = (start[0] + end[0]) // 2
    return f"C{half} {start[1]} {half} {end[1]} {end[0]} {end[1]}"


def _head(x, y, direction):
    """Give an arrowhead with its point at (x, y), pointing right (1) or left (-1)."""
    back = x - direction * HEAD
    return f"M{x} {y}L{back} {y - 5}V{y + 5}z"


def _stacked(columns, width):
    headings, rules, boxes, y = [], [], {}, 0
    for heading, nodes in columns:
        for text in wrap(heading, NARROW, TEXT):
            headings.append(Line("heading", text, 0, y + 16))
            y += 20
        rules.append(Rule(0, y + 6, NARROW))
        y += 22
        for node in nodes:
            boxes[node.key] = _box(node, _measured(node, width), 0, y, width)
            y = boxes[node.key].bottom + _BETWEEN
        y += 12
    return tuple(headings), tuple(rules), boxes, max(y - 12 - _BETWEEN, 0)


def _lanes(boxes, arrows):
    """Give the number of the lane to each step and how many lanes there are. Short ways run nearest to the boxes."""
    reach = {}
    for source, target in arrows:
        ends = (boxes[source].bottom - _PORT, boxes[target].y + _PORT)
        low, high = reach.get(target, (ends[1], ends[1]))
        reach[target] = (min(low, *ends), max(high, *ends))
    lanes, taken = {}, []
    for target, (low, high) in sorted(reach.items(), key=lambda item: (item[1][1] - item[1][0], item[1])):
        number = next(
            (number for number, spans in enumerate(taken) if all(high + 6 < a or b + 6 < low for a, b in spans)),
            len(taken),
        )
        if number == len(taken):
            taken.append([])
        taken[number].append((low, high))
        lanes[target] = number
    return lanes, len(taken)


def longest_line(box: Box) -> float:
    """Give how wide the widest line of a box is, in pixels."""
    return max((width_of(line.text, _SIZE[line.kind]) for line in box.lines), default=0)
