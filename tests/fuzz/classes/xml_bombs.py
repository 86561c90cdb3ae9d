"""These inputs are XML that grows or reads other files: nested and external entities, great depth, many attributes."""

from collections.abc import Callable
from random import Random

from tests.fuzz.inputs import Door, Input, Kind

_ITEM = "<item><title>{0}</title><link>https://www.examplepost.example/2026/03/a-bridge-opens{0}</link></item>"
_CANARY = "file:///etc/hostname"


def _feed(document_type: str, inner: str) -> str:
    return f'<?xml version="1.0"?>{document_type}<rss version="2.0"><channel>{inner}</channel></rss>'


def _laughs(random: Random) -> str:
    levels, width = random.choice(((9, 10), (15, 10), (30, 2), (3, 200)))
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * width}">' for n in range(1, levels))
    return _feed(f'<!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]>', _ITEM.format(f"&l{levels - 1};"))


def _quadratic(random: Random) -> str:
    size = random.choice((50_000, 500_000))
    return _feed(f'<!DOCTYPE rss [<!ENTITY a "{"a" * size}">]>', _ITEM.format("&a;" * 50_000))


def _parameters(_random: Random) -> str:
    entities = "".join(f'<!ENTITY % p{n} "{"%p" + str(n - 1) + ";" if n else "a"}">' for n in range(2_000))
    return _feed(f"<!DOCTYPE rss [{entities}%p1999;]>", _ITEM.format(""))


def _external(random: Random) -> str:
    what = random.choice((f'SYSTEM "{_CANARY}"', f'PUBLIC "a" "{_CANARY}"', 'SYSTEM "http://127.0.0.1:9/"'))
    return _feed(f"<!DOCTYPE rss {what} [<!ENTITY a {what}><!ENTITY % b {what}>%b;]>", _ITEM.format("&a;"))


def _included(_random: Random) -> str:
    inner = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{_CANARY}" parse="text"/>'
    return _feed(f'<?xml-stylesheet href="{_CANARY}"?>', _ITEM.format(inner))


def _circular(_random: Random) -> str:
    return _feed('<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', _ITEM.format("&a;"))


def _deep(random: Random) -> str:
    name = random.choice(("item", "a", "channel", "url", "entry", "a:b"))
    depth = random.choice((1_000, 300_000))
    return _feed("", f"<{name}>" * depth + "words" + f"</{name}>" * random.choice((depth, 0)))


def _wide(random: Random) -> str:
    return random.choice(
        (_feed("", "<a/>" * 1_000_000), _feed("", _ITEM.format("") * 50_000), _feed("", "<item/>" * 900_000))
    )


def _attributes(random: Random) -> str:
    each = random.choice(('a{0}="b" ', 'xmlns:a{0}="b" ', 'a="b" ', "a{0}=b ", "a{0} "))
    return _feed("", f"<item {''.join(each.format(n) for n in range(100_000))}>{_ITEM.format('')}</item>")


def _unclosed(random: Random) -> str:
    part = random.choice(
        ("<!--", "<![CDATA[", "<?a ", "<!DOCTYPE ", "<a b='", "<", "&", "&#x", "</", "<!ENTITY ", "]]>", "<item")
    )
    return random.choice((_feed("", part * 200_000), part * 200_000, _feed(part * 100_000, _ITEM.format(""))))


def _texts(random: Random) -> str:
    return _feed(
        "", _ITEM.format(random.choice(("&amp;", "&#65;", "a", "<b>", "<![CDATA[a]]>", "\r\n", "&nbsp;")) * 1_000_000)
    )


def _sitemap(random: Random) -> str:
    row = random.choice(
        ("<url><loc>https://www.examplepost.example/a</loc></url>", "<url><url>", "<url><loc>", "<loc>a</loc>")
    )
    return '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + row * 200_000


_MAKERS: tuple[Callable[[Random], str], ...] = (
    _laughs, _quadratic, _parameters, _external, _included, _circular, _deep, _wide, _attributes, _unclosed, _texts, _sitemap,
)  # fmt: skip


def make(random: Random, number: int) -> Input:
    maker = _MAKERS[number % len(_MAKERS)]
    return Input(body=maker(random).encode(), door=Door.LISTING, note=maker.__name__.strip("_"))


KIND = Kind(name="xml bombs", make=make, share=0, count=10 * len(_MAKERS), batch=1)
