"""These inputs are hostile JSON-LD: deep, cyclic or huge, with wrong types, repeated keys and lone surrogates."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.classes.grammar import PAYLOADS
from tests.fuzz.classes.prose import page, paragraphs
from tests.fuzz.inputs import Input, Kind

_KEYS = (
    "@context @type @id @graph @value @list headline alternativeHeadline name description author creator editor publisher"
    " datePublished dateModified dateCreated articleBody articleSection keywords image thumbnailUrl url sameAs"
    " mainEntityOfPage mainEntity isPartOf hasPart itemListElement item position isAccessibleForFree inLanguage about"
    " liveBlogUpdate coverageStartTime backstory genre breadcrumb pagination pageStart contentLocation".split()
)
_TYPES = (
    "NewsArticle Article LiveBlogPosting BlogPosting Person Organization WebPage BreadcrumbList ListItem ImageObject"
    " VideoObject Product ItemList Comment Review FAQPage http://schema.org/NewsArticle Thing".split()
)
_SCALARS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 10**400, 2**63, 0.1, "", " ", "2026-03-02T10:00:00Z", "2026-02-30", "0", "NaN",
    "https://www.examplepost.example/a", "javascript:alert(1)", "https://[bad", "A. Writer", "By A. Writer and B. Writer",
    "\ud800", "\x00", "\u202e", "x" * 5_000, "#a", "_:b", "en", "True", "Infinity", *PAYLOADS[:8],
)  # fmt: skip


def _value(random: Random, depth: int) -> Any:
    roll = random.random()
    if depth > 5 or roll < 0.4:
        return random.choice(_SCALARS)
    if roll < 0.6:
        return [_value(random, depth + 1) for _ in range(random.choice((0, 1, 2, 8)))]
    return _thing(random, depth)


def _thing(random: Random, depth: int) -> dict[str, Any]:
    keys = random.choices(_KEYS, k=random.randint(0, 8))
    kind = random.choice((random.choice(_TYPES), random.choices(_TYPES, k=3), _value(random, 6)))
    return {"@type": kind, **{key: _value(random, depth + 1) for key in keys}}


def _cyclic(random: Random) -> str:
    count = random.choice((1, 2, 50, 2_000))
    things = [
        {"@id": f"#{n}", "@type": random.choice(_TYPES), random.choice(_KEYS): {"@id": f"#{random.randrange(count)}"}}
        for n in range(count)
    ]
    return json.dumps({"@graph": things})


def _deep(random: Random) -> str:
    start, end = random.choice((("[", "]"), ('{"@graph":', "}"), ('{"author":[', "]}"), ('{"hasPart":{"a":', "}}")))
    depth = random.choice((60, 500, 990, 3_000, 200_000))
    return start * depth + random.choice(("", "1", '"a"')) + end * random.choice((depth, 0))


def _huge(random: Random) -> str:
    each = random.choice(_SCALARS[3:])
    count = random.choice((1_000, 20_000))
    many = [each if random.random() < 0.9 else {"@type": "Person", "name": f"A. Writer{n}"} for n in range(count)]
    return json.dumps({"@type": "NewsArticle", random.choice(_KEYS): many})


def _twice(random: Random) -> str:
    members = ",".join(
        f"{json.dumps(random.choice(_KEYS))}:{json.dumps(_value(random, 4))}" for _ in range(random.choice((5, 500)))
    )
    return f'{{"@type":"NewsArticle","headline":"A bridge","headline":{{}},{members}}}'


def _broken(random: Random) -> str:
    text = json.dumps(_thing(random, 0), ensure_ascii=random.random() < 0.5)
    start = random.randint(0, len(text))
    return text[:start] + random.choice(("\n", "\t", '"', ",", "}", "]", "\\", "//", "<!--", "&quot;", "\x00", "\\ud800"))[
        : random.randint(0, 9)
    ] + text[start + random.choice((0, 1, 40)) :]  # fmt: skip


def _numbers(random: Random) -> str:
    number = random.choice(("9" * 5_000, "1e99999", "-0", "Infinity", "NaN", "0." + "1" * 9_000, "1E400"))
    return f'{{"@type":"NewsArticle","headline":{number},"position":{number},"datePublished":{number}}}'


_MAKERS: tuple[Callable[[Random], str], ...] = (
    lambda random: json.dumps(_thing(random, 0)), lambda random: json.dumps(_value(random, 0)),
    lambda random: json.dumps([_thing(random, 2) for _ in range(random.choice((3, 100)))]),
    _cyclic, _deep, _huge, _twice, _broken, _broken, _numbers,
)  # fmt: skip


def make(random: Random, _number: int) -> Input:
    scripts = "".join(
        f'<script type="application/ld+json">{random.choice(_MAKERS)(random)}</script>'
        for _ in range(random.choice((1, 1, 2, 20)))
    )
    prose = "".join(paragraphs(random))
    return Input(body=page(prose, head=scripts))


KIND = Kind(name="json-ld", make=make, share=3, batch=5)
