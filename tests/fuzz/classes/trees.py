"""These inputs are pages with many siblings or with 20,000 levels, of every kind that extraction treats separately.

Some have 50,000 siblings, some as many as are still read.
"""

from collections.abc import Callable
from random import Random

from copydesk.extraction.article import MOST_CHARACTERS, MOST_KEPT, MOST_RUNS
from copydesk.extraction.locating.fragment import MOST_ELEMENTS
from tests.fuzz.classes.prose import page
from tests.fuzz.inputs import Input, Kind

SIBLINGS, LEVELS = 50_000, 20_000
#: These counts are just below the limits of an article and of a page. Each item is one run of text or one element.
_MOST_READ = (MOST_KEPT - 100, MOST_RUNS - 100, MOST_ELEMENTS - 100)
_SENTENCE = "The minister said on Monday that the bridge would open in the spring of next year, after a long delay."

#: These items are siblings; {n} is the number of each.
_ROWS = {
    "li": ("<ul>", "<li>an item of it {n}</li>", "</ul>"),
    "li of sentences": ("<ol>", f"<li>{_SENTENCE} {{n}}</li>", "</ol>"),
    "li with links": ("<ul>", '<li><a href="/a{n}">item {n}</a></li>', "</ul>"),
    "li unclosed": ("<ul>", "<li>an item {n}", ""),
    "p": ("", "<p>Paragraph {n} of it goes on.</p>", ""),
    "p of sentences": ("", f"<p>{{n}} {_SENTENCE}</p>", ""),
    "p of quotes": ("", "<p>“We have waited for this day {n} for long,” said Anna Weber.</p>", ""),
    "p alike": ("", f"<p>{_SENTENCE}</p>", ""),
    "p of links": ("", '<p><a href="/{n}">Read also: the other story number {n}</a></p>', ""),
    "p bold": ("", "<p><b>A heading {n}</b></p>", ""),
    "p named": ("", '<p class="byline author" id="n{n}">By A. Writer</p>', ""),
    "div": ("", "<div>words {n}</div>", ""),
    "td": ("<table><tr>", "<td>cell {n}</td>", "</tr></table>"),
    "tr": ("<table>", "<tr><td>Row {n}</td><td>{n}</td></tr>", "</table>"),
    "tr of headers": ("<table>", "<tr><th>Row {n}</th><td rowspan=200 colspan=100>{n}</td></tr>", "</table>"),
    "tables": ("", "<table><tr><th>a<th>b<tr><td>{n}<td>2</table>", ""),
    "dl": ("<dl>", "<dt>term {n}</dt><dd>what it means</dd>", "</dl>"),
    "dt": ("<dl>", "<dt>term {n}</dt>", "</dl>"),
    "figure": ("", '<figure><img src="/{n}.jpg" width=800><figcaption>Caption {n}. Photo: AP</figcaption></figure>', ""),
    "img": ("", '<img src="/a{n}.jpg" width=800 height=600 alt="A bridge {n}">', ""),
    "gallery": ('<div class="gallery">', '<img src="/a{n}.jpg" width=800><p>Caption {n}</p>', "</div>"),
    "captions": ("", '<div class="caption">A caption {n}</div>', ""),
    "credits in a caption": ('<figure><img src="/a.jpg"><figcaption>', "<span class=credit>A{n}</span>", "</figcaption>"),
    "iframe": ("", '<iframe src="https://www.youtube.com/embed/abcd{n}"></iframe>', ""),
    "tweets": ("", '<blockquote class="twitter-tweet"><a href="https://x.com/a/{n}">a</a></blockquote>', ""),
    "blockquote": ("", "<blockquote>{n} We said so, and it was right.</blockquote>", ""),
    "a": ("<p>", '<a href="/a{n}">link {n}</a> and ', "</p>"),
    "a alone": ("", '<a href="/a{n}">link {n}</a>', ""),
    "a unclosed": ("<p>", '<a href="/a{n}">link {n} ', "</p>"),
    "span": ("<p>", "<span>{n} words go on </span>", "</p>"),
    "br": ("<p>", "some words<br>", "</p>"),
    "br twice": ("<p>", "some words, and on they go for long {n}.<br><br>", "</p>"),
    "br alone": ("<p>", "<br>", "</p>"),
    "b unclosed": ("<p>", "<b>some words ", "</p>"),
    "b and i unclosed": ("<p>", "<b><i>some words ", "</p>"),
    "b and p unclosed": ("", "<b><p>some words ", ""),
    "b misnested": ("<p>", "<b><i>words</b></i> ", "</p>"),
    "a and div misnested": ("", "<a href=/{n}><div>words</a></div>", ""),
    "font unclosed in table": ("<table>", "<font><tr>words", ""),
    "attributes": ("<p ", "a{n}=x ", f">{_SENTENCE}</p>"),
    "attributes of brackets": ("<p ", 'a{n}="<" ', f">{_SENTENCE}</p>"),
    "class words": ('<p class="', "word-{n} ", f'">{_SENTENCE}</p>'),
    "comments": ("<p>", "words<!-- {n} -->", "</p>"),
    "comments unclosed": ("<p>", "<!--", "</p>"),
    "entities": ("<p>", "&amp;&eacute;&notit;&#x10ffff;&#0; ", "</p>"),
    "entities unclosed": ("<p>", "&lt&#x", "</p>"),
    "h2": ("", "<h2>Heading {n}</h2>", ""),
    "h1": ("", "<h1>Heading {n}</h1>", ""),
    "sections": ("", f"<section><h2>Part {{n}}</h2><p>{_SENTENCE}</p></section>", ""),
    "articles": ("", f"<article><p>{_SENTENCE}</p></article>", ""),
    "pre": ("<pre>", "line {n}\n<br>", "</pre>"),
    "pre of spans": ("<pre>", '<span class="lineno">{n}</span> code\n', "</pre>"),
    "pres": ("", "<pre>code {n}</pre>", ""),
    "hr": ("", "<hr>words {n}", ""),
    "time": ("", '<time datetime="2026-01-01T10:00:00Z">1 January {n}</time>', ""),
    "live entries": ("", '<div class="live-entry"><time>10:{n}</time><p>It goes on.</p></div>', ""),
    "fact boxes": ("", '<div class="factbox"><p>Fact {n}</p></div>', ""),
    "rel next": ("", '<a rel="next" class="page" href="?page={n}">{n}</a>', ""),
    "scripts": ("", "<script>var a={n}</script>", ""),
    "noscript": ("", "<noscript><p>words {n}</p></noscript>", ""),
    "templates": ("", "<template><p>words {n}</p></template>", ""),
    "svg": ("", "<svg><title>words {n}</title></svg>", ""),
    "selects": ("", "<select><option>{n}</select>", ""),
    "brackets": ("<p>", "< ", "</p>"),
    "opening quotes": ("<p>", "“word {n} ", "</p>"),
    "straight quotes": ("<p>", 'he said "no" {n}. ', "</p>"),
    "dashes": ("<p>", "– word {n}, said A. Person ", "</p>"),
    "photo labels": ("<p>", "Photo: A / ", "</p>"),
}  # fmt: skip
#: These elements are nested, with the tags that close them.
_NESTS = {
    "div": ("<div>", "</div>"),
    "div with words": ("<div>words <p>and words</p>", "</div>"),
    "ul": ("<ul><li>item", "</li></ul>"),
    "dl": ("<dl><dd>", "</dd></dl>"),
    "table": ("<table><tr><td>", "</td></tr></table>"),
    "blockquote": ("<blockquote>words", "</blockquote>"),
    "figure": ("<figure><figcaption>words", "</figcaption></figure>"),
    "section": ("<section><h2>Head</h2>", "</section>"),
    "span": ("<span>", "</span>"),
    "b": ("<b>", "</b>"),
    "em and a": ("<em>", "</em>"),
    "font": ("<font size=7>", "</font>"),
    "noscript": ("<noscript>", "</noscript>"),
    "svg": ("<svg><foreignObject>", "</foreignObject></svg>"),
    "math": ("<math><mtext>", "</mtext></math>"),
    "template": ("<template>", "</template>"),
    "gallery": ('<div class="gallery"><img src=/a.jpg><img src=/b.jpg>', "</div>"),
    "caption": ('<div class="caption credit">', "</div>"),
    "entry": ('<div class="live-entry"><p>words</p>', "</div>"),
    "select": ("<select>", "</select>"),
    "button": ("<button>", "</button>"),
    "custom": ("<x-part>", "</x-part>"),
}
_MEGABYTE = 1_000_000
#: Each of these is a single, very large item.
_WHOLES: dict[str, Callable[[], str]] = {
    "a text": lambda: f"<p>{_SENTENCE * 20_000}</p>",
    "as much text as is read": lambda: f"<p>{_SENTENCE * (MOST_CHARACTERS // len(_SENTENCE) - 10)}</p>",
    "a text of ten megabytes": lambda: f"<p>{_SENTENCE * 100_000}</p>",
    "a text of twenty thousand paragraphs": lambda: f"<p>{_SENTENCE * 5}</p>" * 20_000,
    "a word": lambda: f"<p>{'a' * 5 * _MEGABYTE}</p>",
    "a text without spaces": lambda: f"<p>{'新大桥周一开通。' * (MOST_CHARACTERS // 8 - 100)}</p>",
    "a text of emoji": lambda: f"<p>{'🙂' * 2 * _MEGABYTE}</p>",
    "an attribute": lambda: f'<p title="{"a" * 10 * _MEGABYTE}">words</p>',
    "an unclosed attribute": lambda: f'<p title="{"a " * 5 * _MEGABYTE}',
    "an address": lambda: f'<p><a href="https://a.example/{"a/" * _MEGABYTE}">words</a></p>',
    "a class": lambda: f'<p class="{"aB-" * _MEGABYTE}">words</p>',
    "a style": lambda: f'<p style="{"display :" * _MEGABYTE}">words</p>',
    "a data address": lambda: f'<img src="data:image/png;base64,{"A" * 10 * _MEGABYTE}">',
    "a source set": lambda: f'<img srcset="{"/a.jpg 100w, " * 200_000}">',
    "a comment": lambda: f"<!--{'-' * 10 * _MEGABYTE}-->",
    "a comment of ends": lambda: f"<!--{'--!' * 3 * _MEGABYTE}",
    "a script": lambda: f"<script>{'<!--<script>' * 500_000}</script>",
    "a style sheet": lambda: f"<style>{'a{b:c}' * _MEGABYTE}</style>",
    "a title": lambda: f"<h1>{'A headline goes on ' * 200_000}</h1>",
    "white space": lambda: f"<p>{' ' * 10 * _MEGABYTE}</p>",
    "no-break spaces": lambda: f"<p>{'&nbsp;' * _MEGABYTE}</p>",
    "lines": lambda: "words go on\n" * 500_000,
    "a plaintext": lambda: "<plaintext>" + "<p>words" * 500_000,
    "brackets only": lambda: "<" * 5 * _MEGABYTE,
    "ends only": lambda: "</p>" * _MEGABYTE,
    "five million elements": lambda: "<p>a" * 4 * _MEGABYTE,
}  # fmt: skip


def _row(name: str, count: int) -> Input:
    before, each, after = _ROWS[name]
    inner = before + "".join(each.replace("{n}", str(n)) for n in range(count)) + after
    return Input(body=page(inner), note=f"{count} times {name}")


def _nest(name: str, *, closed: bool) -> Input:
    start, end = _NESTS[name]
    inner = start * LEVELS + _SENTENCE + end * (LEVELS if closed else 0)
    return Input(body=page(inner), note=f"{name} in {name}{'' if closed else ', unclosed'}")


_MAKERS: tuple[Callable[[], Input], ...] = (
    *(lambda name=name, count=count: _row(name, count) for name in _ROWS for count in (SIBLINGS, *_MOST_READ)),
    *(lambda name=name, closed=closed: _nest(name, closed=closed) for name in _NESTS for closed in (True, False)),
    *(lambda name=name: Input(body=page(_WHOLES[name]()), note=name) for name in _WHOLES),
)


def make(_random: Random, number: int) -> Input:
    return _MAKERS[number]()


KIND = Kind(name="trees", make=make, share=0, count=len(_MAKERS), batch=1)
