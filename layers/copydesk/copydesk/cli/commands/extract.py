"""`copydesk extract`: the articles in pages, from files, folders, standard input or the web, stored nowhere."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import new_file, say_record, tell
from copydesk.cli.console import output as terminal
from copydesk.cli.options import Expecting, Format, NewFile, PageUrl
from copydesk.cli.pages import is_url, page_files, read_page
from copydesk.errors import Reject, RejectReason
from copydesk.extraction import extract_article
from copydesk.formats import RECORDS, render
from copydesk.model import Article, Expect
from copydesk.pipeline.child_process import ChildProcess
from copydesk.pipeline.ingest import PageContext
from copydesk.stack.problems import Problem

#: What `--expect article` overrules.
_OVERRULED = frozenset({RejectReason.NO_ARTICLE_TEXT, RejectReason.NOT_AN_ARTICLE})
_HINT = "With --expect article its text is read all the same."

type Write = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name of its input, and where it was found."""

    name: str
    url: str | None


def extract(
    pages: Annotated[
        list[str],
        Parameter(name="PAGE", help="Files of HTML or text, also gzipped; folders; URLs to fetch; - is stdin."),
    ],
    /,
    *,
    url: PageUrl = None,
    expect: Expecting = None,
    format: Format = "json",  # noqa: A002  # the option's name
    output: NewFile = None,
) -> int:
    found = _named(pages, url)
    is_one = len(found) == 1 and not Path(pages[0]).is_dir()
    if output is None:
        return _extract_all(found, expect, format, say_record, is_one)
    with new_file(output) as out:
        return _extract_all(found, expect, format, out.write, is_one)


def article_of(page: Page, expect: Expect | None = None) -> Article:
    """The article in a page. One that hangs is refused as ingest refuses it."""
    body, url, content_type = _loaded(page)
    told: PageContext = {"url": url, "content_type": content_type, "content_encoding": None, "expect": expect}
    return ChildProcess(extract=extract_article)(body, **told)


def _named(names: list[str], url: str | None) -> list[Page]:
    """Each page that is named, those of folders by their files."""
    found = [page for name in names for page in _in(name)]
    if url is None:
        return found
    if len(found) != 1 or is_url(names[0]):
        raise Problem("--url names one page.", "Give one file with it, or leave it out.")
    return [Page(found[0].name, url)]


def _in(name: str) -> Iterator[Page]:
    if Path(name).is_dir():
        pages = page_files([name])
        if not pages:
            raise Problem(f"{name} holds no page.", "Pages end in .html, .htm, .xhtml or .txt, also gzipped (.gz).")
        yield from (Page(str(page.path), page.url) for page in pages)
    else:
        yield Page(name, None)


def _loaded(page: Page) -> tuple[bytes, str | None, str | None]:
    if is_url(page.name):
        # Loaded on use: a file needs no client of HTTP.
        from copydesk.cli.fetching import fetched_page

        fetched = fetched_page(page.name)
        return fetched.body, fetched.url, fetched.content_type
    return read_page(page.name), page.url, None


def _extract_all(pages: list[Page], expect: Expect | None, form: str, write: Write, is_one: bool) -> int:
    """A page that is refused or cannot be read is said so on stderr, and the others go on."""
    code = 0
    for page in pages:
        try:
            article = article_of(page, expect)
        except (Problem, Reject) as problem:
            code = max(code, _told(page, problem))
        else:
            write(_alone(article, form) if is_one else _among_others(article, form, page.name))
    return code


def _told(page: Page, problem: Problem | Reject) -> int:
    can_be_read = isinstance(problem, Reject) and problem.reason in _OVERRULED
    remedy = _HINT if can_be_read else problem.remedy if isinstance(problem, Problem) else ""
    tell(f"{page.name}: {problem}" + (f". {remedy}" if remedy else ""))
    return 1 if isinstance(problem, Reject) else 2


def _alone(article: Article, form: str) -> str:
    return render(article, form, indent=2 if terminal().is_terminal else None)


def _among_others(article: Article, form: str, name: str) -> str:
    """One line of JSON that names its input; a text under a line that does, as `head` and `tail` write it."""
    if form in RECORDS:
        return f'{{"input": {json.dumps(name)}, {render(article, form)[1:]}'
    return f"==> {name} <==\n{render(article, form)}\n"
