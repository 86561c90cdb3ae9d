"""This module recognises paragraphs that are not the story: corrections, and links to other stories."""

import re

from copydesk.extraction.blocks.corrections import is_correction
from copydesk.extraction.blocks.draft import Draft, text_draft
from copydesk.extraction.blocks.inline import Inline
from copydesk.model import BlockType, Item

#: Lines that are only the label over links to other stories.
_LABELS = frozenset(
    """read also;read more;learn more;find out more;read next;read further;also read;also see;see also;see more;watch;
    watch also;watch more;watch next;
    listen;listen also;listen next;related;related stories;related story;related articles;related article;
    related content;related reading;related news;related topics;related links;related posts;related coverage;
    more on this;more on this story;more on that;more stories;more news;more coverage;don't miss;don’t miss;recommended;
    recommended for you;recommended reading;you may also like;you might also like;you may also enjoy;also of interest;
    top stories;most read;must read;editor's picks;editors' picks;editor’s picks;editors’ picks;lesen sie auch;
    lesen sie mehr;lesen sie hier;lies auch;mehr zum thema;mehr dazu;auch interessant;zum thema;weiterlesen;mehr lesen;
    passend dazu;lesetipp;lesetipps;lire aussi;à lire aussi;à lire;à lire également;voir aussi;sur le même sujet;
    sur le même thème;lee también;leer también;lea también;te puede interesar;le puede interesar;
    también te puede interesar;relacionado;relacionados;relacionadas;noticias relacionadas;leggi anche;
    potrebbe interessarti;lees ook;lees meer;läs också;läs mer;les også;les mer;læs også;læs mere;czytaj także;
    czytaj też;zobacz też;zobacz także;polecamy;читайте также;читайте ещё;по теме;читайте також;leia também;
    leia mais;veja também;saiba mais;čtěte také;mohlo by vás zajímat;
    ilgili haberler;lue myös;baca juga;関連記事;相关阅读;관련기사"""
    .replace("\n", "").replace("    ", "").split(";")
)  # fmt: skip
#: Further English labels.
_LABEL = re.compile(
    r"(?:suggested|recommended|related|more|similar|additional|other|trending|popular) "
    r"(?:reading|reads|articles|posts|stories|news|content|coverage|guides|topics|videos|recipes)(?: for you| from us)?"
    r"|(?:you(?:['’]ll| will| may| might| could)?|readers|people) also (?:like|love|enjoy|read|be interested in)"
    r"|(?:this|these) (?:might|may|could) (?:also )?(?:be interesting(?: to you)?|interest you)"
    r"|(?:up|what to read|read|watch) next|(?:keep|continue|start) reading|in case you missed it"
)
#: The beginning of a line that links to another story; the link follows it.
READ_ALSO = re.compile(
    r"[\W\d_]*+(?:(?:also|please)?\s*(?:read|see|watch|listen)(?: also| more| next| further| on)?\s*[:|»>–-]"
    r"|(?:read also|read more|related(?: stor(?:y|ies)| articles?| content| reading)?|more on (?:this|that)|"
    r"more from|(?:learn|find out) more|don[’']t miss|recommended|"
    r"you (?:may|might) also (?:like|enjoy)|see also|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|auch interessant|zum thema|"
    r"(?:à )?lire aussi|à lire|voir aussi|lee también|leer también|lea también|leggi anche|lees ook|läs också|"
    r"les også|læs også|czytaj także|czytaj też|zobacz też|читайте также|leia também|veja também)\b)",
    re.IGNORECASE,
)
#: A line that is only a link to the full version of what the text sums up.
_READ_WHOLE = re.compile(
    r"(?:read|see) (?:the|our|my|this|his|her|their) (?:\w+ ){0,2}"
    r"(?:review|article|story|report|interview|post|test)\W*",
    re.IGNORECASE,
)
#: The longest label (characters) over links to other stories.
_LONGEST_LABEL = 40
#: The longest sign of a footnote (characters).
_LONGEST_MARK = 4
#: The least share of a "read also" line that is linked; the rest is its label.
_LINKED = 0.5
#: A paragraph with this share of links leads to another story. On annotated pages 480 of 650 were no part of the body.
_WHOLLY_LINKED = 0.95


#: The fewest words of a linked headline in capitals.
_FEWEST_SHOUTED = 4


def note_draft(inline: Inline, base_url: str | None) -> Draft:
    """Returns a paragraph as a block of its type; a link to another story has its links as items."""
    kind = note_type(inline, base_url)
    if kind is not BlockType.INTERSTITIAL_LINK:
        return text_draft(kind, inline)
    return text_draft(kind, inline, items=tuple(Item(text=link.text, url=link.url) for link in inline.links))


def note_type(inline: Inline, base_url: str | None) -> BlockType:
    """Returns the type of a paragraph: a correction or update note, a link to another story, or plain text."""
    if is_correction(inline.text):
        return BlockType.CORRECTION
    if leads_elsewhere(inline) or (_linked_share(inline) >= _WHOLLY_LINKED and not _stays(inline, base_url)):
        return BlockType.INTERSTITIAL_LINK
    return BlockType.PARAGRAPH


def leads_elsewhere(inline: Inline) -> bool:
    """Returns whether a line says that its link leads to another story, or is a linked headline in capitals."""
    share, text = _linked_share(inline), inline.text
    is_shouted = share >= _WHOLLY_LINKED and text.isupper() and len(text.split()) >= _FEWEST_SHOUTED
    return is_shouted or (share >= _LINKED and READ_ALSO.match(text) is not None)


def leads_to_whole(text: str) -> bool:
    """Returns whether a line only invites to read the full version of something.

    >>> leads_to_whole("Read the entire review"), leads_to_whole("Read the review of Jane Roe first")
    (True, False)
    """
    return len(text) <= _LONGEST_LABEL and _READ_WHOLE.fullmatch(text.strip()) is not None


def is_mark(line: Inline | Draft) -> bool:
    """Returns whether a line is only the number or sign of a footnote, linked to its mark."""
    is_sign = 0 < len(line.text) <= _LONGEST_MARK and not any(map(str.isalpha, line.text))
    return is_sign and len(line.links) == 1 and "#" in line.links[0].url


def _stays(inline: Inline, base_url: str | None) -> bool:
    """Returns whether a line links only into its own page: the sign of a footnote or a question that unfolds."""
    if not is_mark(inline) and not inline.text.endswith(("?", "？", "؟")):
        return False
    page = f"{(base_url or '').partition('#')[0]}#"
    return all(link.url.startswith(page) for link in inline.links)


def _linked_share(inline: Inline) -> float:
    return sum(len(link.text) for link in inline.links) / len(inline.text)


def is_label(text: str) -> bool:
    """Returns whether a line is only the label over links to other stories.

    >>> is_label("Read also:"), is_label("You’ll also love …"), is_label("Related questions were asked")
    (True, True, False)
    """
    bare = text.strip(" :.…!|»›>–—-→\n").casefold() if len(text) <= _LONGEST_LABEL else ""
    return bare in _LABELS or _LABEL.fullmatch(bare) is not None
