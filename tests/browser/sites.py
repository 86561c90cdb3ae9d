"""This module holds pages to inspect: a plain article, one that attacks its readers, and very large ones."""

import gzip
from pathlib import Path

from copydesk.cli.inspector.subject import Raw, Subject, of_stored
from copydesk.extraction import extract_article
from copydesk.model import Revision, Source, StoredArticle

SAMPLES = Path(__file__).parents[2] / "samples" / "pages"
RUN = "window.pwned=1"

ARTICLE = """<!doctype html><html lang="en"><head><title>A bridge opens</title>
<meta property="og:title" content="The bridge is open at last"><meta property="og:site_name" content="The Paper">
<meta name="author" content="A. Writer"><meta property="article:published_time" content="2026-03-02T10:00:00Z"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/a">Politics</a></li><li><a href="/b">Sport</a></li>
<li><a href="/c">Culture</a></li><li><a href="/d">Opinion</a></li></ul></nav>
<article><h1>A bridge opens</h1>
<figure><img src="https://img.example.org/bridge-1024x683.jpg" alt="A bridge at dusk">
<figcaption>The new bridge at dusk. Photo: A. Person/AP</figcaption></figure>
<p>The new bridge over the river opened on Monday after three years of work, the city said in a statement.</p>
<p>“We have waited for this day for a very long time,” Mayor Anna Weber told reporters on the bank of the river.</p>
<h2>What it cost</h2>
<p>The work took three years and cost 40 million euros, twice as much as was planned when the city council voted.</p>
<ul><li>Steel from the mill across the river, by barge</li><li>Concrete from the works in the north, by road</li></ul>
<p>“Nobody will remember what it cost in ten years,” said John Meyer, who led the work. The trams will follow soon.</p>
<blockquote>We walked over it at night, before anybody else, and it was like walking over the sky of the town.</blockquote>
<p>The first trams are to cross the bridge in May, and the old one will be kept for those who walk or ride.</p>
</article><footer><p>About us</p><p>Imprint</p><p>Privacy</p><p>Terms of use</p></footer></body></html>""".encode()

HOSTILE = f"""<!doctype html><html lang='en"><script>{RUN}</script>'><head><title>Evil</title><script>{RUN}</script></title>
<meta property="og:title" content="&quot;&gt;&lt;img src=https://evil.example/a onerror={RUN}&gt;">
<meta property="og:image" content="javascript:{RUN}"><link rel=canonical href="javascript:{RUN}">
<meta name=author content="&lt;/script&gt;&lt;script&gt;{RUN}&lt;/script&gt;">
<meta property="og:site_name" content="&lt;/style&gt;&lt;style&gt;*{{display:none;background:url(https://evil.example/b)}}">
<base href="https://evil.example/"></head><body>
<nav><a href="javascript:{RUN}">&lt;svg onload={RUN}&gt;</a><p class='"><script>{RUN}</script>'>Menu \u202egnitrever</p></nav>
<article><h1>A "quoted' headline &lt;/h1&gt;&lt;script&gt;{RUN}&lt;/script&gt; &amp;quot; $title ${{script}}</h1>
<p id='"onfocus={RUN} autofocus x="'>The mayor said: “&lt;img src=x onerror={RUN}&gt; is what we opened on Monday after
three long years of work,” A. Person told reporters in the city hall on Tuesday.</p>
<p>\u202eThis paragraph is turned round by an override that never ends and goes on to be long enough. $style ${{policy}}</p>
<blockquote>&lt;/q&gt;&lt;/script&gt;&lt;script&gt;{RUN}&lt;/script&gt; “We will not be stopped by anybody,” she added, “and
certainly not by a page like this one.” <cite>&lt;/a&gt;&lt;a href=javascript:{RUN}&gt;Click</cite></blockquote>
<figure><img src="https://evil.example/p-800x600.gif?&quot;onload=&quot;{RUN}" alt="&quot; onfocus={RUN} autofocus x=&quot;">
<figcaption>]]&gt;&lt;!-- caption &lt;/style&gt; goes on. Photo: A. Person/AP</figcaption></figure>
<p>Another paragraph of the article goes on with <a href="javascript:{RUN}">a link that runs</a>,
<a href="data:text/html,&lt;script&gt;opener.pwned=1&lt;/script&gt;">data</a>, <a href="https://evil.example/x">one that does
not</a> and <b onclick="{RUN}">bold words</b>, then it ends here, at last, as all of them do.</p>
<ul><li>&lt;iframe srcdoc="&lt;script&gt;parent.pwned=1&lt;/script&gt;"&gt;</li><li>the second item of a list of two</li></ul>
<table><tr><th>&lt;b onclick={RUN}&gt;</th><th>two</th></tr><tr><td>expression({RUN})</td><td>url(javascript:{RUN})</td></tr>
</table><p>The last paragraph says nothing that would be of any use to those who attack, and nothing to anybody else.</p>
</article></body></html>""".encode()


def sample(name: str) -> bytes:
    return gzip.decompress((SAMPLES / f"{name}.html.gz").read_bytes())


def of_two_revisions() -> Subject:
    """Returns an article with an earlier revision.

    One sentence was edited, one paragraph removed, the headline changed.
    """
    before = ARTICLE.replace(b"40 million", b"20 million").replace(b"A bridge opens", b"A bridge is to open")
    history = [_stored(body, number) for number, body in enumerate((before, ARTICLE), start=1)]
    return of_stored(history[-1], Raw(body=ARTICLE), history=history, notes=("A note.",))


def _stored(body: bytes, number: int) -> StoredArticle:
    return StoredArticle(
        article_id="a" * 32, article=extract_article(body), source=Source(bucket="raw", key="bridge.html"),
        date_downloaded="2026-03-02T10:00:00.000000Z", revision=Revision(number=number, digest="d" * 64),
        withdrawn_at="2026-04-01T00:00:00.000000Z",
    )  # fmt: skip


def of_many_runs(count: int) -> bytes:
    """Returns a page with about `count` runs of text in its menu and its article."""
    menu = "".join(f"<li><a href='/{number}'>Entry number {number}</a></li>" for number in range(count // 2))
    story = "".join(
        f"<p>Paragraph {number} of a rather long story, which goes on and on for as long as anybody cares to read.</p>"
        for number in range(count // 2)
    )
    return f"<!doctype html><title>Long</title><nav><ul>{menu}</ul></nav><article><h1>Long</h1>{story}".encode()


def of_one_huge_text(size: int) -> bytes:
    words = "many words that say little and go on " * (size // 37)
    return ARTICLE.replace(b"</article>", f"<p>{words}</p></article>".encode())
