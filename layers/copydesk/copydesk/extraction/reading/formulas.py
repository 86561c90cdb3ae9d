"""Formulas, each once: a page gives one as TeX, as MathML, as a picture and as what a script made of it, together."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.extraction.reading.markup import name_words, squeeze

#: One of these is on every page with such a formula. A regular expression over the source takes 20 times as long.
_SIGNS = ", ".join(
    [
        "math, .mwe, .tex, img[src*=latex i], img[src*=mimetex i], img[src*=mathtex i], script[type^='math/']",
        *(
            f"[class*={part} i]"
            for part in ("math", "katex", "latex", "mjx-", "mwe-", "texrender", "equation", "formula")
        ),
        *(f"[class{part} i]" for part in ("^='tex-'", "*=' tex-'", "*='-tex-'", "$='-tex'", "*='-tex '")),
    ]
)
#: What MathJax 2 sets before the script that keeps the TeX, and what each system sets its formula in.
_SCRIPTS = 'script[type^="math/"]'
_HOLDERS = (
    "mjx-container, .katex, .MathJax, .MathJax_SVG, .MathJax_CHTML, .mjx-chtml, .MathJax_Preview, .mwe-math-element,"
    " math, svg, img"
)
_RENDERED = (frozenset({"math", "jax"}), frozenset({"mjx", "chtml"}))
#: Attributes in which systems keep the source of a formula.
_SOURCES = ("alttext", "data-latex", "data-tex", "data-formula", "data-expr", "data-math")
#: Nodes before a script that MathJax 2 made of it, spaces among them; the longest source (characters) that is parsed.
_MOST_MADE, _LONGEST_SOURCE = 6, 20_000
_ANNOTATION = re.compile(r"tex", re.IGNORECASE)
#: Class words of pictures of formulas: WordPress, MediaWiki, LaTeX2HTML, Moodle.
_PICTURES = frozenset({"latex", "tex", "texrender", "mwe", "math", "equation", "formula"})
_MAKERS = re.compile(r"latex|(?:mime|math)tex", re.IGNORECASE)
#: What other names than those of formulas hardly have; a longer one without it is no formula.
_TEX = re.compile(r"[\\^_={}+<>$]")
_SHORTEST = 3
_NAMED = frozenset({"latex", "tex", "katex", "mathjax", "mjx", "math", "equation", "formula"})
_WRAPPER = re.compile(r"\{\\(?:display|text|script)style\s(?P<tex>.*)\}", re.DOTALL)
_DELIMITERS = re.compile(r"\\\[(.*)\\\]|\\\((.*)\\\)|\$\$(.*)\$\$|\$([^$]*)\$", re.DOTALL)
#: What stands between the parts of an element of MathML, in a line.
_BETWEEN = {"mfrac": "/", "msup": "^", "msub": "_", "mover": "^", "munder": "_", "mtr": "; ", "mtd": ", "}
_BEFORE = {"msqrt": "√", "mroot": "√"}
_UNREAD = frozenset({"annotation", "annotation-xml", "mphantom"})


def say_formulas_once(tree: LexborHTMLParser) -> None:
    """Puts one text in the place of each formula: its TeX where that is given, else its MathML in a line."""
    if tree.css_first(_SIGNS) is None:
        return
    for script in tree.css(_SCRIPTS):
        _say_script(script)
    for holder in _outermost(tree):
        said = _said(holder)
        if said:
            holder.replace_with(said)


def as_tex(text: str) -> str:
    """TeX without what only says how large, or where, it is set.

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
    """Whether a picture is named as that of a formula, or was made by a service for them."""
    attributes = picture.attributes
    named = name_words(attributes.get("class") or "") & _PICTURES or _MAKERS.search(attributes.get("src") or "")
    return bool(named) and (len(alt) <= _SHORTEST or _TEX.search(alt) is not None)


def _say_script(script: LexborNode) -> None:
    """MathJax 2: what was made of a script stands before it."""
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


def _outermost(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """The elements around formulas that stand in no other of them."""
    holders = {node.mem_id for node in tree.css(_HOLDERS)}
    body = tree.body
    if not holders or body is None:
        return
    inside: set[int] = set()
    for node in list(body.traverse()):
        parent = node.parent
        if parent is not None and parent.mem_id in inside:
            inside.add(node.mem_id)
        elif node.mem_id in holders:
            inside.add(node.mem_id)
            yield node


def _said(holder: LexborNode) -> str | None:
    """The one text of a formula; None where its element does not tell."""
    if holder.tag == "img":
        alt = holder.attributes.get("alt")
        return as_tex(alt) if alt and _shows_formula(holder, alt) else None
    if holder.tag == "svg":
        return _said_by_drawing(holder)
    math = holder if holder.tag == "math" else holder.css_first("math")
    for told in (_annotation(holder), _source(math), _source(holder)):
        if told:
            return as_tex(told)
    if math is None:
        return _mathml_of(holder)
    return _line(math)


def _said_by_drawing(drawing: LexborNode) -> str | None:
    """The name of a drawn formula: of a drawing that is named as one."""
    over = drawing.parent
    names = " ".join(node.attributes.get("class") or "" for node in (drawing, over) if node is not None)
    if not name_words(names) & _NAMED:
        return None
    title = drawing.css_first("title")
    told = drawing.attributes.get("aria-label") or (title.text() if title is not None else None)
    return as_tex(told) if told else None


def _annotation(holder: LexborNode) -> str | None:
    found = (each for each in holder.css("annotation") if _ANNOTATION.search(each.attributes.get("encoding") or ""))
    return next((text for each in found if (text := each.text())), None)


def _source(node: LexborNode | None) -> str | None:
    attributes = node.attributes if node is not None else {}
    return next((value for name in _SOURCES if (value := attributes.get(name))), None)


def _mathml_of(holder: LexborNode) -> str | None:
    """The formula in the attribute where MathJax 2 keeps its MathML."""
    told = holder.attributes.get("data-mathml")
    return _line_of(told) if told else None


def _line_of(mathml: str) -> str | None:
    """The formula of a source in MathML; None of one too long to be read, or of none."""
    math = LexborHTMLParser(mathml).css_first("math") if len(mathml) <= _LONGEST_SOURCE else None
    return _line(math) if math is not None else None


def _line(math: LexborNode) -> str:
    """MathML as a reader would write it in one line: x^2, a/b."""
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
    """What an element of MathML holds, with the signs between and before its parts."""
    tag = node.tag or ""
    parts = [child for child in node.iter(include_text=True) if not _is_blank(child)]
    if tag in _BEFORE:
        yield _BEFORE[tag]
    for index, part in enumerate(parts):
        if index and tag in _BETWEEN:
            yield _BETWEEN[tag]
        yield from _bracketed(part) if _is_part_of_sum(tag, part) else (part,)


def _is_part_of_sum(tag: str, part: LexborNode) -> bool:
    """Whether a part needs brackets in a line: several things over, under or beside one sign."""
    if tag not in _BEFORE and tag not in ("mfrac", "msup", "msub"):
        return False
    return part.tag == "mrow" and sum(1 for _ in part.iter()) > 1


def _bracketed(part: LexborNode) -> Iterator[LexborNode | str]:
    yield "("
    yield part
    yield ")"
