"""This module finds lines that say when a page was published or changed: by place, label and element name."""

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import islice

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.bylines.grammar import has_label
from copydesk.extraction.metadata.language import declared_language
from copydesk.extraction.metadata.page import Evidence, Page
from copydesk.extraction.reading.markup import PARTS, text_of
from copydesk.extraction.reading.walk import Run
from copydesk.web.dates import FoundDate, has_digit, parse_date

#: A function that reads a date as the readers of a page do.
type Reader = partial[FoundDate | None]

_MODIFIED_WORD = re.compile(
    r"updated?|modified|last (?:edited|reviewed|changed)|revised|aktualisiert|geändert|änderung|mis à jour|"
    r"actualizad|aggiornat|atualizad|bijgewerkt|oppdatert|uppdaterad|opdateret|päivitetty|zaktualizowan|aktualizac|"
    r"güncelle|обновлен|оновлен|更新|stand:|actualitzat|actualizat|módosít|frissít|ažurirano|posodobljeno|atnaujint|"
    r"atjaunot|uuendatud|обновена|ενημέρωση|ενημερώθηκε|עודכן|עדכון|تحديث|تجدید|اپ ?ڈیٹ|به‌?روز ?رسانی|"
    r"अपडेट|अद्यतन|संशोधित|আপডেট|হালনাগাদ|อัปเดต|อัพเดท|ปรับปรุง|แก้ไข|cập nhật|diperbarui|dikemas kini|수정|업데이트",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"\W*(?:(?:(?:first |originally )?published|posted|datum|date|fecha|data|publi(?:cation|sh) date|date published|"
    r"veröffentlicht|erschienen|erstellt|publié|paru|publicado|publicada|publicerad|publisert|publiceret|julkaistu|"
    r"pubblicato|gepubliceerd|geplaatst|opublikowan|zveřejněno|yayın|опубликован|опубліковано|дата|publicat|"
    r"megjelent|közzétéve|objavljeno|paskelbta|publicēts|avaldatud|публикуван|δημοσιεύ|פורסם|diterbitkan|terbit|"
    r"gespeichert|submitted)\b|نُ?شر|تاريخ النشر|تاریخ انتشار|منتشر|شائع|प्रकाशित|প্রকাশ|เผยแพร่|đăng|xuất bản|입력|등록|"
    r"公開|掲載|投稿|发布|發布|发表|發表)",
    re.IGNORECASE,
)
#: Class words of elements that hold the date of an article.
_DATE_NAMES = frozenset(
    "date time published pubdate publishdate timestamp dateline byline submitted postmetadata meta datetime".split()
)
#: Class words of elements around readers' words, and the levels in which they are looked for.
COMMENTS = frozenset("comment comments commentlist commentary respond reply replies disqus".split())
_LEVELS = 8
_LONGEST_LABELLED = 100
#: The parts of a longer line (characters) are not cached.
_LONGEST_KEPT = 1_000
#: The texts of the body that may open with a dateline, and the most words before its date.
_OPENING, _MOST_WORDS = 3, 8
#: The end of a dateline after its date: a dash, a slash or a bracket, with the agency between them.
_ENDS_DATELINE = re.compile(r"[\s,.日号號일]*(?:\([^()]{2,40}\)|/[^/]{2,40}/|[\s,.]*(?:—|–|--|-\s|\)))")
#: Small words before a date; one of them alone makes it a part of a sentence.
_ON = frozenset("on in am im den le el il em de da do di lo since from as by until after before seit bis".split())
#: The join of two lines that a template sets without a space between them: "HealthMay 3, 2024".
_GLUED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_WORD, _DIGIT = re.compile(r"[^\W\d_]+"), re.compile(r"\d")
#: The most lines with such a label that are read; a page with more is a list of other pages.
_MOST_LABELLED = 20
#: A line with a date and more spaces than this is prose that mentions a day.
_LONGEST_DATELINE = 25
#: The most characters beside the date in a line of place and time: "PARIS, 3 May 2024".
_BESIDE_DATE = 40
#: The most runs between the body and its date.
_UNDER_BODY = 12
#: Regions and hosts whose English has the month first, and hosts with the day first. Without a region it may be either.
_MONTH_FIRST_REGIONS, _MONTH_FIRST_HOSTS = frozenset({"US", "PH"}), (".gov", ".edu", ".mil", ".us")
_DAY_FIRST_HOSTS = (".uk", ".au", ".nz", ".ie", ".in", ".za", ".ng", ".ke", ".sg", ".my", ".pk", ".mt")


def reader_of(page: Page, language: str | None) -> Reader:
    """Returns a function that reads dates as the readers of a page do, by its language, region and host.

    `language` is that of the text. It counts if the page declares none or English, as many templates do.
    """
    declared = declared_language(page) or "en"
    tag = declared if declared.partition("-")[0] != "en" else language or ""
    return partial(parse_date, day_first=_day_first(tag, page.url), language=tag)


def opening_lines(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields dates of `time` elements and lines near the headline, those that say "published" first.

    Dates of an update are left out. Lines over the headline may belong to other stories; they count if no line after it
    has a date.
    """
    after, over = _around_headline(page)
    yield from _opening(page, after, read) or _opening(page, over, read)


def _opening(page: Page, lines: list[Run], read: Reader) -> list[Evidence[FoundDate]]:
    """Returns the dates in lines; a line of the body's text counts only if it says little else."""
    found: list[Evidence[FoundDate]] = []
    text_of_body = {id(page.runs[index]) for index in page.text[:_LONGEST_DATELINE]}
    short = [run for run in lines if run.text.count(" ") <= _LONGEST_DATELINE]
    for run in sorted(short, key=lambda run: (id(run) in text_of_body, not _has_label(run.text))):
        text = parted(run.text)[0]
        date = read(text) or read(_GLUED.sub(" ", text))
        if id(run) in text_of_body and (date is None or len(text) > len(date.raw) + _BESIDE_DATE):
            continue
        found += [Evidence(stamp, "time") for stamp in _stamps(run)]
        if date:
            found.append(Evidence(date, "visible"))
    return found


def _has_label(text: str) -> bool:
    """Returns whether a line begins with "published" and has its date close after it."""
    label = _PUBLISHED_WORD.match(text)
    return label is not None and _DIGIT.search(text, label.end(), label.end() + _BESIDE_DATE) is not None


def datelines(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields the date in the line that opens the text with place and agency: `LONDON, March 2, 2024 /Newswire/ --`."""
    for index in page.text[:_OPENING]:
        text = page.runs[index].text[:_LONGEST_LABELLED]
        found = read(text)
        before, _, after = text.partition(found.raw) if found else ("", "", "")
        if found and _ENDS_DATELINE.match(after) and _is_place(before):
            yield Evidence(found, "dateline")


def labelled_lines(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields dates of lines anywhere that begin with "published"; the line after such a label counts too."""
    runs = [run for run in page.runs if run.text]
    following_texts = [*(run.text[:_LONGEST_LABELLED] for run in runs[1:]), ""]
    short = (pair for pair in zip(runs, following_texts, strict=False) if len(pair[0].text) < _LONGEST_LABELLED)
    dated = ((run, text) for run, text in short if has_digit(run.text) or has_digit(text))
    labelled = ((run, text) for run, text in dated if _is_labelled(run))
    for run, following in islice(labelled, _MOST_LABELLED):
        for text in (run.text, following):
            if found := read(parted(text)[0]):
                yield Evidence(found, "visible")


def closing_lines(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields the date of the first dated line under the body, known by label, element name or bare date."""
    end = page.text[-1] + 1 if page.text else 0
    for run in page.runs[end : end + _UNDER_BODY]:
        if len(run.text) > _LONGEST_LABELLED:
            continue
        text = parted(run.text)[0]
        found = read(text)
        labelled = _PUBLISHED_WORD.match(text) is not None or has_label(text)
        if found and (labelled or _is_named_date(run) or len(text) <= len(found.raw) + 2):
            yield Evidence(next(_stamps(run), found), "visible")
            return


def modified_lines(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields dates of a change in short lines near the headline: in words, or else in their `time` elements."""
    for _, run in page.lead:
        changed = parted(run.text)[1] if run.text.count(" ") < _LONGEST_DATELINE else ""
        if found := read(changed):
            yield Evidence(found, "visible")
        elif changed:
            yield from (Evidence(stamp, "time") for stamp in _stamps(run, of_change=True))


def parted(text: str) -> tuple[str, str]:
    """Returns the parts of a line about its publication and about its last change.

    >>> parted("2 March 2024 | Updated 5 March 2024")
    ('2 March 2024 | ', 'Updated 5 March 2024')
    >>> parted("Updated 5 March 2024, published 2 March 2024")
    (', published 2 March 2024', 'Updated 5 March 2024')
    """
    return _kept_parts(text) if len(text) <= _LONGEST_KEPT else _parts_of(text)


def _parts_of(text: str) -> tuple[str, str]:
    changed = _MODIFIED_WORD.search(text)
    if changed is None:
        return text, ""
    label = next(_labels_after(text, changed.end()), None)
    if label is not None:
        return text[label:], text[changed.start() : label]
    return text[: changed.start()], text[changed.start() :]


#: A line near the headline is read up to five times.
_kept_parts = lru_cache(maxsize=256)(_parts_of)


def _labels_after(text: str, start: int) -> Iterator[int]:
    """Yields where "published" begins in a line after the date of its last change."""
    for label in _PUBLISHED_WORD.finditer(text[:_LONGEST_LABELLED], start):
        if _DIGIT.search(text, start, label.start()) and not label[0][0].isalnum():
            yield label.start()


def _is_labelled(run: Run) -> bool:
    return _PUBLISHED_WORD.match(run.text) is not None and not _is_comment(run)


def _is_comment(run: Run) -> bool:
    """Returns whether a run is among the words of readers."""
    near = islice(run.element.lineage(), _LEVELS)
    return any(element.words & COMMENTS for element in near if element.tag not in PARTS)


def _is_place(before: str) -> bool:
    """Returns whether the words before a dateline's date are a place, its country, an agency, or nothing."""
    words = _WORD.findall(before)
    if len(words) == 1 and words[0].casefold() in _ON:
        return False
    return len(words) <= _MOST_WORDS and all(not word[0].islower() or word in _ON for word in words)


def _day_first(tag: str, url: str | None) -> bool | None:
    """Returns whether 3/4/2025 is in April on a page, or None if language and host do not say."""
    main, _, region = tag.partition("-")
    host = (url or "").split("/")[2:3]
    name = host[0].lower() if host else ""
    if main and main != "en":
        return True
    if region in _MONTH_FIRST_REGIONS or name.endswith(_MONTH_FIRST_HOSTS):
        return False
    return True if region or name.endswith(_DAY_FIRST_HOSTS) else None


def _around_headline(page: Page) -> tuple[list[Run], list[Run]]:
    """Returns the lines after the headline, and those over it, the nearest first; captions are left out."""
    lead = [(index, run) for index, run in page.lead if run.text and not _is_caption(run)]
    start = page.headline_at
    return [run for index, run in lead if index >= start], [run for index, run in reversed(lead) if index < start]


def _is_caption(run: Run) -> bool:
    return any(element.tag in ("figure", "figcaption") for element in list(run.element.lineage())[:3])


def _is_named_date(run: Run) -> bool:
    return any(element.words & _DATE_NAMES for element in list(run.element.lineage())[:2])


def _stamps(run: Run, *, of_change: bool = False) -> Iterator[FoundDate]:
    """Yields the dates in the `time` elements of a run, of publication or of a change."""
    published, changed = parted(run.text)
    for root in run.nodes:
        for node in [root] if root.tag == "time" else root.css("time") if root.is_element_node else []:
            shown = text_of([node])
            is_change = is_of_change(node) or (bool(changed) and (not shown or shown not in published))
            stamp = node.attributes.get("datetime") or ""
            if is_change is of_change and (found := parse_date(stamp)):
                yield FoundDate(found.value, stamp)


def is_of_change(node: LexborNode) -> bool:
    """Returns whether an element dates a change rather than the publication, by its property or its words."""
    properties = (node.attributes.get("itemprop") or "").split()
    if properties:
        return "dateModified" in properties and "datePublished" not in properties
    published, changed = parted(text_of([node]))
    return bool(changed) and not _DIGIT.search(published)
