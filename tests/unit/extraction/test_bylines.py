"""These tests check which names in bylines of many languages are authors, and which parts are left out."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.bylines.authors import authors
from copydesk.extraction.metadata.bylines.grammar import declared_names, names_in
from copydesk.extraction.metadata.page import Page, page_of
from copydesk.extraction.reading.walk import runs_of

BY_LANGUAGE = {
    "By Jane Roe": ["Jane Roe"],
    "A column by Jane Roe": ["Jane Roe"],
    "Texto de Rita Sousa e João Pinto": ["Rita Sousa", "João Pinto"],
    "Por Ana Ruiz y Luis Gil": ["Ana Ruiz", "Luis Gil"],
    "Par Jeanne Morel et Paul Lenoir": ["Jeanne Morel", "Paul Lenoir"],
    "Propos recueillis par Jeanne Morel": ["Jeanne Morel"],
    "Autorin: Jane Roe": ["Jane Roe"],
    "Ein Beitrag von Jane Roe": ["Jane Roe"],
    "a cura di Mario Rossi": ["Mario Rossi"],
    "Door Jan de Vries": ["Jan de Vries"],
    "Av Nora Lind och Ove Strand": ["Nora Lind", "Ove Strand"],
    "Kirjoittaja Maija Virtanen": ["Maija Virtanen"],
    "Autor: Jaan Tamm": ["Jaan Tamm"],
    "Írta: Kovács Anna": ["Kovács Anna"],
    "Piše: Ana Horvat": ["Ana Horvat"],
    "Yazan: Ayşe Demir": ["Ayşe Demir"],
    "Ayşe Demir ve Ali Kaya": ["Ayşe Demir", "Ali Kaya"],
    "Oleh Budi Santoso": ["Budi Santoso"],
    "Tác giả: Nguyễn Văn An": ["Nguyễn Văn An"],
    "Текст: Иван Петров": ["Иван Петров"],
    "Συντάκτης: Νίκος Παππάς": ["Νίκος Παππάς"],
    "كتب: سمير حداد": ["سمير حداد"],
    "بقلم: سمير حداد": ["سمير حداد"],
    "كتبت - ليلى نور": ["ليلى نور"],
    "מאת דנה כהן": ["דנה כהן"],
    "लेखक: अनिल शर्मा": ["अनिल शर्मा"],
    "โดย สมชาย ใจดี": ["สมชาย ใจดี"],
    "作者：林远、周文": ["林远", "周文"],
    "文／林远": ["林远"],
    "（记者林远）": ["林远"],
    "本报记者 林远 周文": ["林远", "周文"],
    "记者 林远 通讯员 周文": ["林远", "周文"],
    "林远 | 港口邮报": ["林远"],
    "文・田中健一": ["田中健一"],
    "（田中健一）": ["田中健一"],
    "田中健一記者": ["田中健一"],
    "取材・文：田中 健一": ["田中 健一"],
    "Eine Kolumne von Jane Roe": ["Jane Roe"],
    "Das Interview führte Jane Roe": ["Jane Roe"],
    "Autorin/Autor Jane Roe": ["Jane Roe"],
    "About the Author - Jane Roe": ["Jane Roe"],
    "Sobre el autor: Ana Ruiz": ["Ana Ruiz"],
    "Contributors: Jane Roe": ["Jane Roe"],
    "Text & Fotos: Jane Roe": ["Jane Roe"],
    "Fotos und Text: Jane Roe": ["Jane Roe"],
    "Text und Interview: Jane Roe": ["Jane Roe"],
    "한지민 기자 jimin@examplepost.example": ["한지민"],
    "[한지민 기자]": ["한지민"],
}
OTHERS_IN_THE_LINE = {
    "Text: Nora Lind Foto: Ove Strand": ["Nora Lind"],
    "Teksti: Maija Virtanen Kuvat: Pekka Salo": ["Maija Virtanen"],
    "Tekst: Jan de Vries Beeld: Piet Jansen": ["Jan de Vries"],
    "Words by Jane Roe, photos by John Doe": ["Jane Roe"],
    "By Jane Roe Photographs by John Doe": ["Jane Roe"],
    "Автор: Иван Петров, фото: Пётр Сидоров": ["Иван Петров"],
    "2024/3/2 8:15:07 来源：港口邮报 作者：林远 责编：周文": ["林远"],
    "文＝田中健一 写真＝山田花子": ["田中健一"],
    "글 한지민 사진 김철수": ["한지민"],
    "Foto: Jane Roe": [],
    "Source: The Example Post": [],
    "By Nora Lind, with files from Ove Strand": ["Nora Lind"],
    "By Nora Lind with reporting by Ove Strand": ["Nora Lind"],
    "Por Ana Ruiz con información de EFE": ["Ana Ruiz"],
    "Par Jeanne Morel avec AFP": ["Jeanne Morel"],
}
TAILS = {
    "By Nora Lind, Oslo": ["Nora Lind"],
    "By Nora Lind, New York": ["Nora Lind"],
    "Ana Ruiz | Madrid": ["Ana Ruiz"],
    "Nora Lind in Oslo and Ove Strand in Bergen": ["Nora Lind", "Ove Strand"],
    "Par Jeanne Morel et Paul Lenoir, à Lille": ["Jeanne Morel", "Paul Lenoir"],
    "Haber: Ayşe Demir / İstanbul": ["Ayşe Demir"],
    "Redacción / Ana Ruiz": ["Ana Ruiz"],
    "By Nora Lind of Harbour Post": ["Nora Lind"],
    "Levi Person For Harbour Post Online": ["Levi Person"],
    "By Jane Roe Special to The Example Post": ["Jane Roe"],
    "By NORA LIND | Associated Wire": ["NORA LIND"],
    "By Jane Roe, Reuters": ["Jane Roe"],
    "Jane Roe, Example Tribune": ["Jane Roe"],
    "Jane Roe, Head of Research": ["Jane Roe"],
    "By Jane Roe and Staff": ["Jane Roe"],
    "Jane Roe/Example Wire": ["Jane Roe"],
    "Jane Roe/EW-X": ["Jane Roe"],
    "Jane Roe on behalf of the Harbour Group": ["Jane Roe"],
    "Posted by Jane Roe on 2024-12-18 in ships": ["Jane Roe"],
    "By Jane Roe In": ["Jane Roe"],
    "By Jane Roe at 10:00": ["Jane Roe"],
    "Anna and Ben": ["Anna", "Ben"],
    "By Nora Lind Updated March 2, 2024": ["Nora Lind"],
    "By Jane Roe • 3 May 2024": ["Jane Roe"],
    "By Jane Roe MD, PhD": ["Jane Roe"],
    "Jane Roe III": ["Jane Roe III"],
    "Jane ROE": ["Jane ROE"],
    "By Jane Q. ROE": ["Jane Q. ROE"],
}
INTERVIEWS = {
    "Ein Interview von Jane Roe mit John Doe": ["Jane Roe"],
    "Interview by Jane Roe with John Doe": ["Jane Roe"],
    "Entrevista de Ana Ruiz con Luis Gil": ["Ana Ruiz"],
    "Jane Roe im Gespräch mit John Doe": ["Jane Roe", "John Doe"],
    "Jane Roe in conversation with John Doe": ["Jane Roe", "John Doe"],
}
ACCOUNTS = {
    "Author: Harbour7 am 29.12.2024, 13:36 Uhr": ["Harbour7"],
    "von harbour7 am 20.09.2024": ["harbour7"],
    "by jr on May 4, 2024": ["jr"],
    "Posted by Harbourman in Ships": ["Harbourman"],
    "Posted by Harbourman under Ships, Boats | Tags: rope": ["Harbourman"],
    "By Jane Roe in News": ["Jane Roe"],
}
NOT_TAKEN_APART = {
    "José Ortega y Gasset": ["José Ortega y Gasset"],
    "Von Ursula von der Roe": ["Ursula von der Roe"],
    "Centre for Research and Evaluation": ["Centre for Research and Evaluation"],
}
NOBODY: dict[str, list[str]] = {
    line: [] for line in ("Von wem?", "By popular demand", "By the numbers", "Privacy Policy", "WATCH LIVE", "Print")
}


@pytest.mark.parametrize(
    ("line", "names"),
    (BY_LANGUAGE | OTHERS_IN_THE_LINE | TAILS | INTERVIEWS | ACCOUNTS | NOT_TAKEN_APART | NOBODY).items(),
)
def test_the_people_in_a_byline(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("text", "names"),
    {
        "Roe, Jane": ["Jane Roe"],
        "Roe, Jane; Doe, John": ["Jane Roe", "John Doe"],
        "van Roe, Jane": ["Jane van Roe"],
        "García Roe, Gabriel; Doe, John": ["Gabriel García Roe", "John Doe"],
        "Reuters, AFP": ["Reuters", "AFP"],
        "Jane Roe, Oslo": ["Jane Roe"],
        "Jane Roe, Example Tribune": ["Jane Roe"],
        "Jane Roe, MD": ["Jane Roe"],
        "Jane Roe | The Example Post": ["Jane Roe"],
        "Jane Roe (Example Post)": ["Jane Roe"],
        "Centre for Research and Evaluation": ["Centre for Research and Evaluation"],
        "jroe": ["jroe"],
        "林远": ["林远"],
        "Privacy Policy": [],
    }.items(),
)
def test_the_people_in_a_declared_author(text: str, names: list[str]) -> None:
    assert declared_names(text) == names


TEXT = "<p>" + "The council voted on Monday to rebuild the old stone bridge over the river. " * 3 + "</p>"


def _page(body: str, head: str = "") -> Page:
    html = (
        f"<html><head>{head}</head><body><main><h1>Council votes to rebuild the bridge</h1>{body}</main></body></html>"
    )
    tree = LexborHTMLParser(html)
    assert tree.body is not None
    runs = tuple(runs_of(tree.body))
    text = tuple(
        index for index, run in enumerate(runs) if run.element.tag == "p" and "class" not in run.element.node.attributes
    )
    page = page_of(tree, "https://www.examplepost.example/news/bridge")
    return replace(page, runs=runs, text=text)


def _json(thing: Mapping[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


FOUR = "".join(f'<a href="/authors/{name}">{name} Roe</a> ' for name in ("Ann", "Bea", "Cal", "Dan"))
LIVE = {
    "@type": "LiveBlogPosting",
    "headline": "Bridge live",
    "author": [],
    "liveBlogUpdate": [
        {"@type": "BlogPosting", "headline": "It opens", "author": {"@type": "Person", "name": "Max Moe"}}
    ],
}
COMMENT = '<ol class="comment-list"><li><a rel="author" href="/u/per">Per Uno</a></li></ol>'
JANE = '<meta name="author" content="Jane Roe">'
SITE = '<meta name="author" content="The Example Post"><meta property="og:site_name" content="The Example Post">'


@pytest.mark.parametrize(
    ("body", "head", "names"),
    [
        (f'<div class="byline">By {FOUR}</div>{TEXT}', "", ["Ann Roe", "Bea Roe", "Cal Roe", "Dan Roe"]),
        (f'<p class="byline">By Jane Roe<br>Associated Wire</p>{TEXT}', "", ["Jane Roe"]),
        (f"<div>By</div><div>Jane Roe</div>{TEXT}", "", ["Jane Roe"]),
        (f"<div>文・</div>{TEXT}", "", []),
        (f'<div class="author">Dec 17, 2025Jane Roe</div>{TEXT}', "", ["Jane Roe"]),
        (
            f'<p>By <a href="/author/a">Jane Roe, MD</a>. Reviewed by <a href="/author/b">Max Moe</a></p>{TEXT}',
            "",
            ["Jane Roe"],
        ),
        (f"<h2>Key Takeaways</h2>{TEXT}", SITE, ["The Example Post"]),
        (f"{TEXT}{COMMENT}", "", []),
        (f"{TEXT}<div itemprop='comment'><b rel='author'>Per Uno</b></div>", "", []),
        (f"<p>Jane Roe</p>{TEXT}", SITE, ["Jane Roe"]),
        (f"{TEXT}<p>By Jane Roe</p>", SITE, ["Jane Roe"]),
        (TEXT, SITE, ["The Example Post"]),
        (f"<div class='byline'>By Jane Roe</div>{TEXT}", _json(LIVE), ["Jane Roe"]),
        (TEXT, _json(LIVE), []),
        (TEXT, '<meta name="author" content="Jane Roe, The Example Post">', ["Jane Roe"]),
        (TEXT, SITE + '<meta property="article:author" content="Jane Roe">', ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe and Max Moe</p>{TEXT}", JANE, ["Jane Roe", "Max Moe"]),
        (f"<p class='x'>By Jane Roe, Max Moe, Per Uno</p>{TEXT}", JANE, ["Jane Roe", "Max Moe", "Per Uno"]),
        (f"<p class='x'>By Max Moe and Per Uno</p>{TEXT}", JANE, ["Max Moe", "Per Uno"]),
        (f"<p class='x'>By Jane Roe, Chief Marketing</p>{TEXT}", JANE, ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe, Institute of Rivers and Old Bridges</p>{TEXT}", JANE, ["Jane Roe"]),
        (f"<p class='x'>Jane Roe 6 February 2026</p>{TEXT}", SITE, ["Jane Roe"]),
        (f"<p class='x'>渡辺洋介2026年2月6日 21時37分</p>{TEXT}", SITE, ["渡辺洋介"]),
        (f"<p class='x'>Updated 6 February 2026</p>{TEXT}", SITE, ["The Example Post"]),
        (f"{4 * TEXT}<a href='/other'><h4>Rain</h4><ul><li>By Max Moe</li><li>6 May 2026</li></ul></a>", "", []),
    ],
)
def test_the_authors_of_a_page(body: str, head: str, names: list[str]) -> None:
    found = authors(_page(body, head))
    assert [author.name for author in (found[0].value if found else ())] == names


def _meta(name: str) -> str:
    return f'<meta name="author" content="{name}">'


def _person(*names: str) -> str:
    return _json({"@type": "NewsArticle", "author": [{"@type": "Person", "name": name} for name in names]})


@pytest.mark.parametrize(
    ("body", "head", "names"),
    [
        (f"<p class='x'>By Max Moe</p>{TEXT}", _person("Jane Roe"), ["Max Moe"]),
        (f"<p class='x'>By <a href='/author/j'>Jane Roe</a></p><p>By Max Moe</p>{TEXT}", JANE, ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe</p>{TEXT}", _person("Jane"), ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe</p>{TEXT}", _meta("JaneR"), ["Jane Roe"]),
        (f"<p class='x'>Übersetzung <a href='/autor/m'>Max Moe</a></p><p>Autor Jane Roe</p>{TEXT}", "", ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe</p>{TEXT}", _person("jane.roe.post"), ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe</p>{TEXT}", _meta("Post Admin"), ["Jane Roe"]),
        (TEXT, _person("jane.roe.post") + JANE, ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe</p>{TEXT}", _person("Jane Roe", "Max Moe") + JANE, ["Jane Roe"]),
        (f"<p class='x'>By Jane Roe</p>{TEXT}", _person("Jane Roe", "Max Moe"), ["Jane Roe", "Max Moe"]),
        (
            f"<p class='x'>Written by Dr Jane Roe, Max Moe and Per Uno</p>{TEXT}",
            JANE,
            ["Dr Jane Roe", "Max Moe", "Per Uno"],
        ),
        (f"<p class='x'>Gespeichert von human am 7. Juli</p><p>Ein Beitrag von Jane Roe</p>{TEXT}", "", ["Jane Roe"]),
    ],
)
def test_a_byline_against_what_is_declared(body: str, head: str, names: list[str]) -> None:
    found = authors(_page(body, head))
    assert [author.name for author in found[0].value] == names


@pytest.mark.parametrize(
    ("declared", "names"),
    {
        "Club Examplepost": ["Jane Roe"],
        "Examplepost Expert": ["Jane Roe"],
        "Examplepost Team": ["Examplepost Team"],
        "Thomas Examplepost": ["Thomas Examplepost"],
    }.items(),
)
def test_a_name_with_the_hosts_in_it_is_the_sites_but_for_a_desk_and_a_person(declared: str, names: list[str]) -> None:
    found = authors(_page(f"<p class='x'><a href='/author/j'>Jane Roe</a></p>{TEXT}", _meta(declared)))
    assert [author.name for author in found[0].value] == names


@pytest.mark.parametrize(
    ("declared", "names"),
    [
        ({"@type": "Person", "name": "Redaktion Examplepost Nord"}, ["Redaktion Examplepost Nord"]),
        ({"@type": "Organization", "name": "Roe & Doe"}, ["Roe & Doe"]),
        ({"@type": "Organization", "name": "Harbour Travel Expert"}, ["Harbour Travel Expert"]),
        ({"@type": "Organization", "name": "Jane Roe, John Doe"}, ["Jane Roe", "John Doe"]),
    ],
)
def test_a_desk_and_an_organisation_keep_their_names_whole(declared: dict[str, str], names: list[str]) -> None:
    found = authors(_page(TEXT, _json({"@type": "NewsArticle", "author": declared})))
    assert [author.name for author in found[0].value] == names


@pytest.mark.parametrize(
    ("body", "head", "names"),
    [
        (f"{TEXT}<p class='x'>Von Jane Roe</p>", SITE, ["Jane Roe"]),
        (f"<p class='x'>Jane Roe</p><p class='x'>6 February 2026</p>{TEXT}", SITE, ["Jane Roe"]),
        (f"<p class='x'>HARBOUR CLUB</p><p class='x'>6 February 2026</p>{TEXT}", SITE, ["The Example Post"]),
        (f"<p class='x'>6 February 2026 • Jane Roe in Boats</p>{TEXT}", "", ["Jane Roe"]),
        (f"<h5>Autor:</h5><div>Jane Roe/EW-X</div>{TEXT}", "", ["Jane Roe"]),
        (f"{TEXT}<p class='x'>Autor: Jane Roe Schlagwörter: {'harbour, ' * 15}</p>", "", ["Jane Roe"]),
        (f"{TEXT}<p class='x'>By the harbour stands a house. {'It is old. ' * 12}</p>", "", []),
        (f"<h1 class='author'>Harbour Notes</h1><p class='vcard author'>vom Harbourman</p>{TEXT}", "", ["Harbourman"]),
        (f"<div class='breadcrumb'><a href='/people/real-life/'>Real Life</a></div>{TEXT}", "", []),
        (f"<ul><li><a class='username' href='/m/1'>Harbour Man 7</a></li></ul>{TEXT}", "", ["Harbour Man 7"]),
        (
            f"<p class='author'>Beitrag<span>von <a class='username-coloured'>r7</a></span></p>{TEXT}",
            "",
            ["r7"],
        ),
        (f"{8 * TEXT}<p class='x'><a class='username'>Max</a></p>", "", []),
    ],
)
def test_who_signs_where_nobody_is_declared(body: str, head: str, names: list[str]) -> None:
    found = authors(_page(body, head))
    assert [author.name for author in (found[0].value if found else ())] == names


@pytest.mark.parametrize(
    ("body", "head", "names"),
    [
        (f"<div>Sarah Roe</div>{TEXT}", "", ["Sarah Roe"]),
        (f"{TEXT}<div>Sarah Roe</div>", "", ["Sarah Roe"]),
        (f"{TEXT}<p>The end. (Sarah P. Roe) +++</p>", "", ["Sarah P. Roe"]),
        (f"<div>Sarah Roe</div>{TEXT}", _meta("page.head.author"), ["Sarah Roe"]),
        (f"<div>Sarah Roe</div>{TEXT}", _meta("sroe_7"), ["Sarah Roe"]),
        (f"{TEXT}<p>The end. (Sarah Roe)</p>", SITE, ["The Example Post"]),
        (f"<div>Related Products</div>{TEXT}", "", []),
        (f"<h2>Sarah Roe</h2>{TEXT}", "", []),
        (f"<figure><figcaption>Sarah Roe</figcaption></figure>{TEXT}", "", []),
        (f"{8 * TEXT}<div class='related'><div>Sarah Roe</div></div>", "", []),
        (f"<div class='comment'><div>Sarah Roe</div></div>{TEXT}", "", []),
    ],
)
def test_a_name_that_stands_alone_beside_the_headline_or_ends_the_text(body: str, head: str, names: list[str]) -> None:
    found = authors(_page(body, head))
    assert [author.name for author in (found[0].value if found else ())] == names
