"""These fixtures drive the machine's own Chromium with Playwright. They keep every request and complaint of a page."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from copydesk.cli.inspector.page import inspector_page
from copydesk.cli.inspector.subject import Raw, Subject, of_page

URL = "https://news.example.org/bridge"
WIDE, NARROW = (1440, 1000), (390, 844)
#: The milliseconds for which a test waits for what it looks for. A busy machine may take ten seconds for a page.
PATIENCE = 30_000
NO_CHROMIUM = "NO CHROMIUM ON PATH, so `copydesk inspect` is not tested in a browser; Debian: apt-get install chromium"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(slots=True)
class Look:
    """This is a page of the inspector in a browser, with its complaints and requests."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def shown(self, selector: str) -> int:
        return sum(each.is_visible() for each in self.page.locator(selector).all())

    def focused(self) -> str:
        """Returns the id of the focused element, or its tag if it has no id."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.tagName"))


type Opener = Callable[..., Look]


def chromium() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium() is None:
        terminalreporter.write_line(NO_CHROMIUM, red=True, bold=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        # Without a screen, Chromium imitates a graphics card. That takes a quarter of the tests' time.
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def look(context: BrowserContext, tmp_path: Path) -> Opener:
    """Returns a function that opens the inspector's page of some HTML or of a subject."""

    def opened(
        html: bytes | Subject, *, size: tuple[int, int] = WIDE, scheme: str = "light", motion: str = "reduce"
    ) -> Look:
        subject = html if isinstance(html, Subject) else of_page("page.html", Raw(body=html, url=URL))
        path = tmp_path / "inspected.html"
        path.write_text(inspector_page(subject), "utf-8")
        return shown(context, path, size=size, scheme=scheme, motion=motion)

    return opened


def shown(context: BrowserContext, path: Path, *, size: tuple[int, int], scheme: str, motion: str) -> Look:
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion=motion)  # type: ignore[arg-type]  # two words each
    found = Look(page)
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))

    def only_the_file(route: Route) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        else:
            found.asked.append(route.request.url)
            route.abort()

    page.route("**/*", only_the_file)
    page.goto(path.as_uri())
    return found
