"""This module decides what a reader does not see: content hidden by an attribute, a style or a class name."""

import re
from collections.abc import Mapping
from enum import IntFlag
from functools import lru_cache

type Attributes = Mapping[str, str | None]


class Hiding(IntFlag):
    """The ways in which an element is hidden. Elements inside may undo INVISIBLE and TINY, but not GONE."""

    SHOWN = 0
    INVISIBLE = 1
    TINY = 2
    GONE = 4


_SHOWN, _GONE = Hiding.SHOWN, Hiding.GONE
#: Class names that common style sheets hide (Bootstrap, Tailwind, UIkit, AngularJS). Only whole names match: hidden-xs
#: and md:hidden hide on some screens only.
_HIDDEN_NAMES = frozenset(
    "hidden d-none is-hidden u-hidden hide is-hide invisible display-none displaynone nodisplay no-display uk-hidden"
    " visibility-hidden ng-hide offscreen off-screen visuallyhidden screen-reader screenreader a11y-hidden"
    " vh u-vh go-vh".split()
)
#: Parts of class names that hide an element from all but screen readers, or show it only on hovering. Drupal's
#: `field--label-visually_hidden` is excluded: it hides only the label of a field.
_UNSEEN_NAME = re.compile(
    r"(?<![a-z])(?<!--label-)(?:visually-?hidden|accessibly-?hidden|hidden-?visually|hidden-accessible|screen-?reader-?(?:text|only)"
    r"|sr-?(?:only|text)|for-sr|assistive-?text|element-invisible|rollover-(?:\w+-)*block|tooltip-?content|hovercard)"
    r"(?![a-z])"
)
#: Ids of hidden parts that React's server sends at the end of the page, and its script moves into place.
_STREAMED = re.compile(r"S:[0-9a-f]{1,8}")
#: Parts of names, of which each name that hides has one. Most elements have none, and their names are not read singly.
_MAY_HIDE = re.compile("hid|none|invis|display|screen|vh|sr|assist|rollover|tooltip|hovercard")
_BETWEEN_WORDS = re.compile(r"_+|(?<=[a-z])(?=[A-Z])")
#: Classes that show, on larger or smaller screens, what another class hides: md:block, d-lg-flex, visible-xs-block.
_SHOWN_ON_A_SCREEN = re.compile(
    r"(?:(?:max-|min-)?(?:xs|sm|md|lg|xl|xxl|\dxl|phone|mobile|tablet|laptop|desktop)|(?:max|min)-\[[^\]]*\])"
    r":(?:block|inline|flex|grid|table|contents|flow-root|list-item|visible|not-sr-only)\S*"
    r"|d-(?:xs|sm|md|lg|xl|xxl)-(?!none)\S+|visible-(?:xs|sm|md|lg)\S*|show-for-(?:small|medium|large)\S*"
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_CLIPPED = re.compile(r"rect\(\s*[01](?:px)?[\s,]|inset\(\s*(?:50|100)%|circle\(0")
#: Properties that move an element off the screen, and the number (pixels or other units) from which they do.
_PLACES = ("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top")
_OFF_SCREEN = -900.0
_NOTHING = (_SHOWN, _SHOWN)


def hiding(tag: str, attributes: Attributes, around: Hiding = _SHOWN) -> Hiding:
    """Returns how an element with these attributes is hidden, inside an element hidden like `around`.

    >>> hiding("p", {"style": "DISPLAY : none !important"}), hiding("p", {"class": "hidden md:block"})
    (<Hiding.GONE: 4>, <Hiding.SHOWN: 0>)
    """
    if not attributes:
        return _GONE if tag == "dialog" else around
    if _is_hidden_element(tag, attributes):
        return _GONE
    style = attributes.get("style")
    if not style:
        return around
    hides, shows = _of_style(style)
    return around & ~shows | hides


def _is_hidden_element(tag: str, attributes: Attributes) -> bool:
    """Returns whether an element's tag, attributes or classes hide it."""
    if "hidden" in attributes and not _is_revealed(attributes):
        return True
    names = attributes.get("class")
    if names and _is_hidden_class(names):
        return True
    return "popover" in attributes or (tag == "dialog" and "open" not in attributes)


def _is_revealed(attributes: Attributes) -> bool:
    """Returns whether a `hidden` element is shown later: by a search in the page, or when React moves it."""
    if (attributes["hidden"] or "").strip().lower() == "until-found":
        return True
    return _STREAMED.fullmatch(attributes.get("id") or "") is not None


@lru_cache(maxsize=8192)
def _is_hidden_class(names: str) -> bool:
    if not _MAY_HIDE.search(names.lower()):
        return False
    found = names.split()
    hidden = any(name.lower() in _HIDDEN_NAMES or _is_unseen_name(name) for name in found)
    return hidden and not any(map(_SHOWN_ON_A_SCREEN.fullmatch, found))


@lru_cache(maxsize=16_384)
def _is_unseen_name(name: str) -> bool:
    plain = _BETWEEN_WORDS.sub("-", name).lower()
    return ":" not in name and "not-sr" not in plain and _UNSEEN_NAME.search(plain) is not None


@lru_cache(maxsize=4096)
def _of_style(style: str) -> tuple[Hiding, Hiding]:
    """Returns how an inline style hides its element, and which kinds of inherited hiding it undoes."""
    rules = _rules(style)
    if not rules:
        return _NOTHING
    if _is_gone(rules):
        return _GONE, _SHOWN
    hides = shows = _SHOWN
    for kind, states in (
        (Hiding.INVISIBLE, {"hidden": True, "collapse": True, "visible": False}.get(rules.get("visibility", ""))),
        (Hiding.TINY, _is_zero(rules.get("font-size"))),
    ):
        hides |= kind if states else _SHOWN
        shows |= kind if states is False else _SHOWN
    return hides, shows


def _rules(style: str) -> dict[str, str]:
    """Returns the properties and values of a style in lower case; the last value of a property counts."""
    parts = (part.partition(":") for part in _COMMENT.sub(" ", style).lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in parts if value}


def _is_gone(rules: Mapping[str, str]) -> bool:
    if rules.get("display") == "none" or rules.get("content-visibility") == "hidden":
        return True
    if any(_CLIPPED.match(rules.get(name, "")) for name in ("clip", "clip-path")):
        return True
    return any((_number(rules.get(place)) or 0) <= _OFF_SCREEN for place in _PLACES) or _is_a_dot(rules)


def _is_a_dot(rules: Mapping[str, str]) -> bool:
    """Returns whether an element is cut to one pixel, as style sheets do with words for screen readers."""
    sizes = (_number(rules.get("width")), _number(rules.get("height")))
    cut = rules.get("overflow", "").startswith(("hidden", "clip")) and rules.get("position") == "absolute"
    return cut and all(size is not None and size <= 1 for size in sizes)


def _is_zero(size: str | None) -> bool | None:
    number = _number(size)
    return None if size is None else number == 0


def _number(value: str | None) -> float | None:
    found = _NUMBER.match(value or "")
    return float(found[0]) if found else None
