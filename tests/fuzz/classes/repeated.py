"""These inputs repeat one or two short tokens in one place of a page, text, feed, sitemap or robots.txt.

Others repeat the place itself. Each input has a half. An input that takes over three times the time or memory of its
half is a finding.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from tests.fuzz.classes.prose import HEAD, page
from tests.fuzz.inputs import Door, Input, Kind

#: A rule looks for these characters or skips them.
TOKENS = (
    # Separators, signs, brackets and quotes of all languages.
    *"| / – — - _ . , ; : ! ? … · • * # @ & % + = ~ ^ \\ $ € © ( [ { < ) ] } > 。 、 ， ： ！ ？ ・ ¿ ¡".split(),
    *"\" ' “ ” „ ‘ ’ « » ‹ › 「 」 『 』 《 》 ” “ `".split(), "''", "’’", "//", "||", "--", "...", "::", "()", "[]",
    # Spaces of all kinds, and characters without a width.
    " ", "\n", "\n\n", "\t", "\r", "\r\n", "\u00a0", "\u3000", "\u2028", "\u00ad", "\u200b", "\u200d", "\u202e", "\ufeff",
    # Letters, digits, scripts.
    "a", "A", "é", "ß", "İ", "ﬁ", "e\u0301", "\u0301", "a ", "A ", "Ab ", "A. ", "A.B.", "word ", "Word ", "words go on. ",
    "7", "7 ", "1,", "1.", "1:", "0", "新", "新大桥。", "の", "カ", "한", "ก", "ש ", "ع ", "Я ", "\U0001f642", "\U0001f468\u200d\U0001f469 ",
    "\u0660", "Ⅷ", "ª",
    # Words of dates, bylines, credits, quotations, promotion.
    "1 May 2026 ", "May 1, 2026 ", "2026-03-02", "2026-03-02T10:00:00Z ", "10:00 ", "10:00 am ", "Monday ", "March ", "1. März ",
    "2026年3月2日 ", "ago ", "yesterday ", "by ", "By ", "By A. Writer ", "von ", "and ", "and A. Writer ", ", A. Writer", "A. Writer ",
    "Anna Weber ", "Mr ", "de la ", "the ", "The ", "Photo: ", "Photo by ", "Foto", "© ", "Credit ", "(AP) ", "AP ", "Getty", "A/B ",
    "[A] ", "(A) ", "said ", "said Anna Weber ", "“a” ", "“Aa,” he said. ", '"a" ', "«a» ", "‘a’ ", "a” ", "“a ", "’s ", "s’ ",
    "he said: ", ", who ", "according to ", "Read more: ", "Read also ", "Update: ", "Correction: ", "Subscribe ", "Share ", "minutes read ",
    "BERLIN — ", "(Reuters) - ", "Advertisement ",
    # Markup, whole, half or damaged, and entities.
    "<b>", "</b>", "<b>a</b>", "<p>", "</p>", "<br>", "<br>a", "<br><br>", "<i>", "<a>", "<a href=/a>", "<a href=/a>a</a> ", "</a>",
    "<div>", "</div>", "<span>", "<span>a</span>", "<td>", "<tr>", "<table>", "</table>", "<li>", "</li>", "<ul>", "<option>", "<select>",
    "<h2>", "<img src=/a.jpg>", "<svg>", "<math>", "<p", "<", "</", "<!", "<!--", "-->", "<!-- -->", "<![CDATA[", "]]>", "<?", "&", "&#",
    "&amp;", "&nbsp;", "&lt;", "&#x41;", "&notit;", "&a;", "<script>", "</script>", "<style>", "<template>", "<noscript>", "<textarea>",
    "<title>", "<form>", "<input>", "<button>", "<iframe>", "<object>", "<sup>1</sup>", "<code>", "<q>", "<time>", "<wbr>", "<font>",
    # Pieces of addresses, of classes, of JSON.
    "a/", "/a", "../", "a=b&", "?a=", "%2F", "%", "http://", "https://a.example/ ", "www.", "a@b.c ", "data:", "javascript:", "/a.jpg 1w, ",
    "a.jpg,", "a-", "a_b ", "aB", "-caption", "byline ", "display:none;", "display :", "a:b;", "{", '{"a":', "[", '"a",', '{"@type":"Person"},',
    '\\"', "\\u0041", "\\",
)  # fmt: skip
#: Sizes in characters, from a long article to a page of megabytes.
_SIZES = (3_000, 20_000, 60_000, 200_000, 500_000)
#: The most times that a place itself is repeated.
_MOST_PLACES = 60_000


@dataclass(frozen=True, slots=True)
class _Place:
    """The text before the places, the place, and the text after them.

    The place has {0} for its words and {n} for its number.
    """

    before: str
    each: str
    after: str = ""


#: Places in the body of a page.
_BODY = {
    "paragraph": _Place("", "<p>{0}</p>"),
    "paragraph of words": _Place("", "<p>The council met on Monday. {0} It decided nothing, the mayor said.</p>"),
    "paragraph in quotes": _Place("", "<p>“{0}” said Anna Weber.</p>"),
    "text of the article": _Place("", "{0}"),
    "division": _Place("", "<div>{0}</div>"),
    "caption": _Place("", '<figure><img src="/a{n}.jpg"><figcaption>{0}</figcaption></figure>'),
    "caption of words": _Place("", '<figure><img src="/a{n}.jpg"><figcaption>The bridge {0} on Monday</figcaption></figure>'),
    "part of a caption": _Place('<figure><img src="/a.jpg"><figcaption>', "<span>{0}</span>", "</figcaption></figure>"),
    "credit of a caption": _Place('<figure><img src="/a.jpg"><figcaption>', "<span class=credit>{0}{n}</span>", "</figcaption></figure>"),
    "line under a picture": _Place("", '<img src="/a{n}.jpg"><p>{0}</p>'),
    "caption by its class": _Place('<img src="/a.jpg">', '<div class="caption">{0}</div>'),
    "picture in a paragraph": _Place("<p>", '<img src="/{n}.jpg" alt="{0}">', "</p>"),
    "alt": _Place("", '<img src="/a{n}.jpg" width=800 alt="{0}">'),
    "address of a picture": _Place("", '<img src="{0}" width=800>'),
    "source set": _Place("", '<img srcset="{0}" sizes="{0}">'),
    "sources of a picture": _Place("<picture>", '<source srcset="/{n}.jpg {0}">', '<img src="/a.jpg"></picture>'),
    "gallery": _Place('<div class="gallery">', '<img src="/a{n}.jpg" width=800><p>{0}</p>', "</div>"),
    "cell": _Place("<table><tr><th>a<th>b<tr>", "<td>{0}</td>", "</table>"),
    "row": _Place("<table>", "<tr><td>{0}</td><td>{n}</td></tr>", "</table>"),
    "row that spans": _Place("<table>", "<tr><td colspan=60 rowspan=200>{0}</td><td colspan=60 rowspan=200></td></tr>", "</table>"),
    "column": _Place("<table><tr><th>a</tr><tr>", "<td>{0}</td>", "</tr></table>"),
    "header of a table": _Place("<table><tr>", "<th>{0}</th>", "</tr><tr><td>a<td>b</tr></table>"),
    "caption of a table": _Place("", "<table><caption>{0}</caption><tr><th>a<th>b<tr><td>1<td>2</table>"),
    "table": _Place("", "<table><tr><th>{0}<th>b<tr><td>1<td>2</table>"),
    "span of a cell": _Place("<table><tr><th>a<th>b<tr>", '<td colspan="{0}">a</td>', "</table>"),
    "item": _Place("<ul>", "<li>{0}</li>", "</ul>"),
    "item with its link": _Place("<ul>", '<li><a href="/{n}">{0}</a></li>', "</ul>"),
    "term": _Place("<dl>", "<dt>{n}</dt><dd>{0}</dd>", "</dl>"),
    "option": _Place("<select>", "<option>{0}</option>", "</select>"),
    "option without end": _Place("<select>", "<option>{0}", "</select>"),
    "group of options": _Place("<select>", "<optgroup label={n}>{0}"),
    "suggestion": _Place("<datalist>", "<option>{0}", "</datalist>"),
    "heading": _Place("", "<h2>{0}</h2>"),
    "heading with its link": _Place("", '<h3><a href="/{n}">{0}</a></h3>'),
    "heading over a text": _Place("", "<h2>{n}</h2><p>{0} The council met on Monday to decide about it.</p>"),
    "headline": _Place("", "<h1>{0}</h1>"),
    "bold line": _Place("", "<p><b>{0}</b></p>"),
    "quotation": _Place("", "<blockquote>{0}</blockquote>"),
    "quotation and who said it": _Place("", "<blockquote><p>{n}</p><cite>{0}</cite></blockquote>"),
    "aside": _Place("", "<aside>{0}</aside>"),
    "box": _Place("", '<div class="infobox">{0}<p>{n}</p></div>'),
    "code": _Place("", "<pre>{0}</pre>"),
    "code in code": _Place("<pre>", "<code>{0}</code>", "</pre>"),
    "code in a line": _Place("<p>", "<code>{0}</code>", "</p>"),
    "link": _Place("<p>", '<a href="/{n}">{0}</a> ', "</p>"),
    "address of a link": _Place("<p>", '<a href="{0}">words</a> ', "</p>"),
    "address of the web": _Place("<p>", '<a href="https://a.example/{0}">words</a> ', "</p>"),
    "link alone": _Place("", '<p><a href="/{n}">{0}</a></p>'),
    "span": _Place("<p>", "<span>{0}</span>", "</p>"),
    "emphasis": _Place("<p>", "<em>{0}</em> ", "</p>"),
    "emphasis in itself": _Place("<p>", "<b><i>{0}"),
    "break": _Place("<p>", "{0}<br>", "</p>"),
    "two breaks": _Place("<p>", "{0}<br><br>", "</p>"),
    "footnote": _Place("<p>", '{0}<sup><a href="#n{n}">{n}</a></sup>', "</p>"),
    "class": _Place("", '<p class="{0}">The council met on Monday.</p>'),
    "id": _Place("", '<p id="{0}{n}">The council met on Monday.</p>'),
    "style": _Place("", '<p style="{0}">The council met on Monday.</p>'),
    "attribute": _Place("", '<p data-a="{0}" title="{0}">The council met on Monday.</p>'),
    "name of an attribute": _Place("<p ", "a{n}{0} ", ">words</p>"),
    "name of an element": _Place("", "<a{0}>words"),
    "byline": _Place("", '<p class="byline author">{0}</p>'),
    "byline by its place": _Place("", "<p>By {0}</p>"),
    "author": _Place("", '<a rel="author" href="/{n}">{0}</a>'),
    "time": _Place("", '<time datetime="{0}">{0}</time>'),
    "dated line": _Place("", "<p>Published {0}</p>"),
    "standfirst": _Place("", '<p class="standfirst">{0}</p>'),
    "live entry": _Place("", '<div class="live-entry"><time>10:00</time><p>{0}</p></div>'),
    "post": _Place("", '<blockquote class="twitter-tweet">{0}<a href="https://x.com/a/{n}">a</a></blockquote>'),
    "frame": _Place("", '<iframe src="https://www.youtube.com/embed/{0}{n}" title="{0}"></iframe>'),
    "video": _Place("", '<video src="/{n}.mp4" poster="{0}"><track label="{0}"></video>'),
    "script": _Place("", "<script>{0}</script>"),
    "noscript": _Place("", "<noscript>{0}</noscript>"),
    "comment": _Place("", "<!--{0}-->"),
    "drawing": _Place("", "<svg><title>{0}</title></svg>"),
    "button": _Place("", "<button>{0}</button>"),
    "form": _Place("", '<form><label>{0}</label><input value="{0}"></form>'),
    "hidden": _Place("", '<div style="display:none">{0}</div>'),
    "named by microdata": _Place("", '<div itemscope itemtype="https://schema.org/NewsArticle"><span itemprop="author">{0}</span></div>'),
    "property of microdata": _Place('<div itemscope itemtype="https://schema.org/NewsArticle">', '<span itemprop="keywords">{0}</span>', "</div>"),
    "crumb": _Place("<nav class=breadcrumb>", '<a href="/{n}">{0}</a>', "</nav>"),
    "tag": _Place("<div class=tags>", '<a rel="tag" href="/tag/{n}">{0}</a>', "</div>"),
    "next page": _Place("", '<a rel="next" href="?page={n}">{0}</a>'),
    "correction": _Place("", '<p class="correction">Correction: {0}</p>'),
    "footer": _Place("", "<footer>{0}</footer>"),
}  # fmt: skip
#: Places in the head of a page.
_HEAD = {
    "title": _Place("", "<title>{0}</title>"),
    "title of a card": _Place("", '<meta property="og:title" content="{0}">'),
    "description": _Place("", '<meta name="description" content="{0}">'),
    "author of meta": _Place("", '<meta name="author" content="{0}">'),
    "authors of meta": _Place("", '<meta property="article:author" content="{0} {n}">'),
    "date of meta": _Place("", '<meta property="article:published_time" content="{0}">'),
    "other date of meta": _Place("", '<meta name="date" content="2026-03-02T10:00:{n}{0}">'),
    "tag of meta": _Place("", '<meta property="article:tag" content="{0} {n}">'),
    "keywords": _Place("", '<meta name="keywords" content="{0}">'),
    "section": _Place("", '<meta property="article:section" content="{0}">'),
    "picture of a card": _Place("", '<meta property="og:image" content="https://a.example/{0}{n}">'),
    "name of a site": _Place("", '<meta property="og:site_name" content="{0}">'),
    "language of meta": _Place("", '<meta property="og:locale" content="{0}">'),
    "robots of meta": _Place("", '<meta name="robots" content="{0}">'),
    "any meta": _Place("", '<meta name="a{n}" content="{0}">'),
    "canonical": _Place("", '<link rel="canonical" href="https://a.example/{n}{0}">'),
    "amp": _Place("", '<link rel="amphtml" href="/{n}{0}">'),
    "feed": _Place("", '<link rel="alternate" type="application/rss+xml" href="/{n}{0}" title="{0}">'),
    "base": _Place("", '<base href="{0}">'),
    "style sheet": _Place("", "<style>{0}</style>"),
    "charset": _Place("", '<meta charset="{0}">'),
}  # fmt: skip
_LD = '<script type="application/ld+json">'
#: Places in JSON-LD. Their words are escaped as JSON.
_JSONLD = {
    "headline of json-ld": _Place(_LD, '{"@type":"NewsArticle","headline":"{0}","datePublished":"{0}"}', "</script>"),
    "facts of json-ld": _Place(
        "", _LD + '{"@type":"NewsArticle","headline":"A bridge","author":"{0}","keywords":"{0}","articleSection":"{0}",'
        '"description":"{0}","articleBody":"{0}","image":"{0}","url":"{0}"}</script>',
    ),
    "authors of json-ld": _Place(
        _LD + '{"@type":"NewsArticle","author":[{"name":"B"}', ',{"@type":"Person","name":"{0} Weber{n}","url":"/{n}"}', "]}</script>"
    ),
    "author of json-ld": _Place("", _LD + '{"@type":"NewsArticle","author":{"name":"{0}"}}</script>'),
    "keywords of json-ld": _Place(_LD + '{"@type":"NewsArticle","keywords":["a"', ',"{0}{n}"', "]}</script>"),
    "pictures of json-ld": _Place(_LD + '{"@type":"NewsArticle","image":["/a.jpg"', ',{"url":"/{n}{0}"}', "]}</script>"),
    "graph of json-ld": _Place(_LD + '{"@graph":[{}', ',{"@type":"NewsArticle","@id":"{n}","headline":"{0}"}', "]}</script>"),
    "references of json-ld": _Place(_LD + '{"@graph":[{}', ',{"@type":"NewsArticle","@id":"#{n}","author":{"@id":"#{n}"},"name":"{0}"}', "]}</script>"),
    "entries of json-ld": _Place(
        _LD + '{"@type":"LiveBlogPosting","liveBlogUpdate":[{}',
        ',{"@type":"BlogPosting","headline":"{0}{n}","articleBody":"The council met on Monday.","datePublished":"2026-03-02T10:00:00Z"}', "]}</script>",
    ),
    "crumbs of json-ld": _Place(_LD + '{"@type":"BreadcrumbList","itemListElement":[{}', ',{"@type":"ListItem","position":{n},"name":"{0}"}', "]}</script>"),
    "parts of json-ld": _Place(_LD + "[{}", ',{"@type":"WebPage","mainEntity":{"hasPart":{"headline":"{0}"}}}', "]</script>"),
}  # fmt: skip
#: Places in JSON-LD whose words are not escaped.
_RAW_JSONLD = {
    "json-ld": _Place(_LD, "{0}", "</script>"),
    "json-ld of an article": _Place(_LD + '{"@type":"NewsArticle","author":', "{0}", "</script>"),
    "string of json-ld": _Place(_LD + '{"@type":"NewsArticle","headline":"', "{0}", '"}</script>'),
}
_SENTENCES = (
    "The new bridge over the river opened on Monday after three years of work, the city said in a statement.\n"
    "The work took three years and cost 40 million euros, twice as much as was planned when the council voted.\n"
)
#: Places of a plain text.
_TEXT = {
    "first line of a text": _Place("", "{0}\n", _SENTENCES * 3),
    "second line of a text": _Place("A bridge opens\n", "{0}\n", _SENTENCES * 3),
    "line of a text": _Place("A bridge opens\nBy A. Writer\n" + _SENTENCES * 2, "{0}\n", _SENTENCES),
    "end of a line of a text": _Place(_SENTENCES * 2, "The mayor of the city said so on Monday {0}.\n", _SENTENCES),
}
_RSS = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>/</link>'
_ENTRY = "<item><title>A{n}</title><link>https://www.examplepost.example/2026/03/a-bridge-opens{n}</link>"
_ATOM_ENTRY = '<entry><title>A</title><link href="/2026/03/a{n}"/>'
_SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
_LOC = "<loc>https://www.examplepost.example/{n}"
#: Places of feeds, sitemaps and home pages.
_LISTING = {
    "title of a feed": _Place(_RSS, "<title>{0}</title>", f"{_ENTRY}</item></channel></rss>"),
    "title of an entry": _Place(_RSS, f"{_ENTRY}<title>{{0}}</title></item>", "</channel></rss>"),
    "link of an entry": _Place(_RSS, "<item><title>A</title><link>https://www.examplepost.example/{n}/{0}</link></item>", "</channel></rss>"),
    "guid of an entry": _Place(_RSS, "<item><title>A</title><guid>{0}{n}</guid></item>", "</channel></rss>"),
    "date of an entry": _Place(_RSS, f"{_ENTRY}<pubDate>{{0}}</pubDate></item>", "</channel></rss>"),
    "other date of an entry": _Place(_RSS, f"{_ENTRY}<dc:date>{{0}}</dc:date></item>", "</channel></rss>"),
    "words of an entry": _Place(_RSS, f"{_ENTRY}<description>{{0}}</description></item>", "</channel></rss>"),
    "leaf of an entry": _Place(_RSS + _ENTRY, "<category>{0}</category>", "</item></channel></rss>"),
    "entry": _Place(_RSS, "<item>{0}</item>", "</channel></rss>"),
    "feed": _Place(_RSS, "{0}", "</channel></rss>"),
    "attribute of a feed": _Place(_RSS, f'{_ENTRY}<link href="{{0}}" rel="{{0}}" type="{{0}}" xml:base="{{0}}"/></item>', "</channel></rss>"),
    "names of a feed": _Place(_RSS, '<item xmlns:a{n}="{0}"><a{n}:link>{0}</a{n}:link></item>', "</channel></rss>"),
    "atom feed": _Place('<feed xmlns="http://www.w3.org/2005/Atom">', f"{_ATOM_ENTRY}<updated>{{0}}</updated></entry>", "</feed>"),
    "title of an atom feed": _Place('<feed xmlns="http://www.w3.org/2005/Atom">', f'{_ATOM_ENTRY}<title type="html">{{0}}</title></entry>', "</feed>"),
    "before a feed": _Place("", "{0}", f"{_RSS}{_ENTRY}</item></channel></rss>"),
    "document type of a feed": _Place("<!DOCTYPE rss [", '<!ENTITY a{n} "{0}">', f"]>{_RSS}{_ENTRY}</item></channel></rss>"),
    "address of a sitemap": _Place(_SITEMAP, f"<url>{_LOC}{{0}}</loc></url>", "</urlset>"),
    "date of a sitemap": _Place(_SITEMAP, f"<url>{_LOC}</loc><lastmod>{{0}}</lastmod></url>", "</urlset>"),
    "sitemap": _Place(_SITEMAP, "{0}", "</urlset>"),
    "row of a sitemap": _Place(_SITEMAP, f"<url>{{0}}{_LOC}</loc></url>", "</urlset>"),
    "index of sitemaps": _Place("<sitemapindex>", f"<sitemap>{_LOC}{{0}}.xml</loc></sitemap>", "</sitemapindex>"),
    "line of a sitemap": _Place("", "https://www.examplepost.example/{n}{0}\n"),
    "link of a home page": _Place("<html><body>", '<a href="/2026/03/02/a-bridge-opens-at-last-{n}">{0}</a>', "</body>"),
    "address of a home page": _Place("<html><body>", '<a href="/2026/03/02/a-bridge-{0}{n}">words of it</a>', "</body>"),
    "text of a home page": _Place('<html><body><a href="/2026/03/02/a-bridge-opens-at-last">words</a>', "<p>{0}</p>", "</body>"),
    "option of a home page": _Place('<html><body><a href="/2026/03/02/a-bridge-opens-at-last">words</a><select>', "<option>{0}", "</body>"),
    "feeds of a home page": _Place("<html><head>", '<link rel="alternate" type="application/rss+xml" href="/{0}{n}" title="{0}">', "</head>"),
    "title of a home page": _Place("<html><head>", "<title>{0}</title>", "</head><body>words</body>"),
    "base of a home page": _Place("<html><head>", '<base href="{0}">', '</head><body><a href="2026/03/02/a-bridge-opens-at-last">a</a>'),
}  # fmt: skip
#: Places in JSON feeds.
_JSON_FEED = {
    "entries of a json feed": _Place('{"version":"https://jsonfeed.org/version/1.1","items":[{}', ',{"url":"/{n}{0}","title":"{0}"}', "]}"),
    "dates of a json feed": _Place('{"version":"https://jsonfeed.org/version/1.1","items":[{}', ',{"url":"/{n}","date_published":"{0}"}', "]}"),
}  # fmt: skip
_ROBOTS = {
    "agent": _Place("", "User-agent: {0}\nDisallow: /{n}\n"),
    "path of a rule": _Place("User-agent: *\n", "Disallow: /{0}{n}\n"),
    "rule with an end": _Place("User-agent: *\n", "Allow: /{0}*{n}$\n"),
    "rule of stars": _Place("User-agent: *\n", "Disallow: /*{0}*{0}*{0}\n"),
    "delay": _Place("User-agent: *\n", "Crawl-delay: {0}\n", "Disallow: /a\n"),
    "rate": _Place("User-agent: *\n", "Request-rate: {0}\n", "Disallow: /a\n"),
    "sitemap of robots.txt": _Place("", "Sitemap: https://a.example/{0}{n}\n"),
    "field": _Place("User-agent: *\n", "{0}: {n}\n"),
    "line": _Place("User-agent: *\n", "{0}\n", "Disallow: /a\n"),
    "text of robots.txt": _Place("", "{0}"),
}


def _in_body(inner: str) -> bytes:
    return page(inner)


def _in_head(inner: str) -> bytes:
    return page("", head=inner)


def _alone(inner: str) -> bytes:
    return inner.encode("utf-8", "surrogatepass")


def _first(inner: str) -> bytes:
    return f"{HEAD}{inner}".encode("utf-8", "surrogatepass")


def _as_json(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)[1:-1].replace("</", "<\\/")


def _as_it_is(words: str) -> str:
    return words


type _Escape = Callable[[str], str]
#: Each family of places, with the function that makes the whole, its doors, and the ways to write its words.
_FAMILIES: tuple[tuple[dict[str, _Place], Callable[[str], bytes], tuple[Door, ...], tuple[_Escape, ...]], ...] = (
    (_BODY, _in_body, (Door.PAGE, Door.WAY, Door.WAY), (_as_it_is, _as_it_is, escape)),
    (_HEAD, _in_head, (Door.PAGE, Door.WAY), (_as_it_is, escape, escape)),
    (_JSONLD, _in_head, (Door.PAGE, Door.WAY), (_as_json,)),
    (_RAW_JSONLD, _in_head, (Door.PAGE,), (_as_it_is,)),
    (_TEXT, _alone, (Door.PAGE, Door.WAY), (_as_it_is,)),
    (_LISTING, _alone, (Door.LISTING,), (_as_it_is, escape)),
    (_JSON_FEED, _alone, (Door.LISTING,), (_as_json,)),
    (_ROBOTS, _alone, (Door.ROBOTS,), (_as_it_is,)),
    ({"body alone": _Place("", "{0}"), "page of a place": _Place("<body>", "{0}<p>words</p>")}, _first, (Door.PAGE,), (_as_it_is,)),
)  # fmt: skip
PLACES = [(name, family) for family in _FAMILIES for name in family[0]]


def make(random: Random, number: int) -> Input:
    """Takes each place in turn, with one or two random tokens."""
    name, (places, whole, doors, escapes) = PLACES[number % len(PLACES)]
    token = random.choice(TOKENS) + (random.choice(TOKENS) if random.random() < 0.4 else "")
    words, size, door, many = (
        random.choice(escapes)(token),
        random.choice(_SIZES),
        random.choice(doors),
        random.random() < 0.4,
    )
    made = _often if many else _long
    full, half = (whole(made(places[name], words, size // part)) for part in (1, 2))
    note = f"{token!a} in {name}, {'the place' if many else 'the token'} {size} characters of it"
    return Input(body=full, half=half, door=door, note=note)


def _long(place: _Place, words: str, size: int) -> str:
    """Returns one place with many tokens."""
    each = place.each.replace("{n}", "1").replace("{0}", words * max(1, size // len(words)))
    return place.before.replace("{n}", "0") + each + place.after.replace("{n}", "2")


def _often(place: _Place, words: str, size: int) -> str:
    """Returns many places with one token each."""
    count = max(1, min(_MOST_PLACES, size // len(place.each.replace("{0}", words))))
    each = place.each.replace("{0}", words)
    rows = (each.replace("{n}", str(number)) for number in range(count))
    return place.before.replace("{n}", "0") + "".join(rows) + place.after.replace("{n}", "2")


KIND = Kind(name="repeated tokens", make=make, share=4, batch=5)
