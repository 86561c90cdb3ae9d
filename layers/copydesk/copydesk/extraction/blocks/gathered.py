"""This module gathers blocks, and gives a picture its other sizes, caption and credit from what follows it."""

from dataclasses import replace
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.elements.embeds import embed_draft, poster_draft
from copydesk.extraction.blocks.inline import render
from copydesk.extraction.blocks.pictures.attributed import caption_and_credit_in_attributes
from copydesk.extraction.blocks.pictures.captions import caption_and_credit, is_credit, parts_of_credit_element
from copydesk.extraction.blocks.pictures.credits import caption_and_maker, clean_credit, is_all_credit, is_credited
from copydesk.extraction.blocks.pictures.images import (
    Picture,
    alt_text,
    attributed_picture,
    image_url,
    is_same_file,
    is_same_picture,
    picture_of,
)
from copydesk.extraction.reading.buttons import is_interface
from copydesk.extraction.reading.markup import MEDIA_TAGS
from copydesk.extraction.reading.picture_files import is_drawing
from copydesk.extraction.reading.tags import named, outermost
from copydesk.extraction.text.fold import fold
from copydesk.model import BlockType

_CAPTIONED = (BlockType.IMAGE, BlockType.VIDEO, BlockType.EMBED, BlockType.TABLE, BlockType.AUDIO, BlockType.CODE)
_PICTURES = frozenset({"img", "picture", "amp-img", "noscript"})
#: The levels above two pictures of one file in which they share an element.
_HOLDER_REACH = 4
#: The levels in which a picture is beside its copy for browsers without scripts.
_BESIDE = 3
#: A picture of at least this width (pixels) is no placeholder.
_WIDE = 600
_SENTENCE_ENDS = (".", "!", "?", "…", "。")
#: The most words of a name that is alone under a picture.
_MOST_NAMES = 3
#: The most parts of an element that only holds a picture and its caption, and the nodes that are counted.
_MOST_PARTS, _MOST_NODES = 3, 12


class Gathered:
    """The drafts in reading order."""

    def __init__(self, base_url: str | None) -> None:
        self._base_url = base_url
        self._picture: Tag | None = None
        self._offer: Picture | None = None
        #: The caption and the maker from the attributes of a picture, by its index among the drafts.
        self._attributed: dict[int, tuple[str | None, str | None]] = {}
        self.drafts: list[Draft] = []

    def add(self, draft: Draft | None) -> None:
        if draft:
            self.drafts.append(draft)

    def captioned(self) -> list[Draft]:
        """Returns the drafts; pictures without a caption or credit get those of their attributes."""
        return [
            _with_attributes(draft, *self._attributed[index]) if index in self._attributed else draft
            for index, draft in enumerate(self.drafts)
        ]

    def last(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def attribute(self, source: str) -> bool:
        """Gives the source to the quote before it, and returns whether that quote had none."""
        last = self.last()
        if not source or last is None or last.type is not BlockType.QUOTE or last.attribution:
            return False
        self.drafts[-1] = replace(last, attribution=source)
        return True

    def follows_picture(self) -> bool:
        return bool(self.drafts) and self.drafts[-1].type is BlockType.IMAGE

    def follows_media(self) -> bool:
        return bool(self.drafts) and self.drafts[-1].type in _CAPTIONED

    def media_of(self, tag: Tag) -> None:
        for media in outermost(tag, MEDIA_TAGS):
            self.media(media)

    def shows(self, tag: Tag) -> bool:
        """Returns whether media have something to show; trackers, icons and signs in a line do not."""
        if tag.name in _PICTURES:
            return image_url(tag, self._base_url) is not None
        return embed_draft(tag, self._base_url) is not None

    def media(self, tag: Tag) -> None:
        if tag.name in _PICTURES:
            self._image(tag)
            for caption in list(named(tag, ("figcaption",))):
                self.caption(caption)
        else:
            self.add(embed_draft(tag, self._base_url))

    def caption(self, tag: Tag) -> None:
        """Gives a caption to the media before it, if there are any."""
        self.media_of(tag)
        last = self.last()
        if last is None or last.type not in _CAPTIONED:
            return
        if is_credit(tag):
            self.credit(tag)
        else:
            self.drafts[-1] = with_caption(last, *caption_and_credit(tag, self._base_url))

    def credit(self, tag: Tag) -> None:
        """Gives the words of an element that names the maker to the media right before it."""
        caption, maker = parts_of_credit_element(render([tag], self._base_url).text.replace("\n", " "))
        self.drafts[-1] = with_caption(self.drafts[-1], caption, maker)

    def takes_as_caption(self, text: str, figure: Tag | None, holder: Tag | None = None) -> bool:
        """Takes a line right after a picture as its caption or credit, and returns whether it is one."""
        if not self.follows_picture():
            return False
        last = self.drafts[-1]
        if figure is not None and self._stands_in(figure):
            caption, credit = (None, None) if _is_control(text) else caption_and_maker(text)
            if credit is None and caption and _opens_alt(last, caption):
                caption, credit = None, caption
        elif _is_credit(last, text) or (_is_alt(last, text) and self._stands_under(text, holder)):
            caption, credit = (None, clean_credit(text)) if is_all_credit(text) else caption_and_maker(text)
        else:
            return False
        self.drafts[-1] = with_caption(last, caption, credit)
        return True

    def _stands_under(self, text: str, holder: Tag | None) -> bool:
        """Returns whether a line with the picture's words is its caption: no sentence, or held with it alone."""
        if not text.endswith(_SENTENCE_ENDS):
            return True
        around = list(islice(self._picture.parents, _HOLDER_REACH)) if self._picture is not None else []
        lines = (each for each in (holder, holder and holder.parent) if each is not None)
        shared = next((line for line in lines if any(line is each for each in around)), None)
        if shared is None or isinstance(shared, BeautifulSoup):
            return False
        return sum(map(_is_something, islice(shared.contents, _MOST_NODES))) <= _MOST_PARTS

    def _stands_in(self, figure: Tag) -> bool:
        return self._picture is not None and any(each is figure for each in self._picture.parents)

    def attributed(self, figure: Tag) -> None:
        """Takes the picture that a figure names in an attribute, if the figure shows none."""
        if not any(map(self.shows, outermost(figure, MEDIA_TAGS))):
            self._take(figure, attributed_picture(figure, self._base_url))

    def _image(self, tag: Tag) -> None:
        offer = picture_of(tag, self._base_url)
        if offer is not None and (poster := poster_draft(offer.url, tag)) is not None:
            self.add(poster if poster != self.last() else None)
        elif offer is None or not self._repeats(tag, offer.url):
            self._take(tag, offer)
        elif self._offer is not None and _outdoes(offer, self._offer, tag, self._picture):
            self._offer = offer
            self.drafts[-1] = replace(self.drafts[-1], url=offer.url, alt=self.drafts[-1].alt or alt_text(tag))

    def _take(self, tag: Tag, offer: Picture | None) -> None:
        if offer is not None:
            self._picture, self._offer = tag, offer
            self._attributed[len(self.drafts)] = caption_and_credit_in_attributes(tag)
            self.drafts.append(Draft(type=BlockType.IMAGE, url=offer.url, alt=alt_text(tag)))

    def _repeats(self, tag: Tag, url: str) -> bool:
        """Returns whether a picture repeats the one before it: for browsers without scripts, or in another size."""
        last = self.last()
        if last is None or last.type is not BlockType.IMAGE or not last.url or self._picture is None:
            return False
        if _are_twins(self._picture, tag) or (tag.name == "noscript" and is_drawing(url)):
            return True
        figure, before = _figure_around(tag), _figure_around(self._picture)
        if figure is not None and before is not None:
            return figure is before and is_same_picture(last.url, url)
        return is_same_file(last.url, url) and _share_holder(tag, self._picture)


def _outdoes(offer: Picture, taken: Picture, tag: Tag, before: Tag | None) -> bool:
    """Returns whether another offer of a picture is larger, or is the fallback that its placeholder hides.

    A fallback before the picture rarely declares its size; a wide picture is taken to be larger.
    """
    if is_drawing(offer.url):
        return False
    is_for_few = before is not None and before.name == "noscript"
    if offer.width and (taken.width or (is_for_few and offer.width >= _WIDE)):
        return offer.width > taken.width
    return tag.name == "noscript" and taken.shown and not is_same_file(taken.url, offer.url)


def _is_control(text: str) -> bool:
    """Returns whether a line in a figure is a button or a counter."""
    return not any(map(str.isalpha, text)) or is_interface(text)


def _are_twins(before: Tag, tag: Tag) -> bool:
    """Returns whether one of two consecutive pictures is the other's fallback for browsers without scripts."""
    if tag.name == "noscript":
        return any(each is tag.parent for each in islice(before.parents, _BESIDE)) or any(
            each is before.parent for each in islice(tag.parents, _BESIDE)
        )
    return before.name == "noscript" and tag.parent is before.parent and alt_text(before) == alt_text(tag)


def _is_something(node: PageElement) -> bool:
    return isinstance(node, Tag) or (isinstance(node, NavigableString) and bool(node.strip()))


def with_caption(draft: Draft, caption: str | None, credit: str | None) -> Draft:
    """Returns the picture with one more line of caption and, if it has none, a credit."""
    captions = [each for each in (draft.caption, caption) if each]
    return replace(draft, caption=" ".join(dict.fromkeys(captions)) or None, credit=draft.credit or credit)


def _with_attributes(draft: Draft, caption: str | None, credit: str | None) -> Draft:
    """Returns the picture with the caption and credit of its attributes; the credit loses a caption at its end."""
    caption, credit = draft.caption or caption, draft.credit or credit
    if caption and credit and not draft.caption:
        credit = credit.removesuffix(caption.rstrip(".")).rstrip() or credit
    return replace(draft, caption=caption, credit=credit)


def _is_credit(picture: Draft, text: str) -> bool:
    """Returns whether a line of the text names the maker of the picture before it."""
    if not (picture.caption or picture.credit):
        return is_credited(text)
    return is_all_credit(text) and picture.credit in (None, clean_credit(text))


def _opens_alt(picture: Draft, text: str) -> bool:
    """Returns whether a picture's alternative text begins with a short name that is under the picture: its maker."""
    after = (picture.alt or "").removeprefix(f"{text} ")
    is_name = len(text.split()) <= _MOST_NAMES and all(word[0].isupper() for word in text.split())
    return is_name and after != picture.alt and after[:1].isupper()


def _is_alt(picture: Draft, text: str) -> bool:
    """Returns whether a line of the text repeats the alternative text of the picture before it."""
    return not (picture.caption or picture.credit) and picture.alt is not None and fold(text) == fold(picture.alt)


def _figure_around(tag: Tag) -> Tag | None:
    return next((each for each in tag.parents if each.name == "figure"), None)


def _share_holder(one: Tag, other: Tag) -> bool:
    holders = {id(each) for _, each in zip(range(_HOLDER_REACH), one.parents, strict=False)}
    return any(id(each) in holders for _, each in zip(range(_HOLDER_REACH), other.parents, strict=False))
