"""The functions' logger: what it writes carries no secret, and of an unforeseen error only its first words."""

from collections.abc import Iterator
from traceback import TracebackException
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from copydesk.web.redaction import redacted

#: An error may have been given the page that it is about; its first words say what it is.
_LONGEST_WORDS = 200


class Formatter(LambdaPowertoolsFormatter):
    """JSON as Powertools writes it."""

    def serialize(self, log: Any) -> str:
        return super().serialize(redacted(log))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's name
        return "".join(_described(TracebackException(*ei)))


def make_logger() -> Logger:
    # Its own stack trace would repeat the exception, with all its words.
    return Logger(logger_formatter=Formatter(serialize_stacktrace=False))


def _described(error: TracebackException) -> Iterator[str]:
    """What came before, the frames, and the words cut short."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _described(before)
    yield from error.stack.format()
    words = redacted(" ".join("".join(error.format_exception_only()).split()))
    yield f"{words[:_LONGEST_WORDS]}…\n" if len(words) > _LONGEST_WORDS else f"{words}\n"
