"""Notes in which an editor says what was corrected or brought up to date."""

import re

#: The words before the colon of such a note.
_LABELS = tuple(
    """correction;corrections;clarification;clarifications;editor's note;editors' note;editor’s note;editors’ note;
    editors note;editor note;errata;erratum;amendment;korrektur;korrekturhinweis;korrigiert;richtigstellung;
    berichtigung;anmerkung der redaktion;hinweis der redaktion;anm. d. red;rectificatif;correctif;précision;mise à jour;
    note de la rédaction;corrección;rectificación;fe de erratas;nota del editor;nota de la redacción;actualización;
    rettifica;errata corrige;nota della redazione;aggiornamento;correção;errata;nota da redação;atualização;
    rectificatie;correctie;rettelse;rettet;rättelse;korreksjon;sprostowanie;aktualizacja;исправление;обновлено;обновление;уточнение;
    düzeltme;güncelleme;oprava;oikaisu;訂正;更正""".replace("\n", "")
    .replace("    ", "")
    .split(";")
)
#: The longest label (characters), with the date or name that may stand beside it.
_LONGEST_LABEL = 80
_COLON = re.compile(r"[:：]|\s[–—]\s")
_UPDATED = re.compile(r"updated?\s*(?::|[(,]?\s*(?:on |at )?[\d(]|[A-Z][a-z]{2,8}\.? \d)", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"(?:this|an earlier version of this|a previous version of this|an earlier version of the) "
    r"(?:article|story|post|piece|page|report|column|headline|version)\b[^.\n]{0,140}(?<! last )"
    r"\b(?:updated|corrected|amended|clarified|misstated|misspelled|misidentified|incorrect|incorrectly|wrongly|clarify)\b"
    r"|(?:dieser|der) (?:artikel|text|beitrag) wurde [^.\n]{0,40}(?:korrigiert|aktualisiert|geändert)\b",
    re.IGNORECASE,
)
_BEGINNINGS = ("this ", "an earlier ", "a previous ", "dieser ", "der ")


def is_correction(text: str) -> bool:
    """Whether a paragraph is a correction, a clarification or a note of an update.

    >>> is_correction("Correction, 3 May: The bridge is 40 metres long."), is_correction("Corrections officers met.")
    (True, False)
    >>> is_correction("An earlier version of this article misstated the length of the bridge.")
    True
    """
    start = text[:200].lstrip(" [(*_–—-\u00a0").casefold()
    if start.startswith(_LABELS):
        return _COLON.search(start[:_LONGEST_LABEL]) is not None
    if start.startswith("update"):
        return _UPDATED.match(text[:200].lstrip(" [(*_–—-\u00a0")) is not None
    return start.startswith(_BEGINNINGS) and _SAYS_SO.match(start) is not None
