"""The terminal: where results and progress go, and page text made safe to print."""

import codecs
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Literal, TextIO

from rich.console import Console, Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from copydesk.stack.problems import Problem

#: A pipe or a log has no width: nothing is wrapped or cut there. A terminal has its own.
_PLAIN_WIDTH = 10_000
#: Columns from which help has frames.
_FRAMED = 72
#: Longer lines are hard to read.
_MEASURE = 86
#: A page may hold escape sequences, which a terminal would obey.
_CONTROL = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
#: Our own marks, where the output's encoding has none of them.
_PLAIN_MARKS = {
    "✓": "+",
    "✗": "x",
    "→": "->",
    "–": "-",
    "…": "...",
    "·": "-",
    "×": "x",
    "⁂": "***",
    "•": "*",
    "▐": "|",
    "↕": "^",
}
_ESCAPED = "copydesk"


def prepare_streams() -> None:
    """Let no character that the output's encoding lacks end a command: our marks have plain forms, others are escaped.

    The escapes are those of JSON, so that JSON stays valid.
    """
    codecs.register_error(_ESCAPED, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_ESCAPED)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    return _PLAIN_MARKS.get(character) or json.dumps(character)[1:-1]


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


def say(text: str, style: str = "") -> None:
    """One line of the results, however long it is."""
    output().print(words(text, style), soft_wrap=True)


def tell(text: str, style: str = "") -> None:
    """Say something beside the results, in one line, so that a command in it can be copied."""
    messages().print(words(text, style), soft_wrap=True)


def tell_plainly(text: str) -> None:
    """Say what begins now where no progress bar does: in a pipe or a log."""
    if not messages().is_terminal:
        tell(text)


def counted(count: int, what: str) -> str:
    """
    >>> counted(1, "page"), counted(1_200, "page")
    ('1 page', '1,200 pages')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def say_json(value: Any) -> None:
    """JSON for a script: one line, or laid out where somebody reads it."""
    indent = 2 if output().is_terminal else None
    sys.stdout.write(json.dumps(value, ensure_ascii=not _is_unicode(sys.stdout), indent=indent) + "\n")


def say_record(text: str) -> None:
    """A record in one of the formats. Where the encoding lacks a character, JSON stays the same values."""
    is_json = text.startswith(("{", "["))
    plain = text if _is_unicode(sys.stdout) or not is_json else _in_ascii(text)
    sys.stdout.write(plain)


def _is_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().startswith("utf")


def _in_ascii(text: str) -> str:
    return "".join(each if each.isascii() else json.dumps(each)[1:-1] for each in text)


def progress_bar(console: Console) -> Progress:
    """One that a pipe or a log does not get."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def laid_out(parts: Iterable[RenderableType]) -> RenderableType:
    """Parts under each other with a margin, in lines that can be read; a pipe gets each paragraph in one line."""
    frame = Group(*(Padding(part, (0, 0, 1, 2), expand=False) for part in parts))
    return Constrain(Padding(frame, (1, 0, 0, 0), expand=False), _MEASURE if output().is_terminal else None)


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


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """A file that must be new: no command destroys what somebody wrote. One that stays empty is not left behind."""
    try:
        # Half of a surrogate pair, which a page may hold, is no character that a file could.
        with path.open("x", encoding="utf-8", errors="replace") as out:
            yield out
        if path.stat().st_size == 0:
            path.unlink()
    except FileExistsError as error:
        raise Problem(f"{path} is there already.", "Name another file, or remove it.") from error
    except OSError as error:
        raise Problem(f"{path} cannot be written: {error.strerror or error}") from error


def write_new(path: Path, parts: Iterable[str]) -> None:
    with new_file(path) as out:
        out.writelines(parts)
    tell(f"Written: {path}")


def help_formatter() -> Literal["default", "plain"]:
    """Frames where there is room for them; a pipe, a log and a narrow terminal get plain lines."""
    return "default" if output().is_terminal and output().width >= _FRAMED else "plain"
