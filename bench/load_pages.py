"""This module makes pages for the load: made-up ones in real sizes, with sample pages between them."""

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: The deciles over 2,377 pages of the public corpora (aed, fundus, scrapinghub, trafilatura-eval). They are bytes as
#: HTML, and blocks of the article in every ninth of them.
PAGE_BYTES = (47_565, 62_873, 81_555, 111_143, 141_857, 180_349, 255_807, 328_905, 585_251)
BLOCKS = (7, 12, 16, 21, 28, 38, 54, 73, 118)
#: Every fifth page is a sample under an address of its own. Its words are stored already, like those of wire copy.
SAMPLE_EVERY = 5
#: The characters of the median paragraph.
_PARAGRAPH = 216

_SAMPLES = Path("samples")
_OWN_ADDRESS = re.compile(rb"""<(?:link|meta)[^>]+(?:canonical|og:url)[^>]*>""", re.IGNORECASE)
_WORDS = """the of and to in a that for on with as was at by from it is be this council river bridge report mayor city
water budget school teacher harvest market engine station railway winter summer engineer doctor patient study region
border minister player season match final archive museum painter film festival letter court judge witness evidence
company worker factory wage price export import coast island storm forest mountain village valley road traffic train
plan vote decision meeting answer question reason result number share half quarter month week morning evening night
said will would could had has have after before during under over between against about through new old long short
first last next early late open closed public private local national small large better higher lower several many few"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    key: str
    url: str
    body: bytes


def pages(count: int, *, run: str) -> list[Page]:
    """Returns `count` pages, each an article of its own; `run` tells the pages of two runs apart."""
    return [_page(number, run) for number in range(count)]


def _page(number: int, run: str) -> Page:
    key = f"bench/{run}/{number:06}.html"
    url = f"https://site{number % 97}.example/{run}/story-{number}"
    if number % SAMPLE_EVERY == 0:
        samples = _sample_bodies()
        return Page(key=key, url=url, body=samples[number // SAMPLE_EVERY % len(samples)])
    return Page(key=key, url=url, body=made_up(number, seed=run))


@cache
def _sample_bodies() -> Sequence[bytes]:
    """Returns the HTML samples that are articles, without the addresses that they declare."""
    listed = json.loads((_SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    paths = [_SAMPLES / entry["path"] for entry in listed if entry["path"].endswith(".html.gz")]
    return [_OWN_ADDRESS.sub(b"", gzip.decompress(path.read_bytes())) for path in paths]


def made_up(number: int, *, seed: str) -> bytes:
    """Returns an article within the furniture of a page; sizes go through the deciles of bytes and of blocks."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311  # no secret
    place = number - number // SAMPLE_EVERY
    wanted = PAGE_BYTES[place % len(PAGE_BYTES)]
    article = _article(chance, BLOCKS[place // len(PAGE_BYTES) % len(BLOCKS)])
    headline = _sentence(chance, 9).rstrip(".")
    head = f'<title>{headline}</title><meta property="og:title" content="{headline}"><meta charset="utf-8">'
    body = f'<nav>{_menu(chance, 40)}</nav><article><h1>{headline}</h1>{article}</article><aside class="related">'
    return _filled(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}', chance, wanted)


def _article(chance: random.Random, blocks: int) -> str:
    dated = '<time datetime="2026-11-24T09:30:00+00:00">24 November 2026</time>'
    byline = f'<p class="byline">By <a rel="author" href="/staff">Ada Example</a>, {dated}</p>'
    return byline + "".join(_block(chance, number) for number in range(blocks))


def _block(chance: random.Random, number: int) -> str:
    if number % 7 == 3:
        return f"<h2>{_sentence(chance, 5).rstrip('.')}</h2>"
    if number % 11 == 5:
        said = _sentence(chance, 18).rstrip(".")
        return f"<p>&ldquo;{said},&rdquo; said Ada Example. {_text(chance, _PARAGRAPH // 2)}</p>"
    if number % 13 == 7:
        caption = _sentence(chance, 10)
        return f'<figure><img src="/i/{number}.jpg" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
    return f"<p>{_text(chance, int(chance.uniform(0.4, 1.9) * _PARAGRAPH))}</p>"


def _filled(start: str, chance: random.Random, size: int) -> bytes:
    """Returns the page filled to `size` bytes with scripts and links to other stories."""
    parts = [start]
    missing = size - len(start)
    while missing > 0:
        part = f"{_menu(chance, 12)}<script>window.state={json.dumps({'id': 'x' * 6_000})}</script>"[: max(missing, 1)]
        parts.append(part if len(part) < missing else f"<!--{part[:-40]}-->")
        missing -= len(part)
    return "".join([*parts, "</aside></body></html>"]).encode()


def _menu(chance: random.Random, entries: int) -> str:
    items = (f'<li class="teaser"><a href="/s/{n}">{_sentence(chance, 6)}</a></li>' for n in range(entries))
    return f'<ul class="menu">{"".join(items)}</ul>'


def _text(chance: random.Random, characters: int) -> str:
    sentences: list[str] = []
    while sum(map(len, sentences)) < characters:
        sentences.append(_sentence(chance, chance.randint(8, 20)))
    return " ".join(sentences)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_vocabulary(), k=words)).capitalize() + "."


@cache
def _vocabulary() -> Sequence[str]:
    return _WORDS.split()
