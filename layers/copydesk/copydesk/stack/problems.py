"""Defines the failure that the user of a command can fix. It has one sentence and a remedy."""

#: What helps against an error of AWS.
AWS_REMEDY = "Check credentials, region, and what they may do."
#: The packages whose exceptions describe what AWS refused.
_OF_AWS = ("botocore", "pynamodb")


class Problem(Exception):
    """A command cannot continue. `remedy` says what would help."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


def is_of_aws(error: Exception) -> bool:
    """True if an error describes what AWS refused."""
    return type(error).__module__.partition(".")[0] in _OF_AWS
