"""This module leaves each formula on the page once; pages repeat one as TeX, MathML, picture and rendered markup."""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.extraction.reading.markup import name_words, squeeze

#: Every page with a readable formula has an element of these selectors, or one with such a name.
_SIGNS = (
    "math, script[type^='math/'], img[src*=latex i], img[src*=mimetex i], img[src*=mathtex i], img[class*=tex i],"
    " img[class*=math i], img[class*=mwe i], img[class*=equation i], img[class*=formula i]"
)
_SIGN_NAMES = re.compile(
    r"math|katex|latex|mjx-|mwe-|texrender|equation|formula|(?:^|[-\s])tex(?=[-\s]|$)|(?:^|\s)mwe(?=\s|$)",
    re.MULTILINE,
)
#: The scripts that keep formulas for MathJax 2, the elements that hold one, and the class words of rendered markup.
_SCRIPTS = 'script[type^="math/"]'
_HOLDERS = (
    "mjx-container, .katex, .MathJax, .MathJax_SVG, .MathJax_CHTML, .mjx-chtml, .MathJax_Preview, .mwe-math-element,"
    " math, svg, img"
)
_RENDERED = (frozenset({"math", "jax"}), frozenset({"mjx", "chtml"}))
#: Attributes that hold the source of a formula.
_SOURCES = ("alttext", "data-latex", "data-tex", "data-formula", "data-expr", "data-math")
#: MathJax 2 renders at most so many nodes, spaces included, before a script. Longer MathML sources (characters) are not
#: parsed.
_MOST_MADE, _LONGEST_SOURCE = 6, 20_000
_ANNOTATION = re.compile(r"tex", re.IGNORECASE)
#: Class words of pictures of formulas: WordPress, MediaWiki, LaTeX2HTML, Moodle.
_PICTURES = frozenset({"latex", "tex", "texrender", "mwe", "math", "equation", "formula"})
_MAKERS = re.compile(r"latex|(?:mime|math)tex", re.IGNORECASE)
#: Characters that TeX has and other alternative texts hardly have. A longer text without them is no formula.
_TEX = re.compile(r"[\\^_={}+<>$]")
_SHORTEST = 3
_NAMED = frozenset({"latex", "tex", "katex", "mathjax", "mjx", "math", "equation", "formula"})
_WRAPPER = re.compile(r"\{\\(?:display|text|script)style\s(?P<tex>.*)\}", re.DOTALL)
_DELIMITERS = re.compile(r"\\\[(.*)\\\]|\\\((.*)\\\)|\$\$(.*)\$\$|\$([^$]*)\$", re.DOTALL)
#: The signs between, or before, the parts of a MathML element when it is written in one line.
_BETWEEN = {"mfrac": "/", "msup": "^", "msub": "_", "mover": "^", "munder": "_", "mtr": "; ", "mtd": ", "}
_BEFORE = {"msqrt": "√", "mroot": "√"}
_UNREAD = frozenset({"annotation", "annotation-xml", "mphantom"})


def may_show_formulas(body: LexborNode, names: Iterable[str | None]) -> bool:
    """Returns whether a page may show formulas; `names` are the class attributes of its elements."""
    return _SIGN_NAMES.search("\n".join(filter(None, names)).lower()) is not None or body.css_first(_SIGNS) is not None


def say_formulas_once(body: LexborNode) -> bool:
    """Replaces each formula by one text: its TeX if the page gives it, else its MathML in one line.

    Returns whether there was one.
    """
    scripts = body.css(_SCRIPTS)
    for script in scripts:
        _write_out_script(script)
    written = 0
    for holder in _outermost(body):
        if text := _text_of_formula(holder):
            holder.replace_with(text)
            written += 1
    return bool(scripts) or written > 0


def as_tex(text: str) -> str:
    """Returns TeX without its delimiters and the commands that only set its size.

    >>> as_tex(r"{\\displaystyle p=7}"), as_tex("$E = mc^2$")
    ('p=7', 'E = mc^2')
    """
    text = squeeze(text)
    wrapped = _WRAPPER.fullmatch(text)
    if wrapped:
        return wrapped["tex"].strip()
    delimited = _DELIMITERS.fullmatch(text)
    return next((each.strip() for each in delimited.groups() if each), text) if delimited else text


def _shows_formula(picture: LexborNode, alt: str) -> bool:
    """Returns whether a picture's class or address marks it as a formula and its alternative text reads as one."""
    attributes = picture.attributes
    named = name_words(attributes.get("class") or "") & _PICTURES or _MAKERS.search(attributes.get("src") or "")
    return bool(named) and (len(alt) <= _SHORTEST or _TEX.search(alt) is not None)


def _write_out_script(script: LexborNode) -> None:
    """Replaces a MathJax script, and the nodes that MathJax 2 rendered before it, by the formula's text."""
    before = script.prev
    for _ in range(_MOST_MADE):
        if before is None or not (_is_blank(before) or _is_rendered(before)):
            break
        made, before = before, before.prev
        made.replace_with("")
    text = script.text() or ""
    is_mathml = (script.attributes.get("type") or "").startswith("math/mml")
    script.replace_with((_line_of(text) if is_mathml else None) or as_tex(text))


def _is_blank(node: LexborNode) -> bool:
    return node.is_text_node and not (node.text_content or "").strip()


def _is_rendered(node: LexborNode) -> bool:
    words = name_words(node.attributes.get("class") or "") if node.is_element_node else frozenset()
    return any(rendered <= words for rendered in _RENDERED)


def _outermost(body: LexborNode) -> Iterator[LexborNode]:
    """Yields the elements that hold formulas and are inside no other such element."""
    holders = {node.mem_id for node in body.css(_HOLDERS)}
    if not holders:
        return
    inside: set[int] = set()
    for node in list(body.traverse()):
        parent = node.parent
        if parent is not None and parent.mem_id in inside:
            inside.add(node.mem_id)
        elif node.mem_id in holders:
            inside.add(node.mem_id)
            yield node


def _text_of_formula(holder: LexborNode) -> str | None:
    """Returns the text of a formula, or None if its element does not give one."""
    if holder.tag == "img":
        alt = holder.attributes.get("alt")
        return as_tex(alt) if alt and _shows_formula(holder, alt) else None
    if holder.tag == "svg":
        return _label_of_drawing(holder)
    math = holder if holder.tag == "math" else holder.css_first("math")
    for source in (_annotation(holder), _source(math), _source(holder)):
        if source:
            return as_tex(source)
    if math is None:
        return _mathml_of(holder)
    return _line(math)


def _label_of_drawing(drawing: LexborNode) -> str | None:
    """Returns the formula that a drawing is labelled with, or None unless its class words are those of formulas."""
    over = drawing.parent
    names = " ".join(node.attributes.get("class") or "" for node in (drawing, over) if node is not None)
    if not name_words(names) & _NAMED:
        return None
    title = drawing.css_first("title")
    label = drawing.attributes.get("aria-label") or (title.text() if title is not None else None)
    return as_tex(label) if label else None


def _annotation(holder: LexborNode) -> str | None:
    found = (each for each in holder.css("annotation") if _ANNOTATION.search(each.attributes.get("encoding") or ""))
    return next((text for each in found if (text := each.text())), None)


def _source(node: LexborNode | None) -> str | None:
    attributes = node.attributes if node is not None else {}
    return next((value for name in _SOURCES if (value := attributes.get(name))), None)


def _mathml_of(holder: LexborNode) -> str | None:
    """Returns the formula in `data-mathml`, the attribute in which MathJax 2 keeps its MathML."""
    mathml = holder.attributes.get("data-mathml")
    return _line_of(mathml) if mathml else None


def _line_of(mathml: str) -> str | None:
    """Returns the formula of a MathML source, or None if it is too long or holds none."""
    math = LexborHTMLParser(mathml).css_first("math") if len(mathml) <= _LONGEST_SOURCE else None
    return _line(math) if math is not None else None


def _line(math: LexborNode) -> str:
    """Returns MathML as a reader would write it in one line: x^2, a/b."""
    parts: list[str] = []
    todo: list[LexborNode | str] = [math]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.is_text_node:
            parts.append(squeeze(node.text_content or ""))
        elif (node.tag or "") not in _UNREAD:
            todo += reversed(list(_parts(node)))
    return squeeze("".join(parts))


def _parts(node: LexborNode) -> Iterator[LexborNode | str]:
    """Yields the parts of a MathML element, with the signs between and before them."""
    tag = node.tag or ""
    parts = [child for child in node.iter(include_text=True) if not _is_blank(child)]
    if tag in _BEFORE:
        yield _BEFORE[tag]
    for index, part in enumerate(parts):
        if index and tag in _BETWEEN:
            yield _BETWEEN[tag]
        yield from _bracketed(part) if _is_part_of_sum(tag, part) else (part,)


def _is_part_of_sum(tag: str, part: LexborNode) -> bool:
    """Returns whether a part needs brackets in one line: a row of several things in a fraction, index or root."""
    if tag not in _BEFORE and tag not in ("mfrac", "msup", "msub"):
        return False
    return part.tag == "mrow" and sum(1 for _ in part.iter()) > 1


def _bracketed(part: LexborNode) -> Iterator[LexborNode | str]:
    yield "("
    yield part
    yield ")"
