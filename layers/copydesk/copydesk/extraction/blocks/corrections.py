"""This module recognises notes in which an editor says what was corrected or updated."""

import re
from functools import cache, lru_cache

from copydesk.web.dates import is_month

#: The words that open a note of a change.
_LABELS = (
    "correction;corrections;clarification;clarifications;errata;erratum;update;updated;korrektur;"
    "korrekturhinweis;korrigiert;richtigstellung;berichtigung;aktualisiert;aktualisierung;rectificatif;correctif;"
    "rectification;précision;mise à jour;corrección;rectificación;fe de erratas;fe de errores;actualización;rettifica;"
    "errata corrige;precisazione;aggiornamento;correção;atualização;rectificatie;correctie;aanpassing;rettelse;rettet;"
    "rättelse;uppdatering;uppdaterad;oppdatering;oppdatert;opdatering;opdateret;korreksjon;sprostowanie;aktualizacja;"
    "исправление;исправлено;обновлено;обновление;уточнение;виправлення;оновлено;düzeltme;güncelleme;oprava;aktualizováno;"
    "oikaisu;korjaus;päivitys;helyesbítés;frissítés;διόρθωση;ενημέρωση;تصحيح;تحديث;訂正;更正;修正;追記;정정;수정"
)
#: The words that open an editor's note, which may be about something else.
_EDITORS = (
    "editor's note;editors' note;editor’s note;editors’ note;editors note;editor note;publisher's note;"
    "publisher’s note;anmerkung der redaktion;hinweis der redaktion;anm. d. red;note de la rédaction;"
    "note de l'éditeur;note de l’éditeur;nota del editor;nota de la redacción;nota della redazione;nota da redação;"
    "nota do editor;noot van de redactie;red. anm;redaktionens anmærkning;od redakcji;от редакции;от редактора;"
    "編集部注;编者注;편집자 주"
)
_OPENINGS = sorted((*_LABELS.split(";"), *_EDITORS.split(";")), key=len, reverse=True)
_STARTS = tuple(_OPENINGS)
_OF_EDITORS = frozenset(_EDITORS.split(";"))
#: The longest stretch (characters) between a label and its colon, and the part of a note (characters) that is read.
_LONGEST_LABEL, _LONGEST_NOTE = 60, 400
_COLON = re.compile(r"[:：](?!\d)|\s[–—-]\s|[\])]\s")
_TOKEN = re.compile(r"[^\W_]+(?:[.:/’'-][^\W_]+)*")
_CLOCK = re.compile(r"\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b|\s?(?:uhr|h)\b|[:.]\d\d\s?h)|\d\d:\d\d", re.IGNORECASE)
_VERSION = re.compile(r"\d+\.\d(?:\.\d+)*|v\d.*", re.IGNORECASE)
#: Words beside the date and the name of a note.
_BESIDE = frozenset(
    """on at of the from as vom am um le du à el de del den der i kl klo uhr h hrs hours pm a.m p.m gmt utc bst est edt
    et pt pst pdt cet cest mez mesz ist aest today yesterday heute appended notice added posted stand to this article
    story post and und et y e monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch
    donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles
    jueves viernes sábado domingo""".split()
)
#: The most words after a comma or in brackets behind a label; they say when and by whom.
_MOST_BESIDE = 8
#: The ways in which notes without a label name the article and its earlier version.
_ITSELF = (
    r"(?:(?:this|the) (?:article|story|post|piece|page|report|column|headline|version)\b"
    r"|(?:dieser|der) (?:artikel|text|beitrag) wurde\b|cet article a\b|(?:este|el) (?:artículo|texto) (?:ha sido|fue)"
    r"|questo articolo è stato|(?:este|o) (?:artigo|texto) foi|dit artikel is|(?:den här )?artikeln har"
    r"|denne (?:artikkelen|artikel) (?:er|har|blev))"
)
_EARLIER = (
    r"(?:an? (?:earlier|previous|original) version of (?:this|the)"
    r"|in (?:einer|der) (?:früheren|ersten|vorherigen) (?:version|fassung)"
    r"|(?:dans )?une (?:précédente|première) version|(?:en )?una versión (?:anterior|previa)"
    r"|(?:in )?una (?:precedente )?versione|(?:em )?uma versão anterior|in een eerdere versie"
    r"|(?:i )?en tidigare version|(?:i )?en tidligere (?:versjon|version|udgave)|we wcześniejszej wersji"
    r"|в (?:предыдущей|первоначальной|ранней) версии|aiemmassa versiossa|本文の?(?:以前|当初)|此前版本)"
)
#: Words of change, and words of a mistake.
_CHANGED = (
    r"(?:updated|corrected|amended|clarified|clarif(?:y|ies)|revised|misstated|misspelled|misidentified"
    r"|mischaracteri[sz]ed|incorrect(?:ly)?|wrongly|erroneously|mistakenly|korrigiert|berichtigt|aktualisiert|geändert"
    r"|ergänzt|überarbeitet|präzisiert|corrigé\w*|modifié\w*|mis à jour|actualisé\w*|corregid\w+|actualizad\w+"
    r"|modificad\w+|corrett\w+|aggiornat\w+|modificat\w+|corrigid\w+|atualizad\w+|alterad\w+|aangepast"
    r"|gecorrigeerd|bijgewerkt|uppdaterats?|rättats?|korrigerats?|oppdatert|rettet|opdateret|korrigeret"
    r"|sprostowan\w+|poprawion\w+|исправлен\w*|обновл\w+)\b|訂正|修正|更正|更新|정정|수정"
)
_MISTAKEN = (
    r"(?:wrong|errors?|erroneous|mistaken|stated|said|gave|named|described|hie(?:ß|ss)|stand|falsch\w*|fehler\w*|irrtümlich"
    r"|erreur|indiqu\w+|error(?:es)?|errónea\w*|decía|errore|erroneament\w+|errad\w+|foutief|stond|felaktig\w*"
    r"|fejlagtig\w*|feilaktig\w*|stod|błędnie|ошибочно|неверно|указан\w*)\b|誤り"
)
_BETWEEN = r"(?:[^.\n]|(?<=\d)\.){0,160}?(?<! last )"
_CHANGES = re.compile(rf"\b(?:{_CHANGED}|(?:earlier|previous) version|frühere\w* (?:version|fassung))", re.IGNORECASE)
_FIRST_WORDS = tuple(
    """this ;the ;an earlier ;a previous ;dieser ;der ;in einer ;in der ;cet article;dans une ;une p;este ;el ;en una ;
    una ;questo ;in una ;o ;em uma ;uma ;dit ;in een ;den ;artikeln ;i en ;en ti;denne ;we wcz;в ;aiemmassa;本文;此前
    """.replace("\n", "").replace("    ", "").split(";")
)  # fmt: skip
#: Class words of elements for notes of a change.
_NAMES = (
    frozenset({"correction"}), frozenset({"corrections"}), frozenset({"clarification"}), frozenset({"clarifications"}),
    frozenset({"erratum"}), frozenset({"errata"}), frozenset({"amendment"}), frozenset({"update", "note"}),
    frozenset({"korrektur"}), frozenset({"korrekturhinweis"}), frozenset({"berichtigung"}), frozenset({"rectificatif"}),
    frozenset({"correctif"}), frozenset({"correccion"}), frozenset({"rettifica"}), frozenset({"rettelse"}),
    frozenset({"rattelse"}), frozenset({"correctie"}), frozenset({"sprostowanie"}),
)  # fmt: skip
#: Class words of editor's notes, which may be about something else.
_NOTES = (
    frozenset({"editors", "note"}), frozenset({"editor", "note"}), frozenset({"editorsnote"}),
    frozenset({"editornote"}), frozenset({"ednote"}), frozenset({"editorial", "note"}),
)  # fmt: skip
#: A note with no more words than this, dates aside, is only its label.
_MOST_LABEL = 3
#: A note has at least this many words, and at most this many characters.
_FEWEST_WORDS, LONGEST_NOTE = 4, 1500


@cache
def _says_so() -> re.Pattern[str]:
    """Returns the pattern of notes without a label. It is compiled on first use, because that takes long."""
    return re.compile(
        rf"{_ITSELF}{_BETWEEN}\b{_CHANGED}|{_EARLIER}{_BETWEEN}\b(?:{_CHANGED}|{_MISTAKEN})", re.IGNORECASE
    )


def is_correction(text: str) -> bool:
    """Returns whether a paragraph is a correction, a clarification or a note of an update.

    >>> is_correction("Correction, 3 May: The bridge is 40 metres long."), is_correction("Corrections officers met.")
    (True, False)
    >>> is_correction("Correction\\nThe bridge is 40 metres long."), is_correction("Update\\nThe bridge is new.")
    (True, False)
    >>> is_correction("An earlier version of this article misstated the length of the bridge.")
    True
    >>> is_correction("Update 5.3 brings a new map."), is_correction("Korrektur des Kurses: Wir fahren langsam.")
    (False, False)
    """
    start = text[:_LONGEST_NOTE].lstrip(" [(*_–—-\u00a0\n").casefold()
    if start.startswith(_STARTS):
        label = next(each for each in _OPENINGS if start.startswith(each))
        return _is_labelled(start, label)
    return start.startswith(_FIRST_WORDS) and _says_so().match(start) is not None


def says_correction(text: str) -> bool:
    """Returns whether a paragraph is a correction that says more than when it was made.

    >>> says_correction("Updated on July 9, 2025"), says_correction("Update: the council has answered since.")
    (False, True)
    """
    return (
        is_correction(text) and sum(not _is_of_date(token) for token in _TOKEN.findall(text.casefold())) > _MOST_LABEL
    )


def is_label_of_correction(text: str) -> bool:
    """Returns whether a line is only the label over a correction.

    >>> is_label_of_correction("Correction"), is_label_of_correction("Update")
    (True, False)
    """
    label = text.strip(" :.*–—-").casefold()
    return label in _OPENINGS and label not in _OF_EDITORS and not label.startswith(("update", "errata"))


@lru_cache(maxsize=8192)
def is_named_note(words: frozenset[str]) -> bool:
    """Returns whether an element of these names holds a correction or an editor's note."""
    return is_named_correction(words) or any(note <= words for note in _NOTES)


@lru_cache(maxsize=8192)
def is_named_correction(words: frozenset[str]) -> bool:
    """Returns whether an element of these names holds only a correction."""
    return any(name <= words for name in _NAMES)


def is_note_of_change(text: str, words: frozenset[str]) -> bool:
    """Returns whether the text of an element of these names is a correction, or an editor's note about a change."""
    if len(text) > LONGEST_NOTE or len(text.split()) < _FEWEST_WORDS:
        return False
    return is_named_correction(words) or _CHANGES.search(text) is not None


def _is_labelled(start: str, label: str) -> bool:
    rest = start[len(label) :]
    if rest[:1].isalpha() and label[-1].isascii():
        return False
    if label in _OF_EDITORS and not _CHANGES.search(rest):
        return False
    if rest.lstrip(" .").startswith("\n") and is_label_of_correction(label):
        return True
    near = rest[:_LONGEST_LABEL]
    colon = _COLON.search(near)
    if colon:
        return _is_date_or_name(near[: colon.end()].rstrip(":： "))
    return _begins_with_time(near)


def _is_date_or_name(between: str) -> bool:
    """Returns whether the words between a label and its colon say only when the note was written, or by whom."""
    tokens = _TOKEN.findall(between)
    if not tokens:
        return True
    if between.lstrip().startswith((",", "(", "[", "/", "|")):
        return len(tokens) <= _MOST_BESIDE
    if _VERSION.fullmatch(" ".join(tokens)):
        return False
    has_digit = any(token[0].isdecimal() for token in tokens)
    return all(token in _BESIDE or (has_digit and _is_of_date(token)) for token in tokens)


def _begins_with_time(rest: str) -> bool:
    """Returns whether a label without a colon is followed by a date or a time of day."""
    rest = rest.lstrip(" ,([")
    tokens: list[str] = []
    for token in _TOKEN.findall(rest):
        if not _is_of_date(token):
            break
        tokens.append(token)
    date = " ".join(tokens)
    return any(map(str.isdecimal, date)) and (any(map(is_month, tokens)) or _CLOCK.search(date) is not None)


def _is_of_date(token: str) -> bool:
    return token in _BESIDE or token[0].isdecimal() or is_month(token)
