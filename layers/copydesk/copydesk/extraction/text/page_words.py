"""This module recognises lines of the page amid an article: labels of gaps, and controls that share, print or save."""

import re
from functools import cache

#: The longest line (characters) that is a label or a control.
_LONGEST = 80
#: Labels that sites set over an advertisement.
_GAPS = frozenset(
    "advertisement advertising anzeige werbung publicité publicidad anuncio pubblicità publicidade advertentie annonse"
    " annonce annons reklam reklama mainos реклама 広告 廣告 广告 광고".split()
)
#: Characters that surround such lines: spaces, dashes, brackets, arrows.
_AROUND = " \t\n\u00a0:-–—.…*_[](){}<>»›↓▼👇|"
_AD = r"(?:(?:this |the )?(?:advertisements?|adverts?|ads?|promotion|video|image|photo|gallery|newsletter)|below)"
_TEXT = r"(?:story|article|post|report|page|content|text|column|review|interview)"
#: Lines that say that the text goes on after an advertisement, by language.
_GOES_ON = (
    rf"(?:the |this )?{_TEXT} (?:continues|continued|resumes)(?: (?:below|after|under|beneath)(?: {_AD})?)?",
    rf"(?:continues?|continue reading|read on|keep reading|scroll down)(?: the {_TEXT})?"
    rf" (?:(?:after|under|below) {_AD}|below)",
    rf"{_AD}\W{{1,3}}(?:{_TEXT} continues|continue reading|scroll to continue|keep scrolling)(?: below| reading)?",
    r"scroll (?:down )?to (?:continue|keep)(?: reading| with content)?",
    r"skip (?:advertisement|ad|promotion)",
    r"(?:(?:der|dieser) )?(?:artikel|text|beitrag) (?:geht|wird) (?:nach|unter|unterhalb) (?:der|dieser)"
    r" (?:anzeige|werbung) (?:weiter|fortgesetzt)",
    r"(?:weiter(?:lesen)? nach|nach) (?:der|dieser) (?:anzeige|werbung)(?: weiterlesen)?",
    r"(?:la )?suite (?:de l['’]article )?après (?:la|cette) publicité",
    r"l['’]article (?:se poursuit|continue) (?:après|sous) (?:la|cette) publicité",
    r"(?:(?:el artículo|la nota|la noticia|el texto) )?(?:continúa|sigue)(?: leyendo)? (?:después de|debajo de|tras)"
    r" (?:la publicidad|el anuncio)",
    r"(?:l['’] ?articolo )?(?:continua|prosegue)(?: a leggere)? dopo la pubblicità",
    r"(?:(?:o )?(?:texto|artigo)|a matéria|matéria)? ?continua (?:após|depois d[ao]) (?:a |o )?(?:publicidade|anúncio)",
    r"(?:het |dit |de )?(?:artikel|tekst) (?:gaat|loopt) (?:verder|door) onder (?:de |deze |het )?\w{3,15}",
    r"(?:artikkelen|saken|teksten|artikeln|texten|artiklen) (?:fortsetter|fortsätter|fortsætter) (?:under|etter|efter)"
    r" (?:annonsen|reklamen|annoncen|bildet|bilden|videoen)",
    r"juttu jatkuu (?:mainoksen|kuvan|videon) (?:jälkeen|alla|alapuolella)",
    r"(?:dalsza część|ciąg dalszy) (?:tekstu |artykułu )?(?:pod|poniżej) (?:reklamą|wideo|zdjęciem|materiałem wideo)",
    r"продолжение (?:статьи |материала )?(?:после рекламы|под рекламой)",
    r"reklamdan sonra devam ediyor",
)
#: The beginnings of notices that replace another site's content until the reader consents, by language.
_PLACEHOLDERS = re.compile(
    r"an dieser stelle (?:finden|sehen) sie (?:einen?|den|externe)\b[^.]{0,80}\binhalt"
    r"|ich (?:bin|erkläre mich) damit einverstanden, dass mir (?:der |die )?externen? inhalte? "
    r"|empfohlener (?:redaktioneller|externer) inhalt\W*$"
    r"|následuje obsah vložený z jiného webu"
)
#: The longest notice (characters).
_LONGEST_PLACEHOLDER = 600
_WHAT = (
    r"(?:this|the|story|article|post|page|link|diesen|den|artikel|beitrag|seite|cet|cette|l['’]article|esta|este|el|la"
    r"|artículo|noticia|questo|articolo|via|on|to|by|in|auf|sur|en|su|på|op|bei|per)"
)
_WHERE = (
    r"(?:facebook|twitter|x|instagram|youtube|tiktok|google news|whatsapp|linkedin"
    r"|e-?mail|telegram|pinterest|reddit|bluesky|threads|tumblr|xing|mastodon"
    r"|messenger|pocket|flipboard|sms|correo|courriel|twitter/x|x \(twitter\))"
)
_VERB = (
    r"(?:share|tweet|email|e-mail|print|save|bookmark|teilen|drucken|merken|partager|imprimer|envoyer|compartir|imprimir"
    r"|condividi|stampa|compartilhar|compartilhe|delen|dela|udostępnij|поделиться|paylaş)"
)
#: The words of controls above and below articles, by language.
_CONTROLS = (
    rf"{_VERB}(?: {_WHAT}){{0,4}}(?: {_WHERE})?",
    rf"(?:{_WHAT} ){{0,2}}(?:{_WHERE} )?(?:teilen|drucken|merken|delen)",
    r"copy (?:the )?(?:link|url)(?: to clipboard)?|link (?:copied|kopieren)|copied to clipboard|copier le lien",
    r"copiar (?:el )?(?:enlace|link)|copia (?:il )?link|kopiera länk|kopiér link|link kopiëren|print(?:able)? version",
    r"listen to (?:this )?(?:story|article)|gift (?:this )?article",
    rf"(?:please )?(?:follow|like|join|find|watch) (?:us|me) on {_WHERE}(?:(?:,|,? and|,? or| &) {_WHERE})*+"
    r"(?: for [\w ,]{3,60})?",
)
#: Words in capitals that only a button says.
_SHOUTED = re.compile(
    r"GET [A-Z ]{3,40} BY CLICKING HERE\b"
    r"|(?:CLICK|TAP|GO|PRESS) HERE\b|(?:SUBSCRIBE|SIGN UP|DOWNLOAD|FOLLOW US|JOIN US)\b"
)


def is_gap(text: str) -> bool:
    """Returns whether a line fills a gap in the text.

    It is an advertisement's label, a note that the text goes on, or a notice in place of embedded content.

    >>> is_gap("- Advertisement -"), is_gap("Story continues below"), is_gap("The story continues in spring")
    (True, True, False)
    """
    if len(text) <= _LONGEST_PLACEHOLDER and _PLACEHOLDERS.match(text.strip(_AROUND).casefold()):
        return True
    bare = text.strip(_AROUND).casefold() if len(text) <= _LONGEST else ""
    return bare in _GAPS or bool(bare and _any_of(_GOES_ON).fullmatch(bare))


def is_control(text: str) -> bool:
    """Returns whether a line is only a control that shares, prints or saves the page.

    >>> is_control("Share this story"), is_control("CLICK HERE TO GET THE APP"), is_control("Share prices fell")
    (True, True, False)
    """
    if len(text) <= _LONGEST and text.isupper() and _SHOUTED.match(text.strip(_AROUND)):
        return True
    bare = text.strip(_AROUND).casefold() if len(text) <= _LONGEST else ""
    return bool(bare and _any_of(_CONTROLS).fullmatch(bare))


@cache
def _any_of(lines: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(lines))
