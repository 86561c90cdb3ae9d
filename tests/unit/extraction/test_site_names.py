"""The name of a site is the one that readers use, without slogan, legal form and ending. It is never a section."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.metadata.site_names import site_name
from copydesk.extraction.reading.walk import runs_of
from tests.growth import in_linear_time

URL = "https://www.dailylamp.example/a-bridge.html"


def _name(head: str, *, body: str = "", url: str = URL, trail: tuple[str, ...] = ()) -> str | None:
    tree = LexborHTMLParser(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree.body is not None
    return site_name(replace(page_of(tree, url), runs=tuple(runs_of(tree.body))), trail)


def _declared(name: str) -> str:
    return f'<meta property="og:site_name" content="{name}">'


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("Daily Lamp | Westlamp, Northshire", "Daily Lamp"),
        ("Nachrichten aus Westlamp – Daily Lamp", "Daily Lamp"),
        ("Daily Lamp - Actualités, sport et culture de Westlamp", "Daily Lamp"),
        ("Daily Lamp | River | Port | Sea", "Daily Lamp"),
        ("Stories of every kind and more | DailyLamp.example", "DailyLamp.example"),
        ("The Westlamp Post - stories that the river tells", "The Westlamp Post"),
        ("Salt - Oil", "Salt - Oil"),
        ("The Westlamp Post | WPost.example", "The Westlamp Post"),
        ("Oil for lamps - DailyLamp always on", "DailyLamp always on"),
        ("Lamp Media GmbH", "Lamp Media"),
        ("Lamp Media, Inc.", "Lamp Media"),
        ("Turnverein Westlamp e.V.", "Turnverein Westlamp"),
        ("Official Site of the Lamp League", "Lamp League"),
        ("Offizielle Website der Lampenliga", "Lampenliga"),
        ("Westlamp Radio and Vision (DailyLamp)", "DailyLamp"),
        ("Westlamp Radio (WR)", "Westlamp Radio (WR)"),
        ("www.dailylamp.example", "dailylamp.example"),
        ("Home", None),
    ],
)
def test_a_declared_name(declared: str, name: str | None) -> None:
    assert _name(_declared(declared)) == name


PUBLISHER = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "The Daily Lamp"}}</script>'
)


@pytest.mark.parametrize(
    ("head", "trail", "name"),
    [
        (_declared("Blog"), (), "The Daily Lamp"),
        (_declared("dailylamp.example"), (), "The Daily Lamp"),
        (_declared("Security"), ("Start", "Security"), "The Daily Lamp"),
        (_declared("Security"), ("Security",), "Security"),
        (
            _declared("Lampmag") + '<meta name="article:publisher" content="https://network.example/lampmag/">',
            (),
            "The Daily Lamp",
        ),
        (
            _declared("DailyLamp") + '<meta name="twitter:site" content="@dailylamp">',
            (),
            "DailyLamp",
        ),
        (_declared("TheDailyLamp"), (), "The Daily Lamp"),
    ],
)
def test_another_name_before_what_is_none(head: str, trail: tuple[str, ...], name: str) -> None:
    assert _name(head + PUBLISHER, trail=trail) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("A bridge - Westlamp Bank Authority", "Westlamp Bank Authority"),
        ("A bridge - Westlamp Bank", "WBA"),
        ("A bridge by WBA - The Council Meets Again", "WBA"),
    ],
)
def test_the_end_of_a_title_spells_out_the_name(title: str, name: str) -> None:
    assert _name(f'<title>{title}</title><meta name="application-name" content="WBA">') == name


def test_a_folder_of_the_address_is_no_name() -> None:
    assert _name(_declared("City Health") + PUBLISHER, url="https://lamp.example/city-health/a") == "The Daily Lamp"
    assert _name(_declared("Lamp") + PUBLISHER, url="https://lamp.example/lamp/a") == "Lamp"


@pytest.mark.parametrize(
    ("title", "body", "name"),
    [
        ("Council rebuilds the bridge | Politics | The Westlamp Crimson", "", "The Westlamp Crimson"),
        ("Rat baut die Brücke – Stadt Westlamp", "", "Stadt Westlamp"),
        ("Council rebuilds the bridge - Lamp Today", "", "Lamp Today"),
        ("Council rebuilds the bridge - Personally Tested", "", None),
        ("Council rebuilds the bridge – what it costs", "", None),
        ("Council rebuilds the bridge | 6. Volume", "", None),
        ("Rivers | The Council and the Bridge", "", None),
        ("A bridge", '<a href="/"><img alt="Daily Lamp logo for printing" src="/l.png"></a>', "Daily Lamp"),
        ("A bridge", '<a class="site-logo" title="Daily Lamp | Home" href="/"></a>', "Daily Lamp"),
        (
            "A bridge",
            '<header><i class="logo"><img alt="Logo of Lamp Weekly" src="/l.png"></i></header>',
            "Lamp Weekly",
        ),
        ("A bridge", '<header><i class="logo"><img alt="Lamp-image-Logo" src="/l.png"></i></header>', "Lamp"),
        ("A bridge", '<img src="/partner-logo.png" alt="Another company">', None),
        ("A bridge", '<a href="/"><img alt="Zur Daily Lamp Startseite" src="/l.png"></a>', "Daily Lamp"),
        ("A bridge", "<p>© 2019–2026 Daily Lamp GmbH. All rights reserved.</p>", "Daily Lamp"),
        ("A bridge", "<p>Copyright © Daily Lamp | Imprint</p>", "Daily Lamp"),
        ("A bridge", "<h1><a href='/'>Daily Lamp's</a></h1>", "Daily Lamp's"),
        ("A bridge", "<a rel='home' href='https://www.dailylamp.example/'>The Daily Lamp</a>", "The Daily Lamp"),
        ("A bridge", "<a href='/' title='To the Daily Lamp home page'><svg></svg></a>", "Daily Lamp"),
        ("A bridge", "<a href='/' title='Go to Daily Lamp Home'><svg></svg></a>", "Daily Lamp"),
        ("A bridge", "<a href='/'>Home</a><a href='/'>daily/lamp</a><a href='/'> </a>", None),
        ("A bridge", "<a href='/'>Evening News</a>", None),
        ("A bridge", "<p>Photo © Ann Lee</p>", None),
        ("A bridge", "<p>© 2026 Another Company</p>", None),
    ],
)
def test_a_name_that_is_seen(title: str, body: str, name: str | None) -> None:
    assert _name(f"<title>{title}</title>", body=body) == name


def test_long_names_take_linear_time() -> None:
    in_linear_time(lambda title: _name(f"<title>{title}</title>{_declared(title)}"), lambda size: "A - " * size, 20_000)


def _publishers(count: int) -> str:
    return "".join(PUBLISHER.replace("The Daily Lamp", f"lamp{number}.example") for number in range(count))


def test_many_declared_addresses_take_linear_time() -> None:
    in_linear_time(_name, _publishers, 1_000)


MICRODATA = '<div itemprop="publisher"><meta itemprop="name" content="The Daily Lamp"></div>'
SISTER = '<header><i class="logo"><img alt="Evening News" src="/e.png"></i></header>'


@pytest.mark.parametrize("team", ["Redaktion dailylamp.example", "The team of DailyLamp.example"])
def test_an_address_with_words_around_it_is_no_name(team: str) -> None:
    publisher = PUBLISHER.replace("The Daily Lamp", team)
    assert _name(_declared("dailylamp.example") + publisher) == "dailylamp.example"
    assert _name(publisher) == team


@pytest.mark.parametrize(("body", "name"), [(MICRODATA, "The Daily Lamp"), (SISTER, "DailyLamp.example")])
def test_a_declared_address_and_another_name(body: str, name: str) -> None:
    assert _name('<meta property="og:site_name" content="DailyLamp.example">', body=body) == name
