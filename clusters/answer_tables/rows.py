"""The rows and notes of a preview of answers: what each is about, and what it says before and after."""

from collections import Counter

from clusters.answer_tables.lines import shown
from indicators.values import display
from misbrug.tables.plan import Act, PlanRow
from misbrug.text.danish import amount, join

HIDDEN = "(ikke vist)"
KEPT = "det, der står, bliver stående"
NAMED = 5


class RowWriter:
    """Writes the lines of one plan as rows. `visible` are the ids of the assessments whose answers the importer may
    see, None for all; what he wrote himself he sees in any."""

    def __init__(self, batch, lines, visible, actor):
        self._batch, self._visible = batch, visible
        self._actor = actor.pk if actor else None
        self._several_rounds = len({line.round.id for line in lines if line.round}) > 1
        self._prefixes, self._cells = {}, {}

    def row(self, line):
        """Give the row of a line."""
        return PlanRow(
            key=line.key,
            sheet=line.layout.sheet,
            line=line.row.line,
            act=line.act,
            label=self._label(line),
            cells=self._both(line),
            problems=line.problems,
            question=line.question.key if line.act == Act.ASK else "",
        )

    def _label(self, line):
        key = (line.assessment, line.track) if line.track else (line.round_text, line.code, line.name, line.track_text)
        if key not in self._prefixes:
            self._prefixes[key] = self._prefix(line)
        number = line.indicator.number if line.indicator else shown(line.indicator_text)[:60]
        words = [self._prefixes[key], number, KEPT if line.is_kept else ""]
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
        stored = line.stored
        value, elaboration = (stored.value, stored.elaboration) if line.is_kept else line.content
        if line.act == Act.NEW:
            return self._answer(line, None, value), self._same(elaboration)
        if self._sees(line):
            return self._answer(line, stored.value, value), self._change(stored.elaboration, elaboration)
        # What is not his to see stands in neither half of a cell, unless his own file says it.
        return (
            self._hide(self._answer(line, stored.value, value), line.value_text and not line.is_kept),
            self._hide(self._change(stored.elaboration, elaboration), line.elaboration_text and not line.is_kept),
        )

    def _sees(self, line):
        mine = line.stored.id is None or line.stored.changed_by == self._actor
        return mine or self._visible is None or line.assessment in self._visible

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

    @staticmethod
    def _hide(cell, is_from_file):
        before, after = cell
        return (before and HIDDEN, after if is_from_file or not after else HIDDEN)


def notes_of(work):
    """Give what is worth knowing before the file is stored: what begins, what is submitted, how much in which round."""
    batch, notes = work.batch, []
    rounds = Counter(batch.assessments[line.assessment].round.name for line in work.lines)
    if len(rounds) > 1:
        notes += [f"{name}: {amount(count, 'svar', 'svar')} gemmes." for name, count in sorted(rounds.items())]
    if work.begins:
        notes.append(f"Selvvurderingen begynder med filens spor i {_named(batch, work.begins)}.")
    if work.submits:
        notes.append(f"Selvvurderingen indsendes på vegne af kommunen i {_named(batch, work.submits)}.")
    return tuple(notes)


def _named(batch, assessment_ids):
    """Name some assessments, or say how many they are."""
    rows = [batch.assessments[pk] for pk in assessment_ids]
    if len(rows) > NAMED:
        return f"{amount(len(rows), 'selvvurdering', 'selvvurderinger')}"
    several = len({row.round_id for row in rows}) > 1
    return join([f"{row.municipality_name} ({row.round.label})" if several else row.municipality_name for row in rows])
