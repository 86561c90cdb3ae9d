"""Code is kept as it is set, however a highlighter numbers its lines."""

import pytest
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.split import split
from copydesk.extraction.locating.fragment import fragment_of
from copydesk.extraction.reading.walk import runs_of
from copydesk.model import BlockType

LINES = ["import boats", "for boat in boats.list():", "    print(boat.name, 42)"]
CODE = "\n".join(LINES)
NUMBERS = "1\n2\n3"


def _each(line: str) -> str:
    return "".join(line.replace("{n}", str(number)).replace("{line}", text) for number, text in enumerate(LINES, 1))


def _split(markup: str) -> list[Draft]:
    body = LexborHTMLParser(f"<!doctype html><body>{markup}").body
    assert body is not None
    return split(fragment_of(runs_of(body)), None)


LISTINGS = {
    "plain": f"<pre>{CODE}</pre>",
    "Rouge": f'<pre class="highlight"><code><table class="rouge-table"><tr>'
    f'<td class="rouge-gutter gl"><pre class="lineno">'
    f'{NUMBERS}</pre></td><td class="rouge-code"><pre>{CODE}\n</pre></td></tr></table></code></pre>',
    "Pygments": f'<table class="highlighttable"><tr><td class="linenos"><pre>{NUMBERS}</pre></td><td class="code"><div>'
    f"<pre>{CODE}</pre></div></td></tr></table>",
    "Chroma": '<table class="lntable"><tr><td class="lntd"><pre><code><span class="lnt">'
    '1\n</span><span class="lnt">2\n</span>'
    f'<span class="lnt">3\n</span></code></pre></td><td class="lntd"><pre><code>{CODE}</code></pre></td></tr></table>',
    "Chroma in line": "<pre><code>"
    + _each('<span class="line"><span class="ln">{n}</span><span class="cl">{line}\n</span></span>')
    + "</code></pre>",
    "highlight.js": '<pre><code class="hljs"><table class="hljs-ln">'
    + _each(
        '<tr><td class="hljs-ln-line hljs-ln-numbers" data-line-number="{n}">'
        '<div class="hljs-ln-n" data-line-number="{n}">'
        '</div></td><td class="hljs-ln-line hljs-ln-code" data-line-number="{n}">{line}</td></tr>'
    )
    + "</table></code></pre>",
    "GitHub": '<table class="highlight">'
    + _each(
        '<tr><td class="blob-num" data-line-number="{n}">{n}</td><td class="blob-code js-file-line">{line}</td></tr>'
    )
    + "</table>",
    "Hexo": '<figure class="highlight"><table><tr><td class="gutter"><pre>'
    + _each('<span class="line">{n}</span><br>')
    + '</pre></td><td class="code"><pre>'
    + _each('<span class="line">{line}</span><br>')
    + "</pre></td></tr></table></figure>",
    "SyntaxHighlighter": '<div class="syntaxhighlighter"><table><tr><td class="gutter">'
    + _each('<div class="line">{n}</div>')
    + '</td><td class="code">'
    + _each('<div class="line"><code>{line}</code></div>')
    + "</td></tr></table></div>",
    "Prettify": '<pre><ol class="linenums">' + _each("<li><span>{line}</span></li>") + "</ol></pre>",
    "Prism": f'<pre class="line-numbers"><code>{CODE}<span class="line-numbers-rows"><span></span></span></code></pre>',
    "Docusaurus": "<pre><code>"
    + _each('<span><span class="codeLineNumber_T">{n}</span><span class="codeLineContent_f">{line}</span><br></span>')
    + "</code></pre>",
    "React": "<pre><code>"
    + _each('<span class="react-syntax-highlighter-line-number">{n} </span>{line}\n')
    + "</code></pre>",
    "an attribute": "<pre>" + _each('<span data-line-number="{n}">{n}</span>{line}\n') + "</pre>",
    "lines as blocks": "<pre>" + _each("<div>{line}</div>") + "</pre>",
}


@pytest.mark.parametrize("markup", LISTINGS.values(), ids=LISTINGS.keys())
def test_code_stands_without_its_line_numbers(markup: str) -> None:
    [draft] = _split(f"<div>{markup}</div>")
    assert draft.type is BlockType.CODE
    assert draft.text == CODE


def test_numbers_that_are_code_stay() -> None:
    [draft] = split(
        BeautifulSoup("<pre>1 2\n<span class='m'>3</span>\n<b class='number'>4</b></pre>", "html.parser"), None
    )
    assert draft.text == "1 2\n3\n4"


def test_a_table_of_numbers_is_no_listing() -> None:
    rows = "<tr><th>Line</th><th>Boats</th></tr><tr><td>1</td><td>7</td></tr><tr><td>2</td><td>9</td></tr>"
    assert [draft.type for draft in _split(f"<table class='line-numbers-of-boats'>{rows}</table>")] == [BlockType.TABLE]
