"""Defines the failure that the user of a command can fix. It has one sentence and a remedy."""


class Problem(Exception):
    """A command cannot continue. `remedy` says what would help."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy
