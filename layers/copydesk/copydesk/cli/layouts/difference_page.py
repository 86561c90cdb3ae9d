"""Writes a difference as one self-contained HTML page. It contains only text, so no markup of a page is in it."""

from collections.abc import Iterator, Sequence
from html import escape

from copydesk.changes import BlockDifference, Difference, FactDifference, Fate, Words
from copydesk.cli.console import harmless
from copydesk.cli.layouts.differences import (
    SAME_WORDS,
    block_label,
    block_runs,
    block_text,
    fact_runs,
    runs_of,
    summary,
    unchanged,
)
from copydesk.model import Block, StoredArticle

_STYLE = """
:root { color-scheme: light dark; --gone: #fde2e1; --came: #d9f2df; --quiet: #666; }
@media (prefers-color-scheme: dark) { :root { --gone: #5c1f1f; --came: #17472a; --quiet: #aaa; } }
body { font: 1.05rem/1.55 Georgia, serif; margin: 2rem auto; max-width: 42rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } section { margin: 1rem 0; unicode-bidi: isolate; overflow-wrap: anywhere; }
p { margin: 0; white-space: pre-wrap; } .what, summary { color: var(--quiet); font: .8rem/1.6 system-ui, sans-serif; }
del { background: var(--gone); } ins { background: var(--came); text-decoration: none; }
"""
_ELEMENTS = {Fate.DELETED: "del", Fate.ADDED: "ins"}


def difference_page(before: StoredArticle, after: StoredArticle, difference: Difference) -> str:
    title = _safe(after.article.headline or "(no headline)")
    language = f' lang="{_safe(after.article.language)}"' if after.article.language else ""
    body = "\n".join([*map(_fact, difference.facts), *_blocks(difference.blocks)])
    return (
        f'<!doctype html>\n<html{language}>\n<meta charset="utf-8">\n'
        # The page contains only words. Should it ever contain more, that can neither run nor load anything.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>What changed: {title}</title>\n<style>{_STYLE}</style>\n<main>\n<h1>{title}</h1>\n"
        f'<p class="what">{_between(before, after)}<br>{_safe(summary(difference))}</p>\n{body}\n</main>\n</html>\n'
    )


def _between(before: StoredArticle, after: StoredArticle) -> str:
    shown = (f"revision {each.revision.number} ({_safe(each.date_downloaded[:16])} UTC)" for each in (before, after))
    return " → ".join(shown)


def _fact(fact: FactDifference) -> str:
    return _section(fact.name, " ".join(map(_run, fact_runs(fact))))


def _blocks(blocks: Sequence[BlockDifference]) -> Iterator[str]:
    for kept, changed in runs_of(blocks):
        if kept:
            yield _folded(kept)
        yield from map(_block, changed)


def _folded(blocks: Sequence[Block]) -> str:
    kept = "".join(f'<section dir="auto"><p>{_safe(block_text(block))}</p></section>' for block in blocks)
    return f"<details><summary>{unchanged(blocks)}</summary>{kept}</details>"


def _block(each: BlockDifference) -> str:
    shown = "".join(map(_run, block_runs(each))) or f'<span class="what">{SAME_WORDS}</span>'
    return _section(block_label(each), shown)


def _section(what: str, inner: str) -> str:
    return f'<section dir="auto"><p class="what">{_safe(what)}</p><p>{inner}</p></section>'


def _run(run: Words) -> str:
    element = _ELEMENTS.get(run.fate)
    return f"<{element}>{_safe(run.text)}</{element}>" if element else _safe(run.text)


def _safe(text: str) -> str:
    return escape(harmless(text))
