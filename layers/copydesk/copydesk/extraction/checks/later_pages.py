"""This module recognises walls on a later page of an article: its text ends where a page asks readers to sign in.

On a page of its own, the beginning of an article before a wall is accepted. A later page may have no such beginning.
"""

import re
from collections.abc import Sequence

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.checks.conservation import ENDS, LeftOut, reason_of
from copydesk.extraction.checks.walls import says
from copydesk.extraction.locating.later_pages import around_headlines
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.walk import Run
from copydesk.words import count_words

#: What sites ask of readers who cannot read on, in lower case and with plain apostrophes, by language.
_ASKS = (
    *("to continue reading", "to keep reading", "to read on", "to read the full", "to read the rest"),
    *("unlimited access", "free articles", "free article this", "articles remaining", "your limit", "cancel anytime"),
    *("cancel at any time", "already a subscriber", "already registered?", "already a member?"),
    *("already have an account", "already subscribe", "log in to continue", "sign in to continue"),
    *("login to continue", "register to continue", "sign up to continue", "log in to read", "sign in to read"),
    *("register to read", "sign up to read", "subscribe to read", "subscribe to continue", "create a free account"),
    *("create an account to", "registered readers only", "registered users only", "choose your subscription"),
    *("choose a subscription", "select a plan", "choose your plan", "for subscribers only", "for members only"),
    *("um weiterzulesen", "jetzt weiterlesen", "bereits abonnent", "schon abonnent", "bereits registriert"),
    *("kostenlos registrieren", "melden sie sich an", "registrieren sie sich", "freien artikel", "jetzt abonnieren"),
    *("sie möchten weiterlesen", "artikel freischalten", "monatlich kündbar", "jederzeit kündbar"),
    *("pour lire la suite", "pour continuer la lecture", "pour continuer à lire", "déjà abonné", "abonnez-vous pour"),
    *("créez un compte", "connectez-vous pour", "sans engagement", "réservé aux abonnés"),
    *("para seguir leyendo", "para continuar leyendo", "suscríbete para", "regístrate para", "inicia sesión para"),
    *("ya eres suscriptor", "artículos gratis", "para continuar lendo", "para continuar a ler", "já é assinante"),
    *("assine para", "faça login para", "per continuare a leggere", "sei già abbonato", "abbonati per", "accedi per"),
    *("om verder te lezen", "al abonnee", "log in om", "lees verder met", "logga in för att", "för att läsa vidare"),
    *("redan prenumerant", "logg inn for å", "for å lese videre", "allerede abonnent", "log ind for at"),
    *("for at læse videre", "aby czytać dalej", "zaloguj się, aby", "masz już konto", "чтобы читать дальше"),
    *("чтобы продолжить чтение", "оформите подписку", "уже есть подписка", "jatkaaksesi lukemista"),
    *("続きを読むには", "登录后", "订阅后"),
)
#: Words with which a site speaks to its readers, or of itself. Texts about subscriptions tell of others.
_TO_READERS = re.compile(
    r"\b(?:you|your|please|we|our|us|this|sie|ihr|ihre|ihrem|ihren|dein|deine|bitte|wir|unser|unsere|dieser|diesen|dieses"
    r"|vous|votre|vos|nous|notre|cet|cette|tus|usted|este|esta|nuestro|nuestra|você|tuo|tua|questo|questa|jouw|uw|deze"
    r"|din|ditt|denna|detta|dette|denne|twoje|swoje|cię|вы|вас|ваш|этот|эту|tämä|sinun)\b"
    r"|ください|この|您|你|请|請|本文",
    re.IGNORECASE,
)
#: What pages say that could not be made.
_FAILED = (
    *("something went wrong", "an error occurred", "an error has occurred", "try again later", "internal server error"),
    *("service unavailable", "temporarily unavailable", "es ist ein fehler aufgetreten", "versuchen sie es später"),
    *("une erreur est survenue", "ha ocurrido un error", "ocorreu um erro", "si è verificato un errore"),
    *("er is een fout opgetreden", "ett fel uppstod", "wystąpił błąd", "произошла ошибка"),
)
#: The price of a subscription: 9.90 euros a month.
_PRICE = re.compile(
    r"(?:[€$£]\s?\d+(?:[.,]\d\d)?|\b\d+(?:[.,]\d\d)?\s?(?:[€$£]|euros?\b|eur\b|usd\b|dollars?\b|pounds?\b|kr\b|zł|руб))"
    r"\W{0,3}(?:a|an|per|every|each|im|pro|je|par|al|à|por|i|w|в)?\W{0,2}"
    r"(?:first\s)?(?:month|week|year|monat|woche|jahr|mois|semaine|an\b|mes|semana|año|mese|settimana|anno|mês|maand|week"
    r"|jaar|måned|månad|uke|vecka|miesiąc|месяц)",
    re.IGNORECASE,
)
#: The ends of sentences.
_ENDS = re.compile(r"[.!?。！？]")
#: A line of at most this many words that names a wall in general words is its label.
_LABEL = 12
#: The most words of a wall, and of a notice of failure.
_LONGEST, _LONGEST_NOTICE = 300, 60
#: The share of a wall's words that ask something of the reader. After text of the article it has that many such
#: sentences, or one as a line of its own.
_ASKING, _FEWEST = 0.5, 2
#: A line with this share of links is a control.
_CONTROL = 0.5
#: A text of fewer words stands in no element that is named as something else, and ends as sentences do.
_SHORT = 20
_OTHERS = frozenset({LeftOut.RELATED, LeftOut.COMMENTS, LeftOut.PROMOTION, LeftOut.INTERFACE})


def before_wall(runs: Sequence[Run], chosen: Sequence[int]) -> list[int]:
    """Returns the chosen runs of a later page without the wall at their end. Raises Reject if nothing is left.

    A wall asks something of its readers. A text with prices alone is none, and neither is one about subscriptions.
    """
    asked = words = demands = 0
    asks_readers, wall = False, len(chosen)
    first = next((place for place, index in enumerate(chosen) if runs[index].element.tag not in HEADINGS), 0)
    for place in range(len(chosen) - 1, -1, -1):
        text = runs[chosen[place]].text
        size, count = count_words(text), _demands(text)
        words += size
        if words > _LONGEST:
            break
        demands += count
        asked += size if count else 0
        asks_readers = asks_readers or _asks_readers(runs[chosen[place]])
        if asks_readers and count and asked >= _ASKING * words and (demands >= _FEWEST or place <= first):
            wall = place
    left = list(chosen[:wall])
    while left and wall < len(chosen) and runs[left[-1]].element.tag in HEADINGS:
        left.pop()
    if not left:
        raise Reject(RejectReason.PAYWALL, f"{words} words on a later page")
    _check_notice(runs, left)
    return left


def _check_notice(runs: Sequence[Run], chosen: Sequence[int]) -> None:
    """Raises Reject for a short text that says that a page could not be made, or that is no text of an article."""
    text = "\n".join(runs[index].text for index in chosen)
    words = count_words(text)
    if words <= _LONGEST_NOTICE and any(map(_plain(text).__contains__, _FAILED)):
        raise Reject(RejectReason.SOFT_404, f"{words} words on a later page")
    if words < _SHORT and not (text.endswith(ENDS) and _is_of_text(runs, chosen)):
        raise Reject(RejectReason.NO_ARTICLE_TEXT, f"{words} words on a later page")


def _is_of_text(runs: Sequence[Run], chosen: Sequence[int]) -> bool:
    """Returns whether no element around the chosen runs has the name of something else than text."""
    whole = around_headlines(runs)
    around = {element for index in chosen for element in runs[index].element.lineage()} - whole
    return all(reason_of(each.tag, each.words) not in _OTHERS for each in around)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _asks_readers(run: Run) -> bool:
    """Returns whether a run asks something of the readers of the page, and not of others.

    A sentence does if it begins so, or speaks to them. A control does, and a label that ends so.
    """
    plain = _plain(run.text)
    if count_words(plain) <= _LABEL and plain.endswith(_ASKS):
        return True
    return any(
        run.link_share >= _CONTROL or each.strip().startswith(_ASKS) or _TO_READERS.search(each) is not None
        for each in _asking(plain)
    )


def _asking(plain: str) -> list[str]:
    """Returns the sentences of a text that ask something of who cannot read on."""
    return [each for each in _ENDS.split(plain) if any(map(each.__contains__, _ASKS))]


def _demands(text: str) -> int:
    """Returns how many sentences ask something of a reader who cannot read on. A line of its own counts as enough."""
    plain, is_label = _plain(text), count_words(text) <= _LABEL
    asked = len(_asking(plain))
    if is_label:
        return _FEWEST if asked else int(says(text, RejectReason.PAYWALL))
    return asked + len(_PRICE.findall(plain))
