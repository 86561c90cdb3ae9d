"""These inputs are real pages with the damage of transport, templates and editors. They include the corpora if present."""

import gzip
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from tests.fuzz.inputs import Input, Kind

ROOT = Path(__file__).parents[3]
#: These pieces are inserted: they begin or end something, or confuse parsers.
_PUT_IN = (
    *(
        b"</div> </article> </p> <table> <pre> <p <!-- --> <script> </script> <a <svg><title> <?php?> <!DOCTYPE> {"
        b" <![CDATA[ &#0; &#xD800; <template> <frameset> <plaintext> <math><mi> <noscript> <select><option> <body> ]}"
        b" <base/href='//'> <time/datetime=''> <td/colspan=9999999> <html/lang=zz> <textarea> <style> <xmp> <iframe>"
        b" <listing> <form> <button> </html> <head> <li> <dd> <caption> \\u0000 \\ud800 \" ' > =".split()
    ),
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\x0c", b"\xe2\x80\xae",
)  # fmt: skip
_TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NAMES = b"p div li td tr table ul a b span h1 h2 figure figcaption blockquote script style pre svg br hr".split()
_CLOSED = re.compile(rb"<(p|div|li|figure|section|h2|table|ul|blockquote)\b[^>]*>.{0,3000}?</\1>", re.DOTALL)
_DECLARED = re.compile(rb"(ld\+json[^>]*>)(.*?)(</script>)", re.DOTALL)
#: A larger page would take as long as twenty others.
_LARGEST = 400_000


@cache
def _paths() -> tuple[Path, ...]:
    corpora = Path(os.environ.get("CORPORA") or ROOT.parent / "shared" / "corpora")
    found = [*(ROOT / "samples" / "pages").glob("*.html.gz"), *(ROOT / "tests" / "pages").rglob("page.html")]
    return (*sorted(found), *sorted(corpora.glob("*/pages/*.html.gz")))


def _page(random: Random) -> bytes:
    path = random.choice(_paths())
    body = path.read_bytes()
    return (gzip.decompress(body) if path.suffix == ".gz" else body)[:_LARGEST]


def make(random: Random, _number: int) -> Input:
    page = _page(random)
    for _ in range(random.randint(1, 6)):
        page = random.choice(_MUTATIONS)(random, page)
    return Input(body=page, content_type=random.choice((None, None, "text/html; charset=gbk", "text/html")))


def _flipped(random: Random, page: bytes) -> bytes:
    changed = bytearray(page)
    for _ in range(random.randint(1, 200) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _stretch(random: Random, page: bytes) -> tuple[int, int]:
    start = random.randint(0, len(page))
    return start, min(len(page), start + random.randint(0, 2_000))


def _put_in(random: Random, page: bytes) -> bytes:
    start, end = _stretch(random, page)
    return page[:start] + random.choice(_PUT_IN) + page[random.choice((start, end)) :]


def _cut(random: Random, page: bytes) -> bytes:
    start, end = _stretch(random, page)
    return page[:start] + random.choice((b"", page[end:]))


def _repeated(random: Random, page: bytes) -> bytes:
    start, end = _stretch(random, page)
    return page[:end] + page[start:end] * random.choice((1, 2, 30)) + page[end:]


def _spliced(random: Random, page: bytes) -> bytes:
    other = _page(random)
    return page[: random.randint(0, len(page))] + other[random.randint(0, len(other)) :]


def _subtrees(random: Random, page: bytes) -> bytes:
    """Returns the page with a part doubled, put into another one, or moved before another one."""
    parts = [found.span() for found in _CLOSED.finditer(page)]
    if len(parts) < 2:
        return page
    (start, end), (other, _) = sorted(random.sample(parts, 2))[:: random.choice((1, -1))]
    moved = page[start:end]
    inside = other + page[other:].find(b">") + 1
    match random.randrange(3):
        case 0:
            return page[:start] + moved * random.choice((2, 50)) + page[end:]
        case 1:
            return page[:inside] + moved + page[inside:]
    return page[:start] + moved * 2 + page[other:] if start < other else page[:other] + moved + page[other:]


def _renamed(random: Random, page: bytes) -> bytes:
    """Returns the page with some tags renamed: one end without its start, or all of a kind."""
    share, new = random.choice((0.02, 0.3, 1.0)), random.choice(_NAMES)
    old = random.choice(_NAMES)
    return _TAG.sub(
        lambda tag: b"<" + tag[1] + new if tag[2].lower() == old and random.random() < share else tag[0], page
    )


def _declared(random: Random, page: bytes) -> bytes:
    """Returns the page with its declared JSON broken."""
    return _DECLARED.sub(lambda found: found[1] + _put_in(random, found[2]) + found[3], page)


_MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flipped, _put_in, _put_in, _cut, _repeated, _spliced, _subtrees, _subtrees, _renamed, _declared,
)  # fmt: skip
KIND = Kind(name="mutated pages", make=make, share=15)
