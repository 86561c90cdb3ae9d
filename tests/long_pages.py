"""This module makes long articles of any length: several kinds of text in several page layouts, equal on each run."""

import random
from collections.abc import Callable, Iterator

type Paragraphs = list[str]

_SUBJECTS = (
    "The council,a small team of engineers,The museum,Her brother,The second report,A neighbour,The harbour office,"
    "This winter's exhibition,The oldest bridge,Nobody in the valley,The night train,Our correspondent"
).split(",")
_VERBS = (
    "described,had to rebuild,opened,remembers,could not explain,paid for,moved,lost sight of,measured,rented,"
    "argued about,returned to"
).split(",")
_OBJECTS = (
    "the long road to the coast,a letter from the archive,three rooms above the market,the plans of the year before,"
    "what the river had left,an engine that nobody needed,the price of bread,the last ferry,a garden behind the wall,"
    "the school that closed in spring,the name of the ship,its own rules"
).split(",")
_ENDS = (
    "before the snow came,although few believed it,and kept quiet about it,while the town slept,for the first time,"
    "in spite of the cost,which surprised everyone,until the money ran out,with the help of friends,once again,"
    "as the minutes show,at the end of a hard week"
).split(",")
_PEOPLE = "Marta Lindqvist,Jonas Okafor,the mayor,Elif Demir,the captain,Mrs Hale".split(",")
_SYLLABLES = "ba de fi go lu mar nes ot pra quil ran sto tur vel wim zan".split()
_CYRILLIC = "ба де фи го лу мар нес от пра кил ран сто тур вел вим зан".split()


def _sentence(random_: random.Random) -> str:
    parts = (random_.choice(each) for each in (_SUBJECTS, _VERBS, _OBJECTS, _ENDS))
    return " ".join(parts) + "."


def _prose(random_: random.Random) -> str:
    text = " ".join(_sentence(random_) for _ in range(random_.randint(2, 7)))
    return text[0].upper() + text[1:]


def _words(random_: random.Random, syllables: list[str]) -> str:
    count = random_.randint(15, 90)
    words = ["".join(random_.choices(syllables, k=random_.randint(1, 4))) for _ in range(count)]
    ends = [random_.random() < 0.08 for _ in words]
    text = " ".join(word + "." * end for word, end in zip(words, ends, strict=True)).rstrip(".")
    return ". ".join(part.strip().capitalize() for part in text.split(".") if part.strip()) + "."


def _numbers(random_: random.Random) -> str:
    year, share, sum_ = random_.randint(1900, 2024), random_.random() * 100, random_.randint(1_000, 9_000_000)
    return (
        f"In {year} the share rose by {share:.1f} percent to {sum_:,}, against {sum_ // 2:,} in {year - 1}; of these,"
        f" {random_.randint(2, 99)} of {random_.randint(100, 999)} districts counted under {random_.randint(2, 50)}."
    )


def _dialogue(random_: random.Random) -> str:
    said = _sentence(random_).rstrip(".")
    person = random_.choice(_PEOPLE)
    return random_.choice((f"“{said},” said {person}.", f"“{said}?”", f"“No.” {person} looked up. “{said}.”"))


def _one_of_few(random_: random.Random) -> str:
    """Returns one of twelve paragraphs, which are the same in each run."""
    return _prose(random.Random(random_.randrange(12)))


def _short_line(random_: random.Random) -> str:
    return f"Line {random_.randrange(10_000)} of the log: {random_.choice(_VERBS)} {random_.choice(_OBJECTS)}."


def _always_one(random_: random.Random) -> str:
    return "The committee met in the old town hall, as it had each week, and wrote down what was said about the road."


#: Each kind of text makes one paragraph at a time.
TEXTS: dict[str, Callable[[random.Random], str]] = {
    "prose": _prose,
    "made-up words": lambda random_: _words(random_, _SYLLABLES),
    "cyrillic words": lambda random_: _words(random_, _CYRILLIC),
    "numbers": _numbers,
    "dialogue": _dialogue,
    "one of few": _one_of_few,
    "always one": _always_one,
}


_MORE_TEXTS = {"short lines": _short_line, **TEXTS}


def _paragraphs_of(text: str, characters: int, most: int) -> Paragraphs:
    random_ = random.Random(text)
    found, size = list[str](), 0
    while len(found) < most:
        paragraph = _MORE_TEXTS[text](random_)
        size += len(paragraph)
        if size > characters:
            break
        found.append(paragraph)
    return found


_NAV = "".join(f'<li><a href="/{name}">{name.title()}</a></li>' for name in "news sport culture money weather".split())
_TEASERS = "".join(
    f'<div class="card"><a href="/story-{index}"><h3>{_sentence(random.Random(index))}</h3></a>'
    f"<p>{_prose(random.Random(index + 50))}</p></div>"
    for index in range(6)
)
_HEADLINE = "What the valley kept of its railway"


def _plain(paragraphs: Paragraphs) -> Iterator[str]:
    return (f"<p>{each}</p>" for each in paragraphs)


def _headed(paragraphs: Paragraphs) -> Iterator[str]:
    """Yields paragraphs with a heading after every eighth one, and with lists and images after others."""
    for index, each in enumerate(paragraphs):
        yield f"<p>{each}</p>"
        if index % 8 == 7:
            yield f"<h2>Chapter {index // 8 + 1}: {random.Random(index).choice(_OBJECTS)}</h2>"
        if index % 20 == 11:
            caption = f"<figcaption>The river in {1900 + index % 100}</figcaption>"
            yield f'<figure><img src="/picture-{index}.jpg" alt="">{caption}</figure>'
        if index % 30 == 17:
            yield "<ul>" + "".join(f"<li>{_sentence(random.Random(index + item))}</li>" for item in range(4)) + "</ul>"


def _chapters(paragraphs: Paragraphs) -> Iterator[str]:
    for start in range(0, len(paragraphs), 12):
        yield f"<section><h2>{random.Random(start).choice(_OBJECTS).capitalize()}</h2>"
        yield from _plain(paragraphs[start : start + 12])
        yield "</section>"


def _page(body: str, *, around: bool = True, language: str = "en") -> str:
    head = f'<!doctype html><html lang="{language}"><head><title>{_HEADLINE}</title></head><body>'
    if not around:
        return f"{head}{body}</body></html>"
    return (
        f"{head}<header><nav><ul>{_NAV}</ul></nav></header>{body}"
        f"<aside><h2>Most read</h2>{_TEASERS}</aside>"
        f"<footer><ul>{_NAV}</ul><p>Copyright 2024 The Valley Courier. All rights reserved.</p></footer></body></html>"
    )


_H1 = f"<h1>{_HEADLINE}</h1>"
SETTINGS: dict[str, Callable[[Paragraphs], str]] = {
    "article": lambda ps: _page(f"<main><article>{_H1}{''.join(_plain(ps))}</article></main>", around=False),
    "body only": lambda ps: _page(f"{_H1}{''.join(_plain(ps))}", around=False),
    "div": lambda ps: _page(f"<div>{_H1}<div>{''.join(_plain(ps))}</div></div>", around=False),
    "breaks": lambda ps: _page(f"{_H1}<div>{'<br><br>'.join(ps)}</div>", around=False),
    "article in a page": lambda ps: _page(f"<main><article>{_H1}{''.join(_headed(ps))}</article></main>"),
    "div in a page": lambda ps: _page(
        f'<div id="wrap"><div class="col-8">{_H1}<div class="entry-content">{"".join(_headed(ps))}</div></div></div>'
    ),
    "unnamed in a page": lambda ps: _page(f"<div><div>{_H1}{''.join(_plain(ps))}</div></div>"),
    "chapters": lambda ps: _page(f"<main>{_H1}{''.join(_chapters(ps))}</main>"),
    "divs for paragraphs": lambda ps: _page(
        f"<article>{_H1}{''.join(f'<div class=text>{each}</div>' for each in ps)}</article>"
    ),
}


def long_page(text: str, setting: str, characters: int, most: int = 100_000) -> tuple[str, Paragraphs]:
    """Returns a page with a kind of text in a layout, and the paragraphs that its article must have.

    The text has up to `characters` characters and up to `most` paragraphs.
    """
    paragraphs = _paragraphs_of(text, characters, most)
    return SETTINGS[setting](paragraphs), paragraphs
