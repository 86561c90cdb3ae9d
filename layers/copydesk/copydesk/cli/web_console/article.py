"""Shows one article: the inspector, its revisions, copies, formats and raw page."""

from copydesk.aws.clients import s3_client
from copydesk.aws.s3 import load
from copydesk.cli.inspector.finding import of_article, of_reject
from copydesk.cli.inspector.markup import Html, isolated, joined, tag, text
from copydesk.cli.inspector.page import inspector_page, inspector_policy
from copydesk.cli.inspector.revisions import revision_list
from copydesk.cli.inspector.subject import Subject
from copydesk.cli.layouts.tables import SHORT_ID, raw_place
from copydesk.cli.naming import known, reject_named, stored_article
from copydesk.cli.sending.urls import MOST_BYTES
from copydesk.cli.web_console.layout import form, link, navigation, note, own_file, page, table
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.errors import Reject, Retry, Skip
from copydesk.formats import FORMATS, RECORDS, render
from copydesk.model import Source, StoredArticle
from copydesk.pipeline.messages import Pointer
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.articles.near_duplicates import copies_of
from copydesk.storage.articles.revisions import read_head, read_heads, read_history
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode

_TABS = {"": "Text and record", "revisions": "Revisions", "copies": "Copies", "formats": "Formats", "raw": "Raw page"}
#: The most characters of a raw page or a format that are shown.
_MOST_SHOWN = 1_000_000


def article_page(_asked: Asked, place: Target, article_id: str) -> Answer:
    return _inspected(of_article(article_id, place), _tabs(article_id, ""), at="/")


def reject_page(asked: Asked, place: Target, reject_id: str) -> Answer:
    """Shows a reject's raw page, and what this version of the extraction reads from it."""
    record = reject_named(reject_id)
    again = form(asked, "/refused/redrive", "Send again", reject_id[:SHORT_ID], reject=reject_id)
    back = tag("section", link("All refused", "refused"), again, class_="about bar", aria_label="The reject")
    return _inspected(of_reject(record, place), back, at="/refused", has_forms=True)


def _inspected(subject: Subject, below: Html, *, at: str, has_forms: bool = False) -> Answer:
    above = joined([tag("div", navigation(at), class_="places"), below])
    style = own_file("console.css")
    written = Html(inspector_page(subject, above, more_style=style, has_forms=has_forms))
    return Answer(body=written, policy=f"{inspector_policy(style, has_forms=has_forms)}; frame-ancestors 'none'")


def revisions_page(asked: Asked, _place: Target, article_id: str) -> Answer:
    history = known(read_history(article_id), article_id)
    told = note("The latest first, each with what it changed, word by word.")
    return _tab(asked, article_id, "revisions", history[-1], told, revision_list(history))


def copies_page(asked: Asked, _place: Target, article_id: str) -> Answer:
    stored = known(read_head(article_id), article_id).stored
    others = read_heads(copies_of(article_id))
    rows = (
        (
            link(each.stored.article.headline or "(no headline)", "article", each.stored.article_id),
            isolated(each.stored.article.host or "–"),
            text((each.stored.article.date_published or "–")[:10]),
            text("original" if each.stored.article_id == stored.duplicate_of else "copy"),
        )
        for each in others
    )
    columns = ("headline", "site", "published", "")
    listed = table(f"{len(others)} with the same text", columns, rows) if others else note("No copy is known.")
    return _tab(asked, article_id, "copies", stored, listed)


def formats_page(asked: Asked, _place: Target, article_id: str) -> Answer:
    """Shows the stored record in a format, as text. The default is JSON."""
    stored = stored_article(article_id)
    chosen = asked.query.get("as", "json")
    if chosen not in FORMATS:
        raise Problem(f"There is no format {chosen[:40]!a}.", f"There are: {', '.join(FORMATS)}")
    links = (
        tag("li", tag("b", text(name)) if name == chosen else link(name, "article", article_id, "formats",
            query={"as": name})) for name in FORMATS
    )  # fmt: skip
    written = render(stored, chosen, indent=2 if chosen in RECORDS else None)
    choices = tag("nav", tag("ul", *links), class_="choices", aria_label="Formats")
    return _tab(asked, article_id, "formats", stored, choices, _source_text(written, f"The record as {chosen}"))


def raw_page(asked: Asked, place: Target, article_id: str) -> Answer:
    """Shows the source of the page as text. If a browser rendered it, it could make requests to other machines."""
    stored = known(read_head(article_id), article_id).stored
    told = note("The page is shown as text: drawn, it could ask other machines for its parts.")
    where = tag("p", text("Object: "), isolated(raw_place(stored.source)))
    return _tab(asked, article_id, "raw", stored, told, where, _raw_text(stored.source, place))


def _raw_text(source: Source, place: Target) -> Html:
    try:
        found = load(Pointer(source=source), client=s3_client(), raw_bucket=place.raw_bucket, limit=MOST_BYTES)
        source_text = decode(inflate(found.body, found.content_encoding), found.content_type)
    except (Reject, Retry, Skip) as error:
        return tag("p", text(f"It cannot be read: {error}"), class_="refused")
    return _source_text(source_text, "The source of the page")


def _source_text(source: str, name: str) -> Html:
    return tag("pre", text(source, most=_MOST_SHOWN), tabindex=0, role="region", aria_label=name, dir="auto")


def _tab(asked: Asked, article_id: str, tab: str, stored: StoredArticle, *parts: Html) -> Answer:
    title = stored.article.headline or stored.article.url or article_id
    heading = tag("h2", text(_TABS[tab]))
    return page(asked, title, _tabs(article_id, tab), heading, *parts, at="/")


def _tabs(article_id: str, chosen: str) -> Html:
    links = (
        tag("li", tag("a", text(name), href=f"/article/{article_id}" + (f"/{tab}" if tab else ""),
            aria_current="page" if tab == chosen else None)) for tab, name in _TABS.items()
    )  # fmt: skip
    return tag("nav", tag("ul", *links), class_="tabs-of", aria_label="Article")
