"""These tests separate captions from credits."""

import pytest
from bs4 import BeautifulSoup

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.pictures.credits import caption_and_maker, clean_credit, split_credit
from copydesk.extraction.blocks.split import split
from copydesk.model import BlockType

BASE = "https://www.examplepost.example/news/boats"
IMAGE = '<img src="/i/harbour.jpg" width="900" height="600">'
LINE = "<p>The mate smiled and read the gauge on the wall.</p>"


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A border wall [Getty]", "A border wall", "Getty"),
        ("A border wall (Photo by A. Person/Getty Images)", "A border wall", "A. Person/Getty Images"),
        ("A border wall. Photo: A. Person/AP", "A border wall.", "A. Person/AP"),
        ("Eine Mauer. © dpa", "Eine Mauer.", "dpa"),
        ("Eine Mauer. Foto: A. Person/dpa", "Eine Mauer.", "A. Person/dpa"),
        ("A border wall | Image credit: Shutterstock", "A border wall", "Shutterstock"),
        ("A wall at Rafah (A. Person/SIPA)", "A wall at Rafah", "A. Person/SIPA"),
        ("A still of the film. Credit...A. Person/The Daily", "A still of the film.", "A. Person/The Daily"),
        ("Spieler am Ball Foto: Getty Images", "Spieler am Ball", "Getty Images"),
        ("Ein Moderator im MDR-StudioQuelle: A. Person/dpa", "Ein Moderator im MDR-Studio", "A. Person/dpa"),
        ("Online-Kriminelle. (Bild: mit KI erstellt / dmk)", "Online-Kriminelle.", "mit KI erstellt / dmk"),
        ("Le pont avant la crue. Crédit photo : A. Person", "Le pont avant la crue.", "A. Person"),
        ("El puente antes de la crecida / Ana Persona", "El puente antes de la crecida", "Ana Persona"),
        ("Most przed powodzią. Fot. A. Person", "Most przed powodzią.", "A. Person"),
        ("Мост до наводнения Фото: А. Человек, Газета", "Мост до наводнения", "А. Человек, Газета"),
        ("洪水前の橋。写真：記者", "洪水前の橋。", "記者"),
        ("Rally in Washington, D.C. A. Person / Getty Images", "Rally in Washington, D.C.", "A. Person / Getty Images"),
        ("A still. Photo: A. Person (CC BY 2.0)", "A still.", "A. Person (CC BY 2.0)"),
        ("The winner. | A. Person/PA Images via Getty Images", "The winner.", "A. Person/PA Images via Getty Images"),
        ("A kitchen. Courtesy of The Makers", "A kitchen.", "Courtesy of The Makers"),
        ("Das Bild zeigt: eine Mauer", "Das Bild zeigt: eine Mauer", None),
        ("Inputs/outputs of a model. Figure 3.", "Inputs/outputs of a model. Figure 3.", None),
        ("EPA-rated range: 309 miles", "EPA-rated range: 309 miles", None),
        ("A wall at Rafah (southern Gaza)", "A wall at Rafah (southern Gaza)", None),
        ("The photo shows a wall", "The photo shows a wall", None),
        ("", "", None),
    ],
)
def test_caption_and_credit(text: str, caption: str, credit: str | None) -> None:
    assert split_credit(text) == (caption, credit)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A. Person / The Paper", (None, "A. Person / The Paper")),
        ("Ann Maker/The Daily", (None, "Ann Maker/The Daily")),
        ("Getty", (None, "Getty")),
        ("Foto: Ann Maker", (None, "Ann Maker")),
        ("The bridge", ("The bridge", None)),
        ("Foto:", (None, None)),
        ("(The Distillery)", (None, "The Distillery")),
        ("[Ann Maker]", (None, "Ann Maker")),
        ("(from left)", ("(from left)", None)),
        ("(2 of 4)", ("(2 of 4)", None)),
    ],
)
def test_all_the_words_under_a_picture(text: str, told: tuple[str | None, str | None]) -> None:
    assert caption_and_maker(text) == told


def test_a_credit_loses_its_label_and_brackets() -> None:
    assert clean_credit("(Photo by Ann Maker)") == "Ann Maker"
    assert clean_credit("Symbolfoto: Ann Maker/dpa") == "Ann Maker/dpa"


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("A man walks his dog. Reuters offices are seen.", None),
        ("Un homme. Les bureaux de Reuters sont fermés.", None),
        ("The border. Reuters.", "Reuters"),
        ("The border. A. Person/Reuters", "A. Person/Reuters"),
    ],
)
def test_a_sentence_is_no_credit(text: str, credit: str | None) -> None:
    assert split_credit(text)[1] == credit


CAMP = "Police at the camp"


@pytest.mark.parametrize(
    ("under", "caption", "credit"),
    [
        # Only the style separates these parts.
        (f"<span>{CAMP}</span><span class=a_m>Flora Person (REUTERS)</span>", CAMP, "Flora Person (REUTERS)"),
        (f"<em>{CAMP}</em><small>Flora Person/AFP</small>", CAMP, "Flora Person/AFP"),
        (f"<span>{CAMP}</span><span>© Flora Person</span>", CAMP, "Flora Person"),
        (f'{CAMP} <span data-role="copyright">Flora Person</span>', CAMP, "Flora Person"),
        (f'{CAMP} <i itemprop="copyrightHolder">Flora Person</i>', CAMP, "Flora Person"),
        (f'{CAMP} <b data-testid="photo-credit">Flora Person</b>', CAMP, "Flora Person"),
        ("<b>P</b>olice at the camp of <i>Nord</i>Link", "Police at the camp of NordLink", None),
        # These words are in the place of a maker.
        (f"{CAMP}. Supplied", f"{CAMP}.", "Supplied"),
        (f"{CAMP} (Supplied)", CAMP, "Supplied"),
        (f"{CAMP}. Photo: Supplied", f"{CAMP}.", "Supplied"),
        (f"{CAMP}. Supplied by Flora Person", f"{CAMP}.", "Flora Person"),
        (f"<span>{CAMP}</span> <span>Handout</span>", CAMP, "Handout"),
        (f"{CAMP}. File photo", f"{CAMP}.", "File photo"),
        (f"{CAMP}. Courtesy photo", f"{CAMP}.", "Courtesy photo"),
        (f"{CAMP}. Symbolbild", f"{CAMP}.", "Symbolbild"),
        ("Supplied", None, "Supplied"),
        (f"File photo: {CAMP}", f"File photo: {CAMP}", None),
        ("The handout was signed", "The handout was signed", None),
        ("They filed into the archive", "They filed into the archive", None),
        # The text has labels, reservations, counters or controls.
        (f"{CAMP}. Photo: Photo: M. Person", f"{CAMP}.", "M. Person"),
        (
            f"{CAMP}. Frank Person/Copyright 2026 The AP. All rights reserved.",
            f"{CAMP}.",
            "Frank Person/Copyright 2026 The AP",
        ),
        (f"{CAMP} Copyright Frank Person/AP. Alle Rechte vorbehalten", CAMP, "Frank Person/AP"),
        ('<b class="copyright">Tous droits réservés&nbsp;</b><b class="credit">The Post</b>', None, "The Post"),
        (f"{CAMP}. Photo courtesy of The Makers", f"{CAMP}.", "courtesy of The Makers"),
        (f"{CAMP}. (AP Photo/M. Person) more &gt;", f"{CAMP}.", "AP Photo/M. Person"),
        (f"{CAMP}. Read more »", f"{CAMP}.", None),
        (f"1of4{CAMP}. Flora Person/AP", f"{CAMP}.", "Flora Person/AP"),
        (f"<span>2 / 7</span>{CAMP}", CAMP, None),
        (f"Bild 3 von 12: {CAMP}", CAMP, None),
        ("3 of 5 boats came back", "3 of 5 boats came back", None),
        (f'{CAMP}. <span>Image via</span> <span class="credit">Getty Images</span>', f"{CAMP}.", "Getty Images"),
    ],
)
def test_what_stands_under_a_picture(under: str, caption: str | None, credit: str | None) -> None:
    markup = f"{LINE}<figure>{IMAGE}<figcaption>{under}</figcaption></figure>{LINE}"
    [image] = [draft for draft in _drafts(markup) if draft.type is BlockType.IMAGE]
    assert (image.caption, image.credit) == (caption, credit)


@pytest.mark.parametrize(
    ("alt", "under", "caption", "credit"),
    [
        ("BWC Two boats at the pier", "BWC", None, "BWC"),
        ("Ann Lee at the pier", "Ann Lee", "Ann Lee", None),
        ("Two boats at the pier", "BWC", "BWC", None),
    ],
)
def test_a_name_before_the_words_for_the_blind_is_the_maker(
    alt: str, under: str, caption: str | None, credit: str | None
) -> None:
    figure = f"<figure>{IMAGE.replace('<img', f'<img alt={alt!r}')}<span>{under}</span></figure>"
    [image] = [draft for draft in _drafts(f"{LINE}{figure}{LINE}") if draft.type is BlockType.IMAGE]
    assert (image.caption, image.credit) == (caption, credit)


def test_a_credit_may_be_named_after_its_article() -> None:
    drafts = _drafts(f'{IMAGE}<p class="article-headers__teaser-image__credits">Flora Person/The Post</p>{LINE}')
    assert [draft.credit for draft in drafts if draft.type is BlockType.IMAGE] == ["Flora Person/The Post"]
    assert "Flora" not in " ".join(draft.text for draft in drafts)


@pytest.mark.parametrize("name", ["newsCaption", "newscaption", "photo-caption", "bildunterschrift", "imgcaption"])
def test_a_caption_is_known_by_its_name(name: str) -> None:
    drafts = _drafts(f'<div>{IMAGE}<div class="{name}">{CAMP}</div></div>{LINE}')
    assert [(draft.type, draft.caption) for draft in drafts] == [("image", CAMP), ("paragraph", None)]


def test_a_list_of_pictures_gives_each_its_caption() -> None:
    entries = "".join(
        f'<li class="pictures-item"><img src="/i/boat-{n}.jpg"><p>{CAMP} {n}. Foto: dpa</p></li>' for n in (1, 2, 3)
    )
    images = [draft for draft in _drafts(f"{LINE}<ul>{entries}</ul>{LINE}") if draft.type != "paragraph"]
    assert [(image.type, image.caption, image.credit) for image in images] == [
        ("image", f"{CAMP} {n}.", "dpa") for n in (1, 2, 3)
    ]


def test_a_list_of_links_with_pictures_is_no_list_of_captions() -> None:
    entries = "".join(f'<li><img src="/i/boat-{n}.jpg"><a href="/{n}">{CAMP} {n}</a></li>' for n in (1, 2, 3))
    assert not [draft for draft in _drafts(f"<ul>{entries}</ul>") if draft.caption]


@pytest.mark.parametrize("name", ["wp-block-gallery has-nested-images", "", "slideshow"])
@pytest.mark.parametrize(
    ("said", "caption", "credit"),
    [("All: Ida Person", "All: Ida Person", None), ("Photos: Ida Person", None, "Ida Person")],
)
def test_the_caption_of_a_gallery_is_none_of_its_last_picture(
    name: str, said: str, caption: str | None, credit: str | None
) -> None:
    inner = "".join(
        f'<figure><img src="/i/boat-{n}.jpg"><figcaption>Boat {n}</figcaption></figure>' for n in ("one", "two")
    )
    [gallery] = _drafts(f'<figure class="{name}">{inner}<figcaption>{said}</figcaption></figure>')
    assert (gallery.type, gallery.caption, gallery.credit) == ("gallery", caption, credit)
    assert [(item.text, item.credit) for item in gallery.items] == [("Boat one", None), ("Boat two", None)]


def _drafts(markup: str) -> list[Draft]:
    return split(BeautifulSoup(markup, "html.parser", multi_valued_attributes=None), BASE)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Isithombe: Ann Person", "Ann Person"),
        ("Снимка: Ан Човек", "Ан Човек"),
        ("Φωτογραφία: Αν Ατόμου", "Αν Ατόμου"),
        ("صورة: آن", "آن"),
        ("फोटो: आन", "आन"),
        ("Nuotrauka: Ann Person", "Ann Person"),
        ("Hero image by Ann Person", "Ann Person"),
        ("Featured photo courtesy of Ann Person", "courtesy of Ann Person"),
        ("Foto @annperson", "@annperson"),
        ("THE DAILY, ASSOCIATED PRESS", "THE DAILY, ASSOCIATED PRESS"),
    ],
)
def test_labels_of_more_languages(text: str, credit: str) -> None:
    assert caption_and_maker(text) == (None, credit)


@pytest.mark.parametrize("label", ["Legende:", "Image caption,", "Bildunterschrift :", "Légende :", "Pie de foto:"])
def test_what_calls_a_caption_one_is_none_of_it(label: str) -> None:
    [_, image, _] = _drafts(
        f'{LINE}<figure>{IMAGE}<div class="caption"><span class="h-offscreen">{label} </span><span>{CAMP}</span>'
        f'<span class="caption-source">Ann Person</span></div></figure>{LINE}'
    )
    assert (image.caption, image.credit) == (CAMP, "Ann Person")
