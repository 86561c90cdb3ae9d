"""Writes to the terminal: results, progress, and page text that is made safe to print."""

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

#: A pipe or a log has no width, so nothing is wrapped or cut there. A terminal has its own width.
_PLAIN_WIDTH = 10_000
#: The columns of a terminal from which help has frames.
_FRAMED = 72
#: The most columns of a paragraph. Longer lines are hard to read.
_MEASURE = 86
#: The characters that are removed. A page may contain escape sequences, which a terminal would obey.
_CONTROL = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
#: The plain forms of our own marks, for encodings that lack them.
_PLAIN_MARKS = {
    "✓": "+",
    "✗": "x",
    "→": "->",
    "–": "-",
    "—": "--",
    "›": ">",
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
    """Prevents characters that the output's encoding lacks from ending a command.

    Our own marks have plain forms. Other characters are escaped as in JSON, so that JSON stays valid.
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
    """Returns the console for progress and complaints. It writes to stderr, so that results can be piped."""
    return Console(highlight=False, stderr=True, width=None if sys.stderr.isatty() else _PLAIN_WIDTH)


def harmless(text: str) -> str:
    """Returns text without the characters that control a terminal."""
    return text.translate(_CONTROL)


def words(text: str | None, style: str = "") -> Text:
    """Returns text of a page, which is read neither as markup nor as terminal commands."""
    return Text(harmless(text or ""), style=style)


def print_line(text: str, style: str = "") -> None:
    """Prints one line of the results, however long it is."""
    output().print(words(text, style), soft_wrap=True)


def print_note(text: str, style: str = "") -> None:
    """Prints one line besides the results. It is not wrapped, so that a command in it can be copied."""
    messages().print(words(text, style), soft_wrap=True)


def print_note_without_bar(text: str) -> None:
    """Prints what begins now if there is no progress bar, as in a pipe or a log."""
    if not messages().is_terminal:
        print_note(text)


def counted(count: int, what: str) -> str:
    """
    >>> counted(1, "page"), counted(1_200, "page")
    ('1 page', '1,200 pages')
    """
    return f"{count:,} {plural(what, count)}"


def plural(what: str, count: int) -> str:
    return what if count == 1 else f"{what}s"


def times(count: int) -> str:
    """
    >>> times(1), times(1_200)
    ('once', '1,200 times')
    """
    return "once" if count == 1 else f"{count:,} times"


def print_json(value: Any) -> None:
    """Prints JSON for a script: one line, or indented on a terminal."""
    indent = 2 if output().is_terminal else None
    sys.stdout.write(json.dumps(value, ensure_ascii=not _is_unicode(sys.stdout), indent=indent) + "\n")


def print_record(text: str) -> None:
    """Prints a record in one of the formats. JSON keeps its values even if the encoding lacks a character."""
    is_json = text.startswith(("{", "["))
    plain = text if _is_unicode(sys.stdout) or not is_json else _in_ascii(text)
    sys.stdout.write(plain)


def _is_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().startswith("utf")


def _in_ascii(text: str) -> str:
    return "".join(each if each.isascii() else json.dumps(each)[1:-1] for each in text)


def progress_bar(console: Console) -> Progress:
    """Returns a progress bar, which does nothing in a pipe or a log."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def laid_out(parts: Iterable[RenderableType]) -> RenderableType:
    """Returns parts below each other with a margin, in lines of readable length. In a pipe, no line is broken."""
    frame = Group(*(Padding(part, (0, 0, 1, 2), expand=False) for part in parts))
    return Constrain(Padding(frame, (1, 0, 0, 0), expand=False), _MEASURE if output().is_terminal else None)


def done(what: str, started: float) -> Text:
    """Returns the line that ends a step, with the seconds since `started` on the monotonic clock."""
    return Text.assemble(("✓ ", "green"), what, (f"  {time.monotonic() - started:.1f} s", "dim"))


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Shows a spinner during a step on a terminal, then prints one line with the seconds that it took."""
    started = time.monotonic()
    with messages().status(words(doing + " …")):
        yield
    messages().print(done(doing, started))


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Opens a file that must be new, because no command overwrites a user's file. An empty file is removed at the end.

    Raises Problem if the file exists or cannot be written.
    """
    try:
        # A page may contain half of a surrogate pair, which no file can contain.
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
    print_note(f"Written: {path}")


def help_formatter() -> Literal["default", "plain"]:
    """Returns the style of help: with frames on a wide terminal, plain in a pipe, a log or a narrow terminal."""
    return "default" if output().is_terminal and output().width >= _FRAMED else "plain"
