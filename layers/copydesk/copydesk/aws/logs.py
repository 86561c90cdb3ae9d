"""Configures the functions' logger. It writes no secrets, and only the first words of an unexpected error."""

from collections.abc import Iterator
from traceback import TracebackException
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from copydesk.web.redaction import redacted

#: The most characters of an error text. An error may contain the page that caused it, and its first words suffice.
_LONGEST_WORDS = 200


class Formatter(LambdaPowertoolsFormatter):
    """Formats JSON as Powertools does, with credentials removed and errors shortened."""

    def serialize(self, log: Any) -> str:
        return super().serialize(redacted(log))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's name
        return "".join(_described(TracebackException(*ei)))


def make_logger() -> Logger:
    # Its own stack trace would repeat the exception with its whole text.
    return Logger(logger_formatter=Formatter(serialize_stacktrace=False))


def _described(error: TracebackException) -> Iterator[str]:
    """Yields the error that came before, the stack frames and the shortened text."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _described(before)
    yield from error.stack.format()
    words = redacted(" ".join("".join(error.format_exception_only()).split()))
    yield f"{words[:_LONGEST_WORDS]}…\n" if len(words) > _LONGEST_WORDS else f"{words}\n"
