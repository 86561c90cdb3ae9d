"""This module recognises what replaces or cuts an article: robot challenges, consent walls, paywalls, soft 404s."""

from collections.abc import Iterable, Sequence

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.reading.walk import Run
from copydesk.extraction.scripts.stories import needs_script
from copydesk.model import Article

#: The phrases of each kind of page, in lower case and with plain apostrophes. Every line begins after a line break. A
#: refused page with such a phrase is of that kind.
SAID_BY_WALLS = {
    RejectReason.BOT_CHALLENGE: (
        "just a moment...",
        "checking your browser",
        "verify you are human",
        "verify that you are human",
        "verifying you are human",
        "are you a robot",
        "not a robot",
        "are you human",
        "pardon our interruption",
        "enable javascript and cookies to continue",
        "access to this page has been denied",
        "attention required! | cloudflare",
        "unusual traffic",
        "unusual activity",
        "ddos protection by",
        "incapsula incident",
        "complete the security check",
        "complete the captcha",
        "access denied",
        "you don't have permission to access",
    ),
    RejectReason.SOFT_404: (
        "\nnot found",
        "\n404",
        "page not found",
        "404 not found",
        "error 404",
        "404 error",
        "page you requested",
        "page you are looking for",
        "page you're looking for",
        "page you were looking for",
        "page can't be found",
        "page cannot be found",
        "page could not be found",
        "page doesn't exist",
        "page does not exist",
        "no longer available",
        "seite nicht gefunden",
        "seite wurde nicht gefunden",
        "seite existiert nicht",
        "page introuvable",
        "page n'existe pas",
        "página no encontrada",
        "página no existe",
        "página não encontrada",
        "pagina non trovata",
        "pagina niet gevonden",
        "sidan kunde inte hittas",
        "sidan finns inte",
        "siden ble ikke funnet",
        "siden blev ikke fundet",
        "siden findes ikke",
        "nie znaleziono strony",
        "strona nie została znaleziona",
        "страница не найдена",
        "ページが見つかりません",
        "找不到页面",
    ),
    RejectReason.CONSENT_WALL: (
        "we and our partners",
        "we value your privacy",
        "before you continue",
        "accept all cookies",
        "cookie consent",
        "manage your consent",
        "consent to the use",
        "privacy settings",
        "wir und unsere partner",
        "bevor sie fortfahren",
        "mit werbung weiterlesen",
        "mit werbung und cookies",
        "alle cookies akzeptieren",
        "nous et nos partenaires",
        "continuer sans accepter",
        "nosotros y nuestros socios",
        "noi e i nostri partner",
        "wij en onze partners",
        "vi og vores partnere",
    ),
    RejectReason.PAYWALL: (
        "subscribe to continue",
        "subscribe to read",
        "subscribe now to read",
        "subscribe for full access",
        "already a subscriber",
        "subscribers only",
        "subscriber only",
        "subscriber-only",
        "subscriber exclusive",
        "for subscribers",
        "to continue reading",
        "to keep reading",
        "to read the full",
        "sign in to read",
        "log in to read",
        "members only",
        "member-only",
        "for members",
        "become a member to",
        "jetzt weiterlesen",
        "jetzt abonnieren",
        "für abonnenten",
        "nur mit abo",
        "artikel freischalten",
        "sie möchten weiterlesen",
        "réservé aux abonnés",
        "réservé à nos abonnés",
        "para suscriptores",
        "para assinantes",
        "agli abbonati",
        "per gli abbonati",
        "voor abonnees",
        "for abonnenter",
        "för prenumeranter",
        "dla prenumeratorów",
        "для подписчиков",
    ),
}


#: An article of at least this many words is accepted, whatever the page says beside it.
_SPEAKS_FOR_ITSELF = 120
#: The most text of a page (characters) that is searched for such phrases.
_READ = 6_000
#: Pages with more text (characters) are no bare walls, whatever they say about cookies or robots.
_BARE = 4_000
_BARE_WALLS = frozenset({RejectReason.BOT_CHALLENGE, RejectReason.CONSENT_WALL})


def refusal(refused: Reject, page: Page, runs: Sequence[Run]) -> Reject:
    """Returns the refusal with the reason that the page itself gives, if any; `too_complex` stays."""
    if refused.reason is RejectReason.TOO_COMPLEX:
        return refused
    reason = wall_before(page, runs) or (RejectReason.NEEDS_SCRIPT if needs_script(page, runs) else None)
    return Reject(reason, refused.detail) if reason else refused


def wall_before(page: Page, runs: Iterable[Run]) -> RejectReason | None:
    """Returns the wall that the words of a page without an article describe, or None."""
    title = page.tree.css_first("title")
    texts = [title.text() if title else "", *(run.text for run in runs if run.text)]
    bare = sum(map(len, texts)) <= _BARE
    text = "\n".join(["", *texts])[:_READ]
    walls = (reason for reason in SAID_BY_WALLS if says(text, reason))
    return next((reason for reason in walls if bare or reason not in _BARE_WALLS), None)


def says(text: str, wall: RejectReason) -> bool:
    plain = text.lower().replace("’", "'")
    return any(phrase in plain for phrase in SAID_BY_WALLS[wall])


def check_notice(article: Article, page: Page, runs: Sequence[Run]) -> None:
    """Raises Reject for a short text that only says why there is no article. Teasers before a paywall are accepted."""
    if article.word_count < _SPEAKS_FOR_ITSELF:
        reason = wall_before(page, runs)
        if reason and reason is not RejectReason.PAYWALL:
            raise Reject(reason, f"{article.word_count} words")
