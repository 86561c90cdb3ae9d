"""Writes inline text and allow-listed inline HTML as Markdown with the same meaning.

CommonMark accepts a sign for emphasis only between certain characters (0.31, section 6.2). Therefore spaces move out of
the signs and equal neighbours are joined. Emphasis that no sign can express (`<b>Name:</b>text`) remains a tag.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import NamedTuple

from copydesk.formats.markdown_text import code_span, destination, escape, line_starts
from copydesk.formats.safe import safe_html

#: Elements that change the look of words, with their kind. Of others, such as abbr and small, only the words are kept.
_MARKS = {
    **{name: name for name in ("strong", "em", "s", "code", "sub", "sup")},
    "b": "strong",
    "i": "em",
    "del": "s",
}
#: The order in which kinds are set, outermost first. Markdown has no sign for sub and sup, so 10<sup>6</sup> keeps
#: tags.
_UNITS = ("sub", "sup", "s", "strong em", "strong", "em")
_SIGNS = {"s": "~~", "strong em": "***", "strong": "**", "em": "*"}
_TOKEN = re.compile(r"<(/?)(\w+)(?: href=\"([^\"]*)\")?>")
_SPACES = frozenset("\t\n\x0b\f\r")
_APART = frozenset({"space", "punctuation"})


class _Run(NamedTuple):
    """Words in one markup. `link` is the number of the link in its block and its address. A line break is "\\n"."""

    text: str
    marks: frozenset[str]
    link: tuple[int, str] | None


class _Atom(NamedTuple):
    """Finished Markdown, and the marks that still have to be set around it."""

    text: str
    marks: frozenset[str]


def inline_markdown(html: str) -> str:
    """Returns the same words with links and emphasis in Markdown.

    >>> inline_markdown('A <a href="https://x.org/">link</a>, <em>so </em>2 &lt; 3 in <code>a_b</code>')
    'A [link](https://x.org/), *so* 2 \\\\< 3 in `a_b`'
    """
    return line_starts(_set(_atoms(_joined(_spaced(_runs(safe_html(html))))), "", "", frozenset()))


def _runs(html: str) -> Iterator[_Run]:
    pieces = _TOKEN.split(html)
    names: list[str] = []
    link: tuple[int, str] | None = None
    if pieces[0]:
        yield _Run(_words(pieces[0]), frozenset(), None)
    for at in range(1, len(pieces), 4):
        end, name, href, words = pieces[at : at + 4]
        if name == "a":
            link = None if end else (at, destination(unescape(href or "")))
        elif name == "br":
            yield _Run("\n", frozenset(names), link)
        elif name in _MARKS and end:
            names.remove(_MARKS[name])
        elif name in _MARKS:
            names.append(_MARKS[name])
        if words:
            yield _Run(_words(words), frozenset(names), link)


def _words(html: str) -> str:
    return unescape(html).replace("\n", " ")


def _spaced(runs: Iterable[_Run]) -> list[_Run]:
    """Returns runs without spaces at their ends, and one run of space between separate words."""
    parts: list[_Run] = [_Run("", frozenset(), None)]
    for run in runs:
        for part in _parted(run):
            last = parts[-1]
            if not part.text.isspace() or last.text.strip():
                parts.append(part)
            else:
                link = part.link if part.link == last.link else None
                parts[-1] = _Run(last.text + part.text, last.marks & part.marks, link)
    return [_between(parts, at) for at in range(1, len(parts) - (not parts[-1].text.strip()))]


def _parted(run: _Run) -> Iterator[_Run]:
    words = run.text.strip()
    if len(words) == len(run.text):
        yield run
        return
    begin = run.text.index(words)
    for text in (run.text[:begin], words, run.text[begin + len(words) :]):
        if text:
            yield run._replace(text=text)


def _between(parts: Sequence[_Run], at: int) -> _Run:
    """Gives a space the markup that the words on both sides share, and turns line breaks into a single one.

    A blank line would end the paragraph.
    """
    run = parts[at]
    if run.text.strip():
        return run
    before, after = parts[at - 1], parts[at + 1]
    is_break = "\n" in run.text
    marks = run.marks & before.marks & after.marks - ({"code"} if is_break else set())
    link = run.link if before.link == run.link == after.link else None
    return _Run("\n" if is_break else run.text, marks, link)


def _joined(runs: Iterable[_Run]) -> list[_Run]:
    """Joins neighbours with the same markup."""
    return [
        _Run("".join(run.text for run in same), marks, link)
        for (marks, link), same in groupby(runs, key=lambda run: (run.marks, run.link))
    ]


def _atoms(runs: Sequence[_Run]) -> list[_Atom]:
    atoms: list[_Atom] = []
    for link, linked in groupby(runs, key=lambda run: run.link):
        inside = [_atom(run) for run in linked]
        if link:
            if atoms and atoms[-1].text.endswith("!"):
                atoms[-1] = _Atom(f"{atoms[-1].text[:-1]}\\!", atoms[-1].marks)
            inside = [_link(inside, link[1])]
        atoms += inside
    return atoms


def _atom(run: _Run) -> _Atom:
    if "code" in run.marks:
        return _Atom(code_span(run.text), run.marks - {"code"})
    return _Atom(escape(run.text).replace("\n", "  \n"), run.marks)


def _link(atoms: Sequence[_Atom], address: str) -> _Atom:
    """Returns a link. Marks that cover the whole link are set around it, so that they can join those of neighbours."""
    around = frozenset.intersection(*(atom.marks for atom in atoms))
    words = _set(_without(atoms, around), "[", "]", frozenset())
    return _Atom(f"[{words}]({address})", around)


def _without(atoms: Iterable[_Atom], marks: Iterable[str]) -> list[_Atom]:
    return [_Atom(atom.text, atom.marks.difference(marks)) for atom in atoms]


def _set(atoms: Sequence[_Atom], before: str, after: str, within: frozenset[str]) -> str:
    """Sets the marks of atoms that are between two characters ("" at an end) and within marks of the given signs."""
    parts = [before]
    at = 0
    while at < len(atoms):
        if not atoms[at].marks:
            parts.append(atoms[at].text)
            at += 1
            continue
        unit, end = _longest(atoms, at)
        then = _first(atoms[end]) if end < len(atoms) else after
        parts.append(_marked(unit, atoms[at:end], parts[-1][-1:], then, within))
        at = end
    return "".join(parts[1:])


def _longest(atoms: Sequence[_Atom], at: int) -> tuple[str, int]:
    """Returns the kinds of mark that reach furthest from an atom, and the place where they end."""
    ends = {mark: _end(atoms, at, mark) for mark in sorted(atoms[at].marks)}
    end = max(ends.values())
    furthest = {mark for mark, its in ends.items() if its == end}
    return next(unit for unit in _UNITS if furthest.issuperset(unit.split())), end


def _end(atoms: Sequence[_Atom], at: int, mark: str) -> int:
    return next((end for end in range(at, len(atoms)) if mark not in atoms[end].marks), len(atoms))


def _first(atom: _Atom) -> str:
    """Returns the first character of an atom. A mark directly after a mark is written as a tag."""
    return "<" if atom.marks else atom.text[0]


def _marked(unit: str, atoms: Sequence[_Atom], before: str, after: str, within: frozenset[str]) -> str:
    """Sets one emphasis around atoms and keeps the spaces at their ends outside."""
    names, sign = unit.split(), _SIGNS.get(unit, "")
    begin, inside, end = _trimmed(_without(atoms, names))
    if not inside:
        return begin
    if sign and _is_mark(sign[0], inside, begin[-1:] or before, end[:1] or after, within):
        return f"{begin}{sign}{_set(inside, '', '', within | {sign[0]})}{sign}{end}"
    starts, ends = "".join(f"<{name}>" for name in names), "".join(f"</{name}>" for name in reversed(names))
    return f"{begin}{starts}{_set(inside, '>', '<', within)}{ends}{end}"


def _trimmed(atoms: list[_Atom]) -> tuple[str, list[_Atom], str]:
    """Returns the spaces at the beginning, the atoms without spaces at their ends, and the spaces at the end."""
    first = atoms[0].text
    words = first.lstrip()
    atoms = [atoms[0]._replace(text=words), *atoms[1:]] if words else atoms[1:]
    begin = first[: len(first) - len(words)]
    if not atoms:
        return begin, [], ""
    last = atoms[-1].text
    words = last.rstrip()
    atoms = [*atoms[:-1], atoms[-1]._replace(text=words)] if words else atoms[:-1]
    return begin, atoms, last[len(words) :]


def _is_mark(sign: str, atoms: Sequence[_Atom], before: str, after: str, within: frozenset[str]) -> bool:
    """True if CommonMark accepts a sign around atoms as the start and end of emphasis (0.31, section 6.2).

    Within another mark of the same sign, it must not be readable as the end of that mark.
    """
    if before == sign:
        return False
    first, last = atoms[0], atoms[-1]
    begins_word = not first.marks and _kind(first.text[0]) == "word"
    ends_word = not last.marks and _kind(last.text[-1]) == "word"
    sides = (_kind(before), begins_word), (_kind(after), ends_word)
    if sign in within:
        return all(kind == "space" or (kind == "punctuation" and is_word) for kind, is_word in sides)
    return all(kind in _APART or is_word for kind, is_word in sides)


@lru_cache(maxsize=1_024)
def _kind(character: str) -> str:
    """Returns the class of a character for emphasis. Only since 0.31 do symbols beyond ASCII count as punctuation."""
    category = unicodedata.category(character or " ")
    if character in _SPACES or category == "Zs":
        return "space"
    if category[0] == "P" or (category[0] == "S" and character.isascii()):
        return "punctuation"
    return "symbol" if category[0] == "S" else "word"
