"""These inputs are texts that make regular expressions slow, for each pattern alone and in all places of a page."""

from html import escape
from random import Random

from tests.fuzz.classes.prose import page
from tests.fuzz.inputs import Door, Input, Kind
from tests.fuzz.patterns_found import attack, patterns

#: The number of attacks on each pattern.
_EACH = 12
_SIZE = 60_000
_NAMES = sorted(patterns())
#: Copydesk reads the text of a page in these places.
_PLACES = (
    "<p>{0}</p>", "<li>{0}</li><li>{0}</li>", '<figure><img src="/a.jpg"><figcaption>{0}</figcaption></figure>',
    '<p class="byline author">{0}</p>', '<time datetime="{0}">{0}</time>', "<h2>{0}</h2>", "<p><b>{0}</b></p>",
    '<p><a href="https://a.example/{0}">{0}</a></p>', '<p class="{0}" style="{0}">words</p>', "<pre>{0}</pre>",
    "<table><tr><th>{0}<td>{0}<tr><td>{0}<td>{0}</table>", '<iframe src="https://a.example/{0}"></iframe>',
    '<img src="https://a.example/{0}" srcset="{0}" alt="{0}" width=800>', "<blockquote>{0}</blockquote>", "<!--{0}-->",
    '<span class="visually-hidden {0}">words</span>', "<p>“{0}” said A. Person.</p>", "{0}", "<h1>{0}</h1>",
)  # fmt: skip
_HEADS = (
    '<meta name="author" content="{0}">', '<meta property="og:title" content="{0}">', "<title>{0}</title>",
    '<meta property="article:published_time" content="{0}">', '<meta name="description" content="{0}">',
    '<meta property="og:image" content="https://a.example/{0}">', '<link rel="canonical" href="https://a.example/{0}">',
    '<meta name="robots" content="{0}">', '<meta property="og:site_name" content="{0}">', '<base href="{0}">',
    '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{0}","datePublished":"{0}",'
    '"author":[{{"name":"{0}"}}],"articleBody":"{0}","description":"{0}"}}</script>', '<meta charset="{0}">',
)  # fmt: skip


def make_alone(random: Random, number: int) -> Input:
    name = _NAMES[number % len(_NAMES)]
    body = attack(patterns()[name], random, _SIZE).encode("utf-8", "surrogatepass")
    return Input(body=body, door=Door.PATTERN, note=name)


def make_in_page(random: Random, number: int) -> Input:
    name = _NAMES[number % len(_NAMES)]
    text = attack(patterns()[name], random, _SIZE // 2)
    text = text if random.random() < 0.2 else escape(text)
    head = random.choice(_HEADS).replace("{0}", text).replace("{{", "{").replace("}}", "}")
    inner = "".join(place.replace("{0}", text) for place in random.sample(_PLACES, 3))
    return Input(body=page(inner, head=head), note=name)


ALONE = Kind(name="patterns alone", make=make_alone, share=0, count=_EACH * len(_NAMES))
IN_PAGES = Kind(name="patterns in pages", make=make_in_page, share=1, batch=2)
