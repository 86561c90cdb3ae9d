"""Implements `copydesk console`: the pages by their addresses, and the server that serves them."""

import os
import re
import sys
import traceback
import webbrowser
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import unquote

from cyclopts import Parameter

from copydesk.cli.console import print_line, print_note
from copydesk.cli.fetching import hasty_fetcher
from copydesk.cli.inspector.command import has_display
from copydesk.cli.inspector.markup import tag, text
from copydesk.cli.inspector.page import inspector_style
from copydesk.cli.options import HERE, Where, between
from copydesk.cli.web_console.arrivals import arrivals_page
from copydesk.cli.web_console.article import (
    article_page,
    copies_page,
    formats_page,
    raw_page,
    reject_page,
    revisions_page,
)
from copydesk.cli.web_console.day_counts import DayCounter
from copydesk.cli.web_console.layout import own_file, page
from copydesk.cli.web_console.letters import letters_page, redrive_letters
from copydesk.cli.web_console.preview import Fetched
from copydesk.cli.web_console.refused import redrive, refused_page
from copydesk.cli.web_console.sent import Batches, sent_page
from copydesk.cli.web_console.server import Answer, Asked, Server, Site
from copydesk.cli.web_console.site import site_page
from copydesk.cli.web_console.sites import sites_page
from copydesk.cli.web_console.sources import add_source, look_at_source, pause_source, resume_source, sources_page
from copydesk.cli.where import target
from copydesk.errors import CopydeskError, Retry
from copydesk.stack.problems import Problem, remedy_of
from copydesk.stack.target import Target
from copydesk.storage import utc_now

#: The pages of one article or reject, by the path after its id.
_OF_ONE: dict[tuple[str, str], Callable[[Asked, Target, str], Answer]] = {
    ("article", ""): article_page,
    ("article", "/revisions"): revisions_page,
    ("article", "/copies"): copies_page,
    ("article", "/formats"): formats_page,
    ("article", "/raw"): raw_page,
    ("refused", ""): reject_page,
}
_ONE = re.compile(r"/(article|refused)/([0-9a-f]{32})(/[a-z]+)?", re.ASCII)
_SENT = re.compile(r"/sent/([0-9a-f]{16})", re.ASCII)
_SITE = re.compile(r"/sites/([^/]{1,600})")
#: The seconds that a preview may take for a page with its robots.txt and redirects.
_PATIENCE = 20
_FILES = {"/console.css": "text/css; charset=utf-8", "/console.js": "text/javascript; charset=utf-8"}


def console(
    *,
    port: Annotated[int, Parameter(validator=between(0, 65_535), help="Its port; 0 is a free one.")] = 0,
    open: Annotated[  # noqa: A002  # the option's name
        bool | None,
        Parameter(negative="--no-open", help="Open it in a browser; by default where there is a display."),
    ] = None,
    where: Where = HERE,
) -> int:
    try:
        server = Server(port, site(target(where)))
    except OSError as error:
        raise Problem(f"Port {port} cannot be had: {error.strerror}", "Name another, or leave --port out.") from error
    with server:
        print_line(server.address)
        print_note("The address lets anybody on this machine in who knows it. Stop the console with Ctrl-C.")
        if has_display(os.environ, sys.platform) if open is None else open:
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print_note("Stopped.")
    return 0


def site(place: Target, now: Callable[[], datetime] = utc_now, fetched: Fetched | None = None) -> Site:
    """Returns the function that answers requests with the pages of a stack. An error is answered with a page too.

    `fetched` fetches a source for a preview.
    """
    batches, counter, fetch = Batches(place), DayCounter(), fetched or hasty_fetcher(_PATIENCE)
    looks: dict[str, Callable[[Asked], Answer]] = {
        "/": lambda asked: arrivals_page(asked, now()),
        "/refused": refused_page,
        "/sites": lambda asked: sites_page(asked, counter, now()),
        "/sources": sources_page,
        "/letters": lambda asked: letters_page(asked, place),
        **dict.fromkeys(_FILES, lambda asked: _file(asked.path)),
    }
    actions: dict[str, Callable[[Asked], Answer]] = {
        "/refused/redrive": lambda asked: redrive(asked, batches),
        "/letters/redrive": lambda asked: redrive_letters(asked, batches),
        "/sources/add": add_source,
        "/sources/look": lambda asked: look_at_source(asked, fetch, now()),
        "/sources/pause": pause_source,
        "/sources/resume": resume_source,
    }

    def answered(asked: Asked) -> Answer:
        known = looks if asked.form is None else actions
        if asked.path in known:
            return known[asked.path](asked)
        if asked.form is None and (sent := _SENT.fullmatch(asked.path)):
            return sent_page(asked, batches.named(sent[1]))
        if asked.form is None and (host := _SITE.fullmatch(asked.path)):
            return site_page(asked, unquote(host[1]), now())
        return _of_one(asked, place)

    return _with_troubles(answered)


def _with_troubles(answered: Site) -> Site:
    """Returns the same function with a page for each error."""

    def told(asked: Asked) -> Answer:
        try:
            return answered(asked)
        except Problem as problem:
            return _trouble(asked, 400, str(problem), problem.remedy)
        except CopydeskError as error:
            status = 503 if isinstance(error, Retry) else 500
            return _trouble(asked, status, str(error), remedy_of(error) or "")
        except Exception as error:  # one page fails, and the console goes on
            remedy = remedy_of(error)
            if remedy is None:
                traceback.print_exception(error)
            told = f"{type(error).__name__}: {error}"
            return _trouble(asked, 500, told, remedy or "This is a bug of the console.")

    return told


def _of_one(asked: Asked, place: Target) -> Answer:
    found = _ONE.fullmatch(asked.path)
    view = _OF_ONE.get((found[1], found[3] or "")) if found and asked.form is None else None
    if found is None or view is None:
        return _trouble(asked, 404, "There is no such page.", "The places of the console are above.")
    return view(asked, place, found[2])


def _trouble(asked: Asked, status: int, said: str, remedy: str) -> Answer:
    told = tag("p", text(said, most=2_000), class_="refused", role="alert")
    return page(asked, "That did not work", told, tag("p", text(remedy)), status=status)


def _file(path: str) -> Answer:
    """Returns our script, or the style of the inspector followed by our own."""
    before = inspector_style() if path.endswith(".css") else ""
    return Answer(body=before + own_file(path.removeprefix("/")), content_type=_FILES[path])
