"""The terminal: where results and progress go, and page text made safe to print."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from rich.console import Console
from rich.text import Text

#: What a pipe or a log gets; a terminal has its own width.
_PLAIN_WIDTH = 100
#: A page may hold escape sequences, which a terminal would obey.
_CONTROL = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}


@cache
def output() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PLAIN_WIDTH)


@cache
def messages() -> Console:
    """Progress and complaints: on stderr, so that results can be piped."""
    return Console(highlight=False, stderr=True, width=None if sys.stderr.isatty() else _PLAIN_WIDTH)


def harmless(text: str) -> str:
    """Text without the characters that command a terminal."""
    return text.translate(_CONTROL)


def words(text: str | None, style: str = "") -> Text:
    """Text of a page: never read as markup, never as terminal commands."""
    return Text(harmless(text or ""), style=style)


def tell(text: str, style: str = "") -> None:
    """Say something beside the results. A pipe gets it in one line, so that a command in it can be copied."""
    messages().print(words(text, style), soft_wrap=True)


def done(what: str, started: float) -> Text:
    """The line that ends a step, with the seconds since `started` on the monotonic clock."""
    return Text.assemble(("✓ ", "green"), what, (f"  {time.monotonic() - started:.1f} s", "dim"))


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what takes a while: a spinner on a terminal, then one line with the seconds it took."""
    started = time.monotonic()
    with messages().status(words(doing + " …")):
        yield
    messages().print(done(doing, started))
