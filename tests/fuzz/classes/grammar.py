"""These inputs are HTML from a grammar: misplaced elements, foreign content, and hostile values in every attribute.

The payloads call `alert`. No payload that remains in an output may run.
"""

from random import Random

from tests.fuzz.classes.prose import page, paragraphs
from tests.fuzz.inputs import Input, Kind

_NAMES = (
    "a abbr address article aside audio b base blockquote body br button canvas caption center cite code col colgroup"
    " data datalist dd del details dialog div dl dt em embed fieldset figcaption figure font footer form frame frameset"
    " h1 h2 h3 h6 head header hgroup hr html i iframe image img input ins isindex kbd label legend li link listing main"
    " map mark marquee math menu meta meter mi mglyph malignmark mtext annotation-xml nav nobr noembed noframes noscript"
    " object ol optgroup option output p param picture plaintext pre progress q rb rp rt ruby s samp script search"
    " section select slot small source span strike strong style sub summary sup svg desc foreignObject table tbody td"
    " template textarea tfoot th thead time title tr track tt u ul use var video wbr xmp x-part amp-img amp-youtube"
    " lite-youtube".split()
)
_RUN = "alert(1)"
#: These are known attacks on sanitisers. Some change their meaning when they are parsed twice (mutation XSS).
PAYLOADS = (
    f"<script>{_RUN}</script>", f"<img src=x onerror={_RUN}>", f"<svg onload={_RUN}>", f"<svg/onload={_RUN}//",
    f"&lt;img src=x onerror={_RUN}&gt;", f"&amp;lt;script&amp;gt;{_RUN}&amp;lt;/script&amp;gt;",
    f'<noscript><p title="</noscript><img src=x onerror={_RUN}>">', f'<a href="javascript:{_RUN}">words</a>',
    f"<a href=' \x01java&Tab;script&colon;{_RUN}'>words</a>", f'<a href="data:text/html,<script>{_RUN}</script>">words</a>',
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={_RUN}&gt;'>",
    f"<svg></p><style><a id='</style><img src=1 onerror={_RUN}>'>", f"<form><math><mtext></form><form><mglyph><svg><mtext>"
    f"<style><path id='</style><img onerror={_RUN} src>'>", f"<svg><style>&lt;img src onerror={_RUN}&gt;</style></svg>",
    f"<template><img src=x onerror={_RUN}></template>", f"<select><template><style><!--</style><a rel='--></style></template>"
    f"</select><img id=x src onerror={_RUN}>'>", f"<xmp><img src=x onerror={_RUN}></xmp>", f"<!--><img src=x onerror={_RUN}>-->",
    f"<textarea></textarea><img src=x onerror={_RUN}>", f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
    f"<title><img src=x onerror={_RUN}></title>", f"<math href='javascript:{_RUN}'>words</math>",
    f"<svg><a xlink:href='javascript:{_RUN}'><text>words</text></a></svg>", f"<object data='javascript:{_RUN}'></object>",
    f"<video><source onerror={_RUN}></video>", f"<details open ontoggle={_RUN}>words</details>",
    f"<a href='https://a.example/\"onclick={_RUN} x=\"'>words</a>", f"<b><a href='https://a.example/&quot;&gt;&lt;script&gt;{_RUN}'>w",
    f"<code>`</code><img src=x onerror={_RUN}>", f"[words](javascript:{_RUN})", f"![a](x\"onerror=\"{_RUN})", f"```\n<script>{_RUN}</script>",
    f"<p>&lt;b onclick={_RUN}&gt;words&lt;/b&gt;</p>", f"<p>&#60;script&#62;{_RUN}</p>", f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<base href='javascript:{_RUN}//'>", f"<link rel=stylesheet href='data:text/css,*{{x:expression({_RUN})}}'>",
    "]]>", "--!>", "</article></body></html>", "<![CDATA[ words ]]>", "<?xml words?>", "\u202ewords", "&#xD800;", "&#0;",
)  # fmt: skip
_ATTRIBUTES = (
    "href src srcset style class id title alt onclick onerror onload name content property itemprop itemtype rel type"
    " datetime data-src data-lazy-src data-srcset data-testid width height colspan rowspan start value lang dir role"
    " hidden aria-label cite action formaction poster background xlink:href xml:base data code srcdoc sizes media"
    " videoid data-videoid target charset http-equiv itemscope".split()
)
_VALUES = (
    "", " ", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>", "vbscript:alert(1)", "https://a.example/a.jpg", "//a.example/a.jpg 800w",
    "/a.jpg 1x, javascript:alert(1) 2x", "\"><script>alert(1)</script>", "' onload=alert(1) '", "https://[bad", "http:",
    "caption credit", "gallery", "live-entry", "factbox", "twitter-tweet", "pullquote", "byline author", "visually-hidden",
    "display:none", "expression(alert(1))", "background:url(javascript:alert(1))", "9" * 400, "-1", "1e9", "0x10", "NaN",
    "2026-13-45", "2026-03-02T99:99:99+99:99", "0000-00-00", "99999-01-01", "\u0663\u0664", "P1Y", "en\x00us", "zz-ZZ-\ud800",
    "article:published_time", "og:title", "author", "headline", "datePublished", "articleBody", "https://schema.org/NewsArticle",
    "a" * 3_000, "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;", "\ud800", "\u2028", "\x7f", "refresh", "canonical", "next",
    "mailto:\"><script>alert(1)</script>", "tel:<b>", "https://a.example/?a=\"&b='<>", "https://youtube.com/embed/\"onload=alert(1)",
)  # fmt: skip
_WORDS = (
    "words go on ",
    "“We said so,” he said. ",
    "Photo: A. Person/AP ",
    "\xa0",
    "&nbsp;",
    "\n",
    "1 March 2026",
    "By A. W.",
)
_DEEPEST = 12


def make(random: Random, _number: int) -> Input:
    parts = [_part(random, 0) for _ in range(random.randint(1, 12))]
    prose = paragraphs(random, random.randint(2, 6))
    inner = "".join(part for pair in zip(prose * 6, parts, strict=False) for part in pair)
    head = "".join(_element(random, _DEEPEST) for _ in range(random.choice((0, 0, 3))))
    return Input(body=page(inner, head=head))


def _part(random: Random, depth: int) -> str:
    roll = random.random()
    if roll < 0.15:
        return random.choice(PAYLOADS)
    return random.choice(_WORDS) if roll < 0.35 or depth >= _DEEPEST else _element(random, depth)


def _element(random: Random, depth: int) -> str:
    name = random.choice(_NAMES)
    inner = "".join(_part(random, depth + 1) for _ in range(random.choice((0, 1, 1, 2, 3))))
    ends = random.choice((f"</{name}>", f"</{name}>", f"</{name}>", "", f"</{random.choice(_NAMES)}>", "</"))
    return f"<{name}{_attributes(random)}{random.choice(('>', '>', '>', '/>', ' '))}{inner}{ends}"


def _attributes(random: Random) -> str:
    count = random.choice((0, 0, 1, 2, 5))
    return "".join(f" {random.choice(_ATTRIBUTES)}={_quoted(random)}" for _ in range(count))


def _quoted(random: Random) -> str:
    value = random.choice(_VALUES)
    quote = random.choice(('"', "'", '"', ""))
    return f"{quote}{value.replace(quote, '&#34;' if quote == '"' else '&#39;') if quote else value}{quote}"


KIND = Kind(name="made by grammar", make=make, share=25)
