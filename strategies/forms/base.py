"""The base of the forms with which one row of a strategy is written."""

from clusters.forms import content
from clusters.forms.content import Kind, Section
from strategies.whole import StrategyWhole

__all__ = ["ContentForm", "Kind", "Section"]


class ContentForm(content.ContentForm):
    """One row of a strategy. It is given as a whole by the pages that write every kind of row, else by itself."""

    unshown = ("strategy", "activity", "theory")

    def __init__(self, *args, whole=None, strategy=None, user=None, **kwargs):
        """Narrow what can be chosen to the strategy."""
        super().__init__(*args, whole=whole or StrategyWhole(strategy, user), **kwargs)

    @property
    def strategy(self):
        """Give the strategy."""
        return self.whole.owner
