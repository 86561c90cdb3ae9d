"""These tests check the lines of a page about itself: labels of gaps, words of controls, links back from footnotes."""

import pytest
from bs4 import BeautifulSoup

from copydesk.extraction.blocks.body import body_of
from copydesk.extraction.blocks.split import split
from copydesk.extraction.metadata.head import Head

BASE = "https://www.examplepost.example/news/boats"
STORY = "The mate smiled and read the gauge on the wall."


def _said(fragment: str) -> list[str]:
    soup = BeautifulSoup(f"<p>{STORY}</p>{fragment}<p>{STORY}</p>", "html.parser", multi_valued_attributes=None)
    return [draft.text for draft in body_of(split(soup, BASE), Head()) if draft.text != STORY]


@pytest.mark.parametrize(
    "line",
    """Advertisement;Story continues below;Article continues after advertisement
    Story continues;↓ Story continues below ↓
    Advertisement - story continues below;Continue reading below the advertisement;Scroll to continue
    Continues below advertisement;Der Artikel geht nach der Anzeige weiter;Weiterlesen nach der Anzeige
    La suite après cette publicité;El artículo continúa después de la publicidad;Continua dopo la pubblicità
    Continua após a publicidade;Artikel gaat verder onder de advertentie;Artikkelen fortsetter under annonsen
    Dalsza część artykułu pod reklamą;Продолжение после рекламы;Juttu jatkuu mainoksen jälkeen
    Share this story;Share on Facebook;Copy link;Print this page;Artikel teilen;Partager sur WhatsApp;Compartir
    Condividi;Share;Email this article;Copier le lien;Share via X;Listen to this article
    CLICK HERE TO GET THE POST APP;GO HERE FOR MORE FROM THE POST;SUBSCRIBE NOW;Follow us on Facebook
    An dieser Stelle finden Sie einen von unseren Redakteuren ausgewählten, externen Inhalt. Ein Klick zeigt ihn.
    Ich bin damit einverstanden, dass mir der externe Inhalt angezeigt wird. Damit werden Daten übermittelt.
    Následuje obsah vložený z jiného webu. Zde jej můžete přeskočit.;GET THE POST ON THE GO BY CLICKING HERE
    Follow us on Instagram, YouTube and X for the latest news and updates;Please like us on Facebook""".replace(
        "\n    ", ";"
    ).split(";"),
)
def test_a_label_of_a_gap_or_a_control_is_no_paragraph(line: str) -> None:
    assert _said(f"<p>{line}</p>") == []
    assert _said(f"<div><em>{line}</em></div>") == []


def test_a_list_of_controls_is_no_list_of_the_article() -> None:
    assert _said("<ul><li>Share on Facebook</li><li>Copy link</li><li>Print this page</li></ul>") == []
    assert _said("<ul><li>Copy link</li><li>Two boats</li></ul>") == ["Copy link\nTwo boats"]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday",
        "The story continues in spring",
        "Print is not dead",
        "Articles continue after page nine",
        "Copy the link between the two carriages.",
        "Save the harbour",
        "Follow us on the long road to the north",
        "GO HOME NOW",
        "DOWNLOADS ROSE",
    ],
)
def test_a_line_of_the_story_stays(line: str) -> None:
    assert _said(f"<p>{line}</p>") == [line]


@pytest.mark.parametrize("sign", ["↩", "↩︎", "[↩]", "↑", "⤴", "^"])
def test_the_way_back_from_a_footnote_says_nothing(sign: str) -> None:
    assert _said(f'<p>After the plan. <a href="#fnref1">{sign}</a></p>') == ["After the plan."]
    assert _said(f'<ol><li>After the plan.<a href="{BASE}#r1">{sign}</a></li></ol>') == ["After the plan."]
