"""This module makes pages and returns their heads; a page's text is its long paragraphs."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.head import Head, head_of
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.walk import runs_of

#: A paragraph with at least so many characters is in the text.
_LONG = 100


def head_of_html(body: str, *, url: str, head: str = "") -> Head:
    tree = LexborHTMLParser(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree.body is not None
    runs = tuple(runs_of(tree.body))
    text = tuple(index for index, run in enumerate(runs) if run.element.tag == "p" and len(run.text) > _LONG)
    return head_of(replace(page_of(tree, url), runs=runs, text=text))
