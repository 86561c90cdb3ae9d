"""Captions and credits told apart."""

import pytest

from copydesk.extraction.credits import clean_credit, split_credit, told_apart


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
        ("A kitchen. Courtesy of The Makers", "A kitchen.", "The Makers"),
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
    ],
)
def test_all_the_words_under_a_picture(text: str, told: tuple[str | None, str | None]) -> None:
    assert told_apart(text) == told


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
