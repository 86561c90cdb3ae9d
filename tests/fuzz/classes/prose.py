"""This module makes prose that reads as an article, so that hostile parts beside it are read too."""

from random import Random

_SENTENCES = (
    "The new bridge over the river opened on Monday after three years of work, the city said in a statement.",
    "“We have waited for this day for a very long time,” Mayor Anna Weber told reporters on the bank of the river.",
    "The work took three years and cost 40 million euros, twice as much as was planned when the council voted.",
    "Nobody will remember what it cost in ten years, said John Meyer, who led the work on both of its banks.",
    "The first trams are to cross the bridge in May, and the old one will be kept for those who walk or ride.",
    "Engineers had warned in 2019 that the foundations of the old bridge would not carry more than two lanes.",
)
HEAD = (
    '<!doctype html><html lang="en"><head><title>A bridge opens at last</title>'
    '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-02T10:00:00Z">'
)


def paragraphs(random: Random, count: int = 4) -> list[str]:
    return [f"<p>{' '.join(random.sample(_SENTENCES, 2))}</p>" for _ in range(count)]


def page(inner: str, *, head: str = "", end: str = "</article></body></html>") -> bytes:
    """Returns a page with prose before and after the hostile parts, so that all is judged as one article."""
    before, after = "".join(f"<p>{each}</p>" for each in _SENTENCES[:4]), f"<p>{_SENTENCES[4]}</p>"
    text = f"{HEAD}{head}</head><body><article><h1>A bridge opens at last</h1>{before}{inner}{after}{end}"
    return text.encode("utf-8", "surrogatepass")
