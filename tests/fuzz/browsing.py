"""This module opens the results of hostile pages in a real Chromium.

One page holds a batch of outputs, each in its own frame. Each frame reports calls that a payload may make.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import batched, zip_longest
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ConsoleMessage, Request

from copydesk.cli.inspector.page import inspector_page
from copydesk.cli.inspector.subject import Raw, of_page
from copydesk.errors import Reject
from copydesk.formats import render
from tests.fuzz.classes import KINDS
from tests.fuzz.doors import pages
from tests.fuzz.inputs import Input, made
from tests.fuzz.markup import bodies, pieces

#: The frames of one page.
_BATCH = 60
#: Milliseconds. Some outputs have megabytes, and the page waits for all of its frames.
_LOADED_WITHIN = 300_000
_BY_NAME = {kind.name: kind for kind in KINDS}
#: Each frame runs this script first. A call of these functions shows that a payload ran.
_WIRES = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"])
  window[name] = (...given) => top.ran.push(`${frameElement?.title}: ${name}(${given})`);
window.known = new Set(Object.getOwnPropertyNames(window));
addEventListener("error", event => { if (event.message) top.ran.push(`${frameElement?.title}: ${event.message}`) });
"""
#: The script looks for what could run, and triggers it: links, forms, handlers and elements that run by themselves.
_LOOK = """() => {
  const found = [...window.ran];
  for (const frame of document.querySelectorAll("iframe")) {
    const say = what => found.push(`${frame.title}: ${what}`);
    const inner = frame.contentDocument;
    if (inner?.URL !== "about:srcdoc") { say("went away"); continue; }
    const inspector = frame.title.endsWith("/inspector");
    for (const name of Object.getOwnPropertyNames(frame.contentWindow))
      if (!frame.contentWindow.known.has(name) && name !== "known") say(`a property named ${name}`);
    for (const link of inner.querySelectorAll("[href]"))
      if (!["http:", "https:", "mailto:", "tel:"].includes(link.protocol) && !(inspector && link.hash)) {
        say(`a link to ${link.href}`);
        link.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      }
    for (const each of inner.querySelectorAll("*")) {
      for (const name of each.getAttributeNames())
        if (name.startsWith("on") || ["srcdoc", "action", "formaction", "background"].includes(name)) say(name);
      for (const event of ["load", "error", "toggle", "focus", "pointerover", "animationend"])
        if (!inspector) each.dispatchEvent(new Event(event, { bubbles: true }));
    }
    const odd = "script, style, iframe, object, embed, link, base, form, svg, math, template, video, audio, portal";
    const own = inspector ? { SCRIPT: 1, STYLE: 1 } : {};
    for (const each of inner.querySelectorAll(odd))
      if (!own[each.tagName] || own[each.tagName]-- === 0) say(`an element ${each.tagName}`);
  }
  return [...new Set([...found, ...window.ran])];
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The HTML made from an input, as its own page. Only if `pictures` is set may it request pictures from the web."""

    name: str
    html: str
    pictures: bool = False


def sampled(articles: Mapping[str, Sequence[int]], seed: int) -> Iterator[Output]:
    """Yields the outputs of pages of all classes in turns, each page once, in a random order."""
    queues = [[(name, number) for number in Random(seed).sample(numbers, len(numbers))] for name, numbers in articles.items()]  # fmt: skip
    for turn in zip_longest(*queues):
        for name, number in filter(None, turn):
            yield from outputs(f"{name}/{number}", made(_BY_NAME[name], seed, number))


def outputs(name: str, given: Input) -> Iterator[Output]:
    """Yields all HTML that is made of a page, unless the page is refused.

    One page in ten is also shown by the inspector.
    """
    try:
        article = pages(given)
    except Reject:
        return
    yield Output(name=f"{name}/pieces", html="".join(f"<div>{piece}</div>" for piece in pieces(article)))
    yield Output(name=f"{name}/html", html=render(article, "html"), pictures=True)
    for form, html in bodies(article).items():
        yield Output(name=f"{name}/{form}", html=html, pictures=True)
    if name.endswith("7"):
        yield Output(name=f"{name}/inspector", html=_inspected(name, given))


def _inspected(name: str, given: Input) -> str:
    raw = Raw(body=given.body, url=given.url, content_type=given.content_type, content_encoding=given.content_encoding)
    return inspector_page(of_page(name, raw))


def tripped(browser: Browser, outputs: Iterable[Output]) -> Iterator[str]:
    """Yields each forbidden act of the browser as a line that begins with the name of the output."""
    with TemporaryDirectory() as folder:
        for number, batch in enumerate(batched(outputs, _BATCH, strict=False)):
            path = Path(folder, f"{number}.html")
            path.write_text(_page(batch), "utf-8")
            yield from _looked(browser, path, {output.name: output for output in batch})


def _page(batch: Iterable[Output]) -> str:
    frames = (
        f'<iframe name="{escape(each.name)}" title="{escape(each.name)}" srcdoc="{escape(each.html)}"></iframe>\n'
        for each in batch
    )
    return f'<!doctype html>\n<meta charset="utf-8">\n{"".join(frames)}'


def _looked(browser: Browser, path: Path, outputs: dict[str, Output]) -> list[str]:
    """Returns the forbidden acts. An act without a known frame counts for the first one."""
    found: list[str] = []
    first = next(iter(outputs))

    def asked(request: Request) -> None:
        output = outputs.get(request.frame.name)
        is_picture = request.resource_type == "image" and request.url.startswith(("http://", "https://"))
        if request.url != path.as_uri() and not (output and output.pictures and is_picture):
            found.append(f"{output.name if output else first}: asked for {request.url[:200]}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            found.append(f"{first}: the console says {message.text[:400]}")

    with browser.new_context(offline=True) as context:
        context.add_init_script(_WIRES)
        page = context.new_page()
        page.on("request", asked)
        page.on("console", said)
        page.goto(path.as_uri(), timeout=_LOADED_WITHIN)
        return [*page.evaluate(_LOOK), *found]
