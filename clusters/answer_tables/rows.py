"""The rows and notes of a preview of answers: what each is about, and what it says before and after."""

from collections import Counter

from clusters.answer_tables.cautions import cautions
from clusters.answer_tables.lines import shown
from clusters.workflow.answer_batch_begin import tracks_named
from indicators.values import display
from misbrug.tables.plan import Act, PlanRow
from misbrug.text.danish import amount, join

SUBMITTED_FOR = "Selvvurderingen indsendes på vegne af kommunen"
HIDDEN = "(ikke vist)"
KEPT = "det, der står, bliver stående"
UNUSED = "bruges ikke"
LEFT = "Andre er begyndt på selvvurderingen, så kommunen må selv indsende den"
NAMED = 5


class RowWriter:
    """Writes the lines of one plan as rows. What is hidden from the importer stands in none of them."""

    def __init__(self, batch, lines):
        self._batch = batch
        self._several_rounds = len({line.round.id for line in lines if line.round}) > 1
        self._prefixes, self._cells = {}, {}

    def row(self, line):
        """Give the row of a line."""
        return PlanRow(
            key=line.decided_as or line.key,
            sheet=line.layout.sheet,
            line=line.row.line,
            act=line.act,
            label=self._label(line),
            cells=self._both(line),
            problems=line.problems,
            question=line.question.key if line.act == Act.ASK else "",
            at=line.value_at if line.shares_row else "",
        )

    def _label(self, line):
        key = (line.assessment, line.track) if line.track else (line.round_text, line.code, line.name, line.track_text)
        if key not in self._prefixes:
            self._prefixes[key] = self._prefix(line)
        number = line.indicator.number if line.indicator else shown(line.indicator_text)[:60]
        words = [self._prefixes[key], number, KEPT if line.is_kept else UNUSED if line.is_foreign else ""]
        return " · ".join(word for word in words if word)

    def _prefix(self, line):
        """Name round, municipality and track, as far as they are known."""
        assessment = self._batch.assessments.get(line.assessment)
        name = line.municipality.name if line.municipality else line.name or line.code
        track = self._batch.tracks[line.assessment].get(line.track) if assessment else None
        words = [
            (line.round.label if line.round else line.round_text) if self._several_rounds else "",
            assessment.municipality_name if assessment else name,
            track.name if track else line.track_text,
        ]
        return shown(" · ".join(word for word in words if word))[:200]

    def _both(self, line):
        """Give the cells of value and elaboration, each (before, after)."""
        if line.content is None:
            return self._same(line.value_text), self._same(line.elaboration_text)
        if line.is_hidden:
            return self._hidden(line)
        stored = line.stored
        value, elaboration = (stored.value, stored.elaboration) if line.is_kept else line.content
        # As long as nobody knows whose answer it is, nothing stands in its place.
        if line.act == Act.NEW or line.track is None:
            return self._answer(line, None, value), self._same(elaboration)
        return self._answer(line, stored.value, value), self._change(stored.elaboration, elaboration)

    def _hidden(self, line):
        """Give the cells of a line in whose place something stands that is not the importer's to see: what his own
        file says, and nothing that depends on what it would replace."""
        stored, (value, elaboration) = line.stored, line.stored[1:3] if line.is_kept else line.content
        seen = self._answer(line, stored.value, value), self._change(stored.elaboration, elaboration)
        own = (HIDDEN, shown(display(line.indicator, value))), (HIDDEN, shown(elaboration))
        says = (False, False) if line.is_kept else line.says
        over = (new if said else (None, HIDDEN) for new, said in zip(own, says, strict=True))
        return tuple(new if hidden else old for old, new, hidden in zip(seen, over, line.hidden, strict=True))

    def _answer(self, line, before, after):
        key = (line.indicator.id, before, after)
        if key not in self._cells:
            texts = (None if text is None else shown(display(line.indicator, text)) for text in (before, after))
            self._cells[key] = self._change(*texts)
        return self._cells[key]

    def _change(self, before, after):
        return self._same(after) if before in (None, after) else (shown(before), shown(after))

    def _same(self, text):
        if text not in self._cells:
            self._cells[text] = (None, shown(text))
        return self._cells[text]


def notes_of(work, lines):
    """Give what is worth knowing before the file is stored: what is not used, what begins, what is submitted and what
    is not, how much in which round."""
    batch, notes = work.batch, []
    foreign = sum(1 for line in lines if line.is_foreign)
    if foreign:
        what = "handler om en anden kommune" if foreign == 1 else "handler om andre kommuner"
        notes.append(f"{amount(foreign, 'række', 'rækker')} {what} og bruges ikke.")
    rounds = Counter(batch.assessments[line.assessment].round.name for line in work.lines)
    if len(rounds) > 1:
        notes += [f"{name}: {amount(count, 'svar', 'svar')} gemmes." for name, count in sorted(rounds.items())]
    divisions = {}
    for assessment, keys in work.begins.items():
        names = tracks_named(batch.outline_of(assessment).areas, keys)
        divisions.setdefault(names, []).append(assessment)
    for names, assessments in sorted(divisions.items()):
        noun = "sporet" if len(names) == 1 else "sporene"
        begins = "Selvvurderingen begynder" if len(assessments) == 1 else "Selvvurderingerne begynder"
        notes.append(f"{begins} med {noun} {join(names)} i {_named(batch, assessments)}.")
    if work.submits:
        several = len(work.submits) > 1
        what = "Selvvurderingerne indsendes på vegne af kommunerne" if several else SUBMITTED_FOR
        notes.append(f"{what} i {_named(batch, work.submits)}.")
    notes += cautions(batch, work.lines)
    if work.left:
        notes.append(f"{LEFT}: {_named(batch, work.left)}.")
    return tuple(notes)


def _named(batch, assessment_ids):
    """Name some assessments, or say how many they are."""
    rows = [batch.assessments[pk] for pk in assessment_ids]
    if len(rows) > NAMED:
        return f"{amount(len(rows), 'selvvurdering', 'selvvurderinger')}"
    several = len({row.round_id for row in rows}) > 1
    return join([f"{row.municipality_name} ({row.round.label})" if several else row.municipality_name for row in rows])
