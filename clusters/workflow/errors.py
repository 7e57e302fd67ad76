"""What a workflow refuses, in words for the person who tried. Nothing is half done when one is raised."""


class WorkflowError(Exception):
    """An act that cannot be done now. `message` is Danish, `field` names the input it belongs to, if any."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.message = message
        self.field = field


class CprRefused(WorkflowError):
    """A text that holds what is, or may be, a CPR number. The number is neither kept here nor stored.

    Where `certain` is false the writer may confirm that it is none, and try again.
    """

    def __init__(self, message, field, *, certain):
        super().__init__(message, field)
        self.certain = certain


class Locked(WorkflowError):
    """Answers or participation may not change now."""


class IllegalTransition(WorkflowError):
    """The state does not allow the act (somebody else may just have done it)."""


class Conflict(WorkflowError):
    """Somebody else's newer content stands. `current` is the stored row, `mine` what was refused."""

    def __init__(self, message, current, mine):
        super().__init__(message)
        self.current = current
        self.mine = mine


class Incomplete(WorkflowError):
    """Something is missing before submission. `missing` is a tuple of completeness.Missing."""

    def __init__(self, message, missing):
        super().__init__(message)
        self.missing = missing

    @property
    def blocking(self):
        """Say whether something is missing that nobody can confirm away."""
        return any(item.blocking for item in self.missing)
