"""What the person at the keyboard can mend: said in one sentence, with what to do next."""


class Problem(Exception):
    """A command cannot go on; `remedy` says what would help."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy
