"""This module separates words of the text in `button` elements from words of the interface."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.extraction.reading.markup import BLOCK_TAGS, HEADINGS, name_words, squeeze, text_of

#: Elements whose words are a title of what follows, even inside a button.
_TITLES = HEADINGS | {"dt", "summary", "legend", "caption", "th"}
#: Attributes that name what a button unfolds (WAI-ARIA, Bootstrap).
_UNFOLDING = frozenset({"aria-expanded", "aria-controls", "data-bs-target", "data-target"})
#: Elements, roles and class words of the page's controls.
_CONTROLS = frozenset({"form", "nav", "menu", "header", "dialog", "fieldset"})
_CONTROL_ROLES = frozenset("navigation menu menubar toolbar tablist dialog search banner".split())
_CONTROL_WORDS = frozenset(
    "share sharing social toolbar nav navbar navigation menu player controls cookie consent newsletter subscribe"
    " subscription comment comments pagination carousel slider paywall modal popup".split()
)
#: Class words of the parts of an accordion, and of terms that are explained in place.
_OPENING = frozenset("accordion faq faqs question questions collapse collapsible collapsed expandable toggle".split())
_EXPLAINED = frozenset("glossary term definition tooltip popover dfn gloss glossar lexikon".split())
#: Labels of interface buttons, or the beginnings of such labels.
_INTERFACE = tuple(
    """share;copy;copied;play;pause;listen;watch;mute;subscribe;sign up;sign in;log in;register;close;open menu;menu;
    search;follow;save;print;email;download;next;previous;prev;back;show;hide;view;see more;read more;load;more;less;
    expand;collapse;toggle;skip;edit;reply;like;report;add to;buy;order;book now;get started;learn more;try;submit;send;
    accept;reject;cancel;continue;settings;full screen;fullscreen;zoom;enlarge;open;click;gift;bookmark;comment;
    teilen;kopieren;drucken;merken;abonnieren;anmelden;schließen;menü;suche;mehr;weiter;zurück;anhören;speichern;
    partager;copier;imprimer;s'abonner;s’abonner;fermer;rechercher;écouter;suivant;précédent;plus;afficher;masquer;
    compartir;copiar;imprimir;suscrib;cerrar;buscar;escuchar;siguiente;anterior;mostrar;ver más;leer más;guardar;
    condividi;copia;stampa;iscriviti;abbonati;chiudi;cerca;ascolta;compartilhar;fechar;assine;delen;sluiten;
    dela;stäng;del artikkel;lukk;udostępnij;zamknij;поделиться;подписаться;закрыть;копировать;paylaş;kapat;
    シェア;共有;コピー;閉じる;分享;关闭;復制;复制;공유;닫기"""
    .casefold().replace("\n", "").replace("    ", "").split(";")
)  # fmt: skip
#: The reach of the search around a button: elements upwards, and nodes to each side.
_UP, _BESIDE = 6, 6
#: The fewest words of a question or title in an accordion, and the longest label (characters) of the interface.
_FEWEST_WORDS, _LONGEST_LABEL = 2, 60
_ENDS = (".", "?", "!", ":", "…", "。", "！", "？")
_AFTER = ',.;:!?)]»”’"-–—，。、；：！？）」'


def read_buttons(tree: LexborHTMLParser) -> None:
    """Unwraps the buttons whose words belong to the text. Other buttons stay, and the walk skips them."""
    for button in tree.css("button"):
        if _is_text(button):
            _pass_on(button)
            button.unwrap()


def _pass_on(button: LexborNode) -> None:
    """Copies the attributes that name what a button unfolds to the element around it."""
    around = button.parent
    if around is not None:
        attributes = button.attributes
        for name in sorted(_UNFOLDING & attributes.keys()):
            around.attrs[name] = attributes[name] or ""


def is_interface(text: str) -> bool:
    """Returns whether a text is the label of a control.

    >>> is_interface("Copy link"), is_interface("How much does a ticket cost?"), is_interface("Sharecroppers")
    (True, False, False)
    """
    text = text.casefold().strip()
    found = text.startswith(_INTERFACE) and len(text) <= _LONGEST_LABEL
    return found and any(_is_whole(text, label) for label in _INTERFACE) and not text.endswith(_ENDS)


def _is_whole(text: str, label: str) -> bool:
    """Returns whether a text begins with a label that no further letter continues."""
    return text.startswith(label) and not (text[len(label) : len(label) + 1].isalpha() and label.isascii())


def _is_text(button: LexborNode) -> bool:
    text = text_of(button.iter(include_text=True))
    if not any(map(str.isalpha, text)) or is_interface(text):
        return False
    above = _above(button)
    if any(map(_is_control, above)):
        return False
    title = button.css_first("h1, h2, h3, h4, h5, h6") is not None or next(
        (node for node in above if node.tag in _TITLES), None
    )
    before, after = _beside(button, above, forward=False), _beside(button, above, forward=True)
    if title and not before and not after:
        return True
    return _opens(button, above, text) or _is_amid(button, before, after)


def _above(button: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    parent = button.parent
    while parent is not None and len(found) < _UP and parent.tag not in ("body", "main", "article"):
        found.append(parent)
        parent = parent.parent
    return found


def _is_control(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        node.tag in _CONTROLS
        or attributes.get("role") in _CONTROL_ROLES
        or bool(name_words(attributes.get("class") or "") & _CONTROL_WORDS)
    )


def _opens(button: LexborNode, above: list[LexborNode], text: str) -> bool:
    """Returns whether a button opens a part of an accordion and holds its title."""
    if len(text.split()) < _FEWEST_WORDS and not text.endswith(_ENDS):
        return False
    names = " ".join(node.attributes.get("class") or "" for node in (button, *above[:3]))
    return bool(name_words(names) & _OPENING)


def _is_amid(button: LexborNode, before: str, after: str) -> bool:
    """Returns whether a button is part of a sentence, which would lose a word without it."""
    if name_words(button.attributes.get("class") or "") & _EXPLAINED:
        return bool(before or after)
    goes_on = bool(after) and (after[0] in _AFTER or (after[0].isalpha() and not after[0].isupper()))
    return goes_on and not before.endswith(_ENDS)


def _beside(button: LexborNode, above: list[LexborNode], *, forward: bool) -> str:
    """Returns the nearest words before or after a button in its paragraph; empty if there are none."""
    for node in (button, *above):
        if node is not button and node.tag in BLOCK_TAGS:
            return ""
        text = _next_words(node, forward=forward)
        if text is not None:
            return text
    return ""


def _next_words(node: LexborNode, *, forward: bool) -> str | None:
    """Returns the nearest words beside a node.

    They are empty if a block or line break comes first, and None at the end of the node's parent.
    """
    for _ in range(_BESIDE):
        beside = node.next if forward else node.prev
        if beside is None:
            return None
        if beside.tag in BLOCK_TAGS or beside.tag == "br":
            return ""
        text = squeeze((beside.text_content or "") if beside.is_text_node else (beside.text() or ""))
        if text and beside.tag != "button":
            return text
        node = beside
    return ""
