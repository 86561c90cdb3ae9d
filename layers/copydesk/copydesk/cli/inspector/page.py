"""Writes the whole page as one HTML file without external parts. Its policy allows only our own script."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from string import Template

from copydesk.cli.console import plural
from copydesk.cli.inspector.markup import NOTHING, Html, address, isolated, joined, tag, text
from copydesk.cli.inspector.reading import legend, text_side
from copydesk.cli.inspector.record import record_side
from copydesk.cli.inspector.subject import Subject
from copydesk.cli.inspector.trail import trail
from copydesk.cli.reasons.words import TERMS

_SEPARATOR = Html('<span aria-hidden="true"> · </span>')


def inspector_page(subject: Subject, above: Html = NOTHING, *, more_style: str = "", has_forms: bool = False) -> str:
    """Returns the whole page. `above` is navigation at its top, with its own style and perhaps forms."""
    article = subject.article
    entries = trail(subject.explained, article)
    style, script = _part("page.css") + more_style, _part("page.js")
    return Template(_part("page.html")).substitute(
        policy=_policy(style, script, has_forms),
        # Without a referrer, a browser would not name the page of a form (Fetch, 3.2).
        referrer="same-origin" if has_forms else "no-referrer",
        above=above,
        style=style,
        script=script,
        title=text(_title(subject), most=200),
        headline=_headline(subject),
        summary=_summary(subject),
        notes=_notes(subject),
        legend=legend(entries, article.blocks if article else ()),
        terms=text(TERMS),
        text=text_side(entries, article),
        record=record_side(subject),
        language=text(article.language if article and article.language else ""),
    )


def inspector_style() -> str:
    return _part("page.css")


def inspector_policy(more_style: str = "", *, has_forms: bool = False) -> str:
    """Returns the page's content security policy as a header."""
    return _policy(_part("page.css") + more_style, _part("page.js"), has_forms)


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _policy(style: str, script: str, has_forms: bool) -> str:
    """Returns a policy that allows no source, except content with these hashes (Content Security Policy 3, 8.3)."""
    sources = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    return f"{sources}; base-uri 'none'; form-action {"'self'" if has_forms else "'none'"}"


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _title(subject: Subject) -> str:
    return (subject.article.headline if subject.article else None) or subject.name


def _headline(subject: Subject) -> Html:
    """Returns the headline, or else the name of the page, which is an address or a key."""
    shown = isolated(_title(subject), most=500)
    return shown if subject.article and subject.article.headline else tag("span", shown, class_="name")


def _summary(subject: Subject) -> Html:
    """Returns the most important facts of the page."""
    article = subject.article
    if article is None:
        return tag("p", text(f"Refused: {subject.refused}" if subject.refused else "No record"), class_="refused")
    facts = [
        isolated(article.site_name or article.host) if article.site_name or article.host else NOTHING,
        tag("time", text(article.date_published)) if article.date_published else NOTHING,
        _counted(article.word_count, "word"),
        _counted(len(article.blocks), "block"),
        _counted(len(article.quotes), "quote"),
        joined([text("score "), tag("b", text(f"{article.quality.score:.2f}"))]),
        *(tag("span", text(flag), class_="flag") for flag in article.quality.flags),
    ]
    line = tag("p", _dotted(facts), class_="summary")
    return joined([line, tag("p", address(article.url)) if article.url else NOTHING])


def _dotted(facts: list[Html]) -> Html:
    return Html(_SEPARATOR.join(each for each in facts if each))


def _counted(count: int, what: str) -> Html:
    return joined([tag("b", text(f"{count:,}")), text(f" {plural(what, count)}")])


def _notes(subject: Subject) -> Html:
    notes = list(subject.notes)
    if subject.stored and subject.stored.withdrawn_at:
        notes.append(f"Withdrawn: its page was seen to be gone on {subject.stored.withdrawn_at}.")
    return tag("ul", *(tag("li", text(note)) for note in notes), class_="notes") if notes else NOTHING
