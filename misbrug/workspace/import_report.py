"""What `import_data` says of an import: as lines for people, or as plain values for JSON."""

from dataclasses import asdict, dataclass

from misbrug.imports.workflow import NOTHING_DONE, NOTHING_NEW
from misbrug.tables.plan import Act, Applied, Plan, Problem
from misbrug.text.danish import NBSP, amount, join


@dataclass
class Report:
    """One import from the command line. `plan` is None where the file could not be used, `applied` where nothing was
    stored; `run` is the number under which the import is kept."""

    kind: str
    file: str
    into: str
    dry_run: bool
    run: int | None = None
    plan: Plan | None = None
    applied: Applied | None = None
    refusal: str = ""

    def refuse(self, message):
        """Keep why the file or an argument cannot be used."""
        self.refusal, self.plan, self.applied = message, None, None

    @property
    def unusable(self):
        """Say whether nothing could be made of the file."""
        return self.plan is None or bool(self.plan.unusable and not self.plan.rows)

    @property
    def has_errors(self):
        """Say whether something is wrong or has to be decided."""
        counts = self._counts
        return bool(self.refusal or (self.plan and self.plan.unusable) or counts[Act.ERROR] or counts[Act.ASK])

    @property
    def _counts(self):
        return self.plan.counts() if self.plan else dict.fromkeys(Act, 0)

    @property
    def _problems(self):
        whole = self.refusal or (self.plan.unusable if self.plan else "")
        return [*([Problem(None, "", "", whole)] if whole else []), *(self.plan.problems() if self.plan else [])]

    @property
    def _notes(self):
        notes = [*(self.plan.notes if self.plan else ()), *(self.applied.notes if self.applied else ())]
        return [note for note in dict.fromkeys(notes) if note not in (NOTHING_NEW, NOTHING_DONE)]

    def as_dict(self):
        """Give plain values, for JSON."""
        done = self.applied or self._planned()
        return {
            "kind": self.kind,
            "file": self.file,
            "into": self.into,
            "dry_run": self.dry_run,
            "new": done.new,
            "changed": done.changed,
            "unchanged": done.unchanged,
            "problems": [asdict(problem) for problem in self._problems],
            "notes": self._notes,
            "stored": self.applied is not None,
            "unusable": self.unusable,
            "run": self.run,
            "questions": [asdict(question) for question in self.plan.questions] if self.plan else [],
            "sums": [asdict(each) for each in self.plan.sums] if self.plan else [],
        }

    def _planned(self):
        counts = self._counts
        return Applied(counts[Act.NEW], counts[Act.CHANGED], counts[Act.UNCHANGED])

    def errors(self):
        """Give the lines of what is wrong and what has to be decided."""
        lines = [str(problem) for problem in self._problems]
        if self.unusable:
            return [*lines, "Intet er gemt."]
        for question in self.plan.questions:
            asked = [str(row.line) for row in self.plan.rows if row.question == question.key]
            more = " …" if len(asked) > 10 else ""
            lines.append(f"{question.text} Række {', '.join(asked[:10])}{more}.")
            lines += [f"  {label}: --decide '{question.key}={value}'" for value, label in question.choices]
        return lines

    def lines(self):
        """Give the lines of what was done, or would be."""
        if self.unusable:
            return []
        sums = [f"{each.label}: {each.before} → {each.after}" for each in self.plan.sums if each.before != each.after]
        return [*self._notes, *sums, f"{self._tally()} {self._conclusion()}"]

    def _tally(self):
        done, counts = self.applied or self._planned(), self._counts
        parts = [
            amount(done.new, "ny", "nye"),
            amount(done.changed, "ændret", "ændrede"),
            amount(done.unchanged, "uændret", "uændrede"),
        ]
        if counts[Act.ERROR]:
            parts.append(f"{amount(counts[Act.ERROR], 'række', 'rækker')} med fejl")
        if counts[Act.ASK]:
            parts.append(f"{amount(counts[Act.ASK], 'række', 'rækker')} med spørgsmål")
        # A terminal does not wrap between words, and what it prints is searched for.
        return f"{join(parts)}.".replace(NBSP, " ")

    def _conclusion(self):
        if self.dry_run:
            return "Det var en prøve: intet er gemt."
        if self.applied is None:
            return "Intet er gemt. Ret fejlene, og prøv igen, eller gem resten med --on-error skip."
        if not (self.applied.new or self.applied.changed):
            return NOTHING_DONE
        undo = f" Fortryd med: manage.py undo_import {self.run}"
        return ("Rækkerne uden fejl er gemt." if self.has_errors else "Gemt.") + undo
