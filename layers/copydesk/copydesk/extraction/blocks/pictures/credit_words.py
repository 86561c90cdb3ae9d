"""This module holds the words of picture credits, in the languages of the public corpora and their neighbours.

The largest patterns are compiled on first use: they take a tenth of the package's import.
"""

import re
from functools import cache

_LABELS = (
    r"photographs?|photographers?|photos?|pictures?|pics?|images?|illustrations?|graphics?|screenshots?|"
    r"fotos?|fotografía|fotografia|fotograf|fotoğraf|fotó|bild(?:er)?|grafik|symbolbild|symbolfoto|archivbild|archivfoto|"
    r"billede|beeld|kuva|kuvat|imagen|imágenes|imagem|imagens|immagine|zdjęcie|zdj|fot|фото|снимок|изображение|"
    r"снимка|фотографія|fotografie|fotografija|slika|nuotrauka|nuotr|mynd|imatge|argazkia|isithombe|umfanekiso|picha|"
    r"gambar|larawan|ảnh|φωτογραφία|φωτο|צילום|صورة|تصویر|عکس|फोटो|तस्वीर|ภาพ"
)
_SOURCES = (
    r"source|credits?|courtesy(?: of)?|copyright|quelle|bildquelle|bildnachweis|bildrechte|urheber|fonte|fuente|bron|"
    r"kilde|källa|lähde|zdroj|źródło|kaynak|источник|crédits?|crédito|créditos|crediti|cortesía(?: de)?|droits|autor"
)
#: A label, words beside it ("photo credit", "crédit photo"), and the sign before the maker's name.
_LABEL = (
    rf"(?:(?:{_SOURCES})[ \u00a0](?:{_LABELS})|(?:{_LABELS})[ \u00a0-]?(?:{_SOURCES})?|{_SOURCES})"
    r"[ \u00a0]?(?::|：|=|\.\.\.|…|©)"
)
#: Words before a label that say where the picture is used.
_PLACES = r"(?:hero|featured?|header|cover|lead|banner|top|main|title|thumbnail)[ \u00a0]"
_BY = (
    rf"(?:{_PLACES})?(?:{_LABELS})[ \u00a0](?:by|von|de|via|par|di|av|courtesy(?: of)?)\b"
    rf"|courtesy(?: of)?\b|(?:image|photo) via\b|(?:{_LABELS})[ \u00a0](?=@\w)"
    r"|(?:supplied|provided|submitted|contributed) by\b(?=\s+(?-i:[^\W\d_a-z]))"
)
#: Signs and abbreviations that need no colon.
_SIGN = (
    r"©|ⓒ|\(c\)|（Ｃ）|(?<![^\W\d_])(?:fot|zdj)\.(?=\s)"
    r"|(?<![/\w])(?-i:Copyright)\s+(?=(?:19|20)\d\d\b|[^/\n.]{3,60}/)"
)
_EAST = r"(?:写真|撮影|提供|出典|图源|图片来源|来源|圖|사진|사진제공|출처)[ 　]?(?::|：|=|／|/)"
#: Agencies and picture services. Names of newspapers are left out, since captions mention them too.
AGENCY = re.compile(
    r"getty|shutterstock|\bafp\b|reuters|\bap\b|\bap photo\b|\balamy\b|\bepa\b|imago|picture alliance|unsplash|pexels|"
    r"pixabay|istock|\bdpa\b|\bapa\b|\bansa\b|anadolu|\bzuma\b|wikimedia|depositphotos|adobe stock|keystone|\bntb\b|"
    r"associated press|press association|canadian press|agence france-presse|nurphoto|\bsipa\b|magnum photos|"
    r"scanpix|ritzau|\btass\b|xinhua|\bpa (?:wire|images)\b|\bepa-efe\b|\befe\b|bloomberg via|courtesy of",
    re.IGNORECASE,
)
#: Names that make a credit of brackets that hold one of them.
IN_BRACKETS = re.compile(r"\bpa\b|press|images?\b|pool|via|archiv|file photo|screenshot|symbolbild", re.IGNORECASE)


#: Words in the place of a maker that name none.
UNNAMED = re.compile(
    r"(?:photos?|images?|pictures?|foto|bild) (?:supplied|provided|submitted|contributed)|supplied|handout|hand-out"
    r"|(?:courtesy|contributed|submitted|provided|pool|stock|library|undated|handout|supplied) (?:photo|image|picture)"
    r"|courtesy|contributed|submitted|file(?: (?:photo|image|picture|pic|footage))?|stock|pool|screenshot|screengrab"
    r"|archiv(?:bild|foto)?|symbolbild|symbolfoto|beispielbild|beispielfoto|privat|zvg|archivo|archives?|d\.r\.|dr"
    r"|divulgação|reprodução|cortesía|arquivo|archivio|arkiv|arkivbild|arkivfoto|archivní foto|arkivfoto|illustration"
    r"|facebook|twitter|instagram|youtube|tiktok|google maps|google street view|cctv|social media|из архива|архив",
    re.IGNORECASE,
)
#: The end of a label that says that a maker lends the picture.
COURTESY = re.compile(r"courtesy of\s*$", re.IGNORECASE)
#: The reservation of rights after a maker's name.
RESERVED = re.compile(
    r"[.,;]?\s*\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|tutti i diritti riservati|todos os direitos reservados)\.?\s*$",
    re.IGNORECASE,
)


@cache
def leading_label() -> re.Pattern[str]:
    """Returns the pattern of a label at the beginning of a credit."""
    return re.compile(
        rf"^\s*(?:(?:{_LABEL}|{_BY}|{_SIGN}|{_EAST})[\s:]*(?:{_SIGN})?|(?:{_SOURCES})\s(?=[A-Z]))\s*", re.IGNORECASE
    )


@cache
def any_label() -> re.Pattern[str]:
    """Returns the pattern of a label inside a line: one with a colon anywhere, one without only after a stop."""
    return re.compile(
        rf"(?<![^\W\d_])(?<!file ){_LABEL}|(?<=[a-zß])(?-i:Quelle|Foto|Bild|Photo|Image|Credit)\s?:|{_SIGN}|{_EAST}"
        rf"|(?:^|(?<=[.!?…\"”’),|/–—-])\s?)(?:{_BY})",
        re.IGNORECASE,
    )


@cache
def last_label() -> re.Pattern[str]:
    """Returns the pattern of a label at the end of a caption whose credit is elsewhere."""
    return re.compile(rf"(?<![^\W\d_])(?:{_LABEL}|{_SIGN}|{_BY})\s?$", re.IGNORECASE)
