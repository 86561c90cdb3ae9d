"""These inputs are feeds and sitemaps of every kind: wrong, damaged or far too long."""

import json
from random import Random

from tests.fuzz.classes.addresses import make as make_address
from tests.fuzz.classes.grammar import PAYLOADS
from tests.fuzz.inputs import Door, Input, Kind

_FRAMES = (
    ('<rss version="2.0"><channel>', "</channel></rss>", "item"),
    ('<feed xmlns="http://www.w3.org/2005/Atom">', "</feed>", "entry"),
    ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">', "</rdf:RDF>", "item"),
    ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">',
     "</urlset>", "url"),
    ('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "</sitemapindex>", "sitemap"),
    ("<html><body>", "</body></html>", "div"),
)  # fmt: skip
_LEAVES = (
    "link guid id title pubDate published issued created modified updated dc:date dcterms:issued feedburner:origLink loc"
    " lastmod news:publication_date news:title news:news description content:encoded a url item entry".split()
)
_TEXTS = (
    "", "https://www.examplepost.example/2026/03/a-bridge-opens-at-last", "/relative", "Mon, 02 Mar 2026 10:00:00 GMT",
    "2026-03-02T10:00:00Z", "Mon, 99 Foo 99999 99:99:99 +9999", "2026-03-02T10:00:00+99:99", "yesterday", "9" * 300, "-1",
    "Thu, 01 Jan 1970 00:00:00 GMT", "&amp;", "&nbsp;", "&bad;", "&#xD800;", "&#0;", "<![CDATA[ <b>words</b> ]]>", "]]>",
    "<!-- words -->", "<?php words ?>", "\ud800", "\x0b", "a" * 20_000, "0000-00-00", "W03-2026", "10000-01-01T00:00:00Z",
)  # fmt: skip
_ATTRIBUTES = ("", "", ' href="/a"', ' href="javascript:1" rel="alternate"', ' rel="self" href="/"', ' isPermaLink="false"',
               ' type="html"', ' xml:base="https://a.example/"', ' xml:base="http://[bad"', ' xmlns:dc="a" xmlns:dc="b"')  # fmt: skip
_PROLOGS = ("", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>', "<?xml encoding=foo?>", "\ufeff", "\n\n",
            "Warning: in feed.php\n", "<!DOCTYPE rss>", "<!-- -->")  # fmt: skip


def make(random: Random, number: int) -> Input:
    text = _json(random) if random.random() < 0.15 else _xml(random, many=number % 200 == 0)
    encoding = random.choice(("utf-8", "utf-8", "utf-8", "utf-16", "latin-1"))
    body = text.encode(encoding, "replace" if encoding == "latin-1" else "surrogatepass")
    if random.random() < 0.3:
        start = random.randint(0, len(body))
        body = body[:start] + random.randbytes(random.choice((0, 1, 20))) + body[start + random.choice((0, 1, 500)) :]
    return Input(body=body, door=Door.LISTING, content_type=random.choice((None, "text/xml", "application/json")))


def _xml(random: Random, *, many: bool) -> str:
    start, end, name = random.choice(_FRAMES)
    entries = [_entry(random, name) for _ in range(random.choice((0, 2, 20)))]
    if many:
        entries *= 3_000
    return random.choice(_PROLOGS) + start + "".join(entries) + random.choice((end, "", "</bad>"))


def _entry(random: Random, name: str) -> str:
    leaves = "".join(_leaf(random) for _ in range(random.randint(0, 8)))
    return f"<{name}{random.choice(_ATTRIBUTES)}>{leaves}" + random.choice(
        (f"</{name}>", f"</{name}>", f"</{name}>", "")
    )


def _leaf(random: Random) -> str:
    name = random.choice(_LEAVES)
    return f"<{name}{random.choice(_ATTRIBUTES)}>{_text(random)}</{name if random.random() < 0.95 else 'x'}>"


def _text(random: Random) -> str:
    roll = random.random()
    if roll < 0.2:
        return make_address(random, 0).body.decode("utf-8", "surrogatepass")
    return random.choice(PAYLOADS) if roll < 0.3 else random.choice(_TEXTS)


def _json(random: Random) -> str:
    items = [
        {random.choice(("url", "id", "date_published", "date_modified", "title", "content_html")): _json_value(random) for _ in range(4)}
        for _ in range(random.choice((0, 3, 50)))
    ]  # fmt: skip
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": random.choice((items, items, items, {}, None, [1, None, []])),
    }
    return random.choice((json.dumps(feed), json.dumps(feed)[:-5], "[" * 100_000, '{"items":' * 50_000, "{}", "[]"))


def _json_value(random: Random) -> object:
    return random.choice((_text(random), _text(random), 1, None, [], {}, 1e308, True))


KIND = Kind(name="feeds and sitemaps", make=make, share=110, batch=150)
