"""The noun phrase that is the subject of a verb of saying, in English."""

from copydesk.extraction.quotes.cues import ADVERBIAL, BETWEEN, CLAUSE, CUES, DETERMINERS, TAIL
from copydesk.extraction.quotes.tokens import PUNCTUATION, Token
from copydesk.extraction.quotes.verbs import is_predicate, starts_phrase

_COMPANY = frozenset("his her their colleagues others co-authors".split())
_OF = frozenset("of at for from with in".split())
_JOINING = frozenset("and or but".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def subject_of(tokens: list[Token]) -> list[Token]:
    """The noun phrase that ends at a verb; of `X, a minister, said` it is X."""
    while tokens and tokens[-1].text.islower() and (tokens[-1].word in BETWEEN or tokens[-1].word.endswith("ly")):
        tokens = tokens[:-1]
    if tokens and tokens[-1].text == ")":
        tokens = _without_aside(tokens)
    if tokens and tokens[-1].text in (",", "—", "–", "-"):
        return _before_apposition(tokens[:-1])
    return _name_described(tokens) or _last_phrase(tokens)


def _name_described(tokens: list[Token]) -> list[Token]:
    """Of `Jane Smith, an analyst at the Council on Trees, Water and Air` the name."""
    name, *others = _chunks(tokens) or [[]]
    others = [chunk for chunk in others if not all(token.text.isupper() for token in chunk)]
    is_name = len(name) > 1 and all(token.text[0].isupper() for token in name)
    if not is_name or not others or tokens[len(name)].text != "," or name[0].word in ADVERBIAL | CLAUSE:
        return []
    return name if others[0][0].text.islower() and others[0][0].word not in CLAUSE | _JOINING else []


def _without_aside(tokens: list[Token]) -> list[Token]:
    opened = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].text == "("), None)
    return tokens[:opened] if opened is not None else tokens[:-1]


def _before_apposition(tokens: list[Token]) -> list[Token]:
    """Of `On Monday, Jane Smith, the minister for x, and her aide` the first phrase that can be a subject."""
    chunks = _chunks(tokens)
    if chunks and chunks[0][0].word == "as" and all(token.text[0].isupper() for token in chunks[0]):
        chunks[0] = chunks[0][1:] or chunks[0]  # `As Jane Smith, a nurse, says`
    for index, chunk in enumerate(chunks):
        phrase = _last_phrase(chunk) if chunk[0].word not in ADVERBIAL | CLAUSE else []
        if phrase and (starts_phrase(phrase) or may_lack_article(phrase)):
            return _name_beside(phrase, chunks[index + 1 : index + 2])
    return []


def _name_beside(phrase: list[Token], chunks: list[list[Token]]) -> list[Token]:
    """Of `the minister, Jane Smith` the name."""
    is_name = chunks and len(chunks[0]) > 1 and all(token.text[0].isupper() for token in chunks[0])
    return chunks[0] if is_name and phrase[-1].text.islower() else phrase


def _chunks(tokens: list[Token]) -> list[list[Token]]:
    chunks: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in PUNCTUATION:
            chunks.append([])
        else:
            chunks[-1].append(token)
    return [chunk for chunk in chunks if chunk]


def _last_phrase(tokens: list[Token]) -> list[Token]:
    """What stands behind the last comma or word that begins a clause."""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.word in ("who", "which") and index == len(tokens) - 1:
            return _behind_predicate(_last_phrase(_trimmed(tokens[:index])))
        if token.text in PUNCTUATION or token.word in CLAUSE or _joins_clauses(tokens, index):
            return tokens[index + 1 :]
    return tokens


def _behind_predicate(phrase: list[Token]) -> list[Token]:
    """Whom `who` takes up: of `Smith asked Jane Roe` the latter."""
    last = max((index for index, token in enumerate(phrase) if is_predicate(token)), default=-1)
    return phrase[last + 1 :]


def _trimmed(tokens: list[Token]) -> list[Token]:
    return tokens[:-1] if tokens and tokens[-1].text in PUNCTUATION else tokens


def _joins_clauses(tokens: list[Token], index: int) -> bool:
    """Whether an `and` begins a clause of its own: what it joins are not two names."""
    if tokens[index].word not in ("and", "or"):
        return False
    left, right = tokens[index - 1 : index], tokens[index + 1 : index + 2]
    if not left or not right or not left[0].text[0].isupper():
        return True
    return not (right[0].text[0].isupper() or right[0].word in _COMPANY)


def phrase_behind(tokens: list[Token]) -> list[Token]:
    """The noun phrase behind an inverted verb."""
    while tokens and (tokens[0].word in BETWEEN or tokens[0].word.endswith("ly")) and tokens[0].text.islower():
        tokens = tokens[1:]
    for index, token in enumerate(tokens):
        joins = token.word == "of" or (
            token.word == "and" and tokens[index + 1 : index + 2] and not _is_said(tokens[index + 1])
        )
        if token.text == ",":
            return _name_beside(tokens[:index], _chunks(tokens[index:])[:1]) if index else []
        if token.text in PUNCTUATION or (token.word in TAIL and not (index and joins)):
            return tokens[:index]
    return tokens


def _is_said(token: Token) -> bool:
    return token.word in CUES or (token.text.islower() and token.word not in DETERMINERS)


def may_lack_article(phrase: list[Token]) -> bool:
    """`officers`, `senior officials`, `lead author Jane Smith`."""
    if phrase[0].word in CLAUSE:
        return False
    joint = next((index for index, token in enumerate(phrase) if index and token.word in _OF), len(phrase))
    phrase = phrase[:joint]
    last = phrase[-1].word
    plural = len(phrase) <= 3 and last.endswith("s") and not last.endswith(("ss", "is", "us"))
    capitals = [token.text[0].isupper() for token in phrase[-2:]]
    return plural or (
        len(phrase) <= 7 and capitals[-1] and (all(capitals) or len(phrase) == 2 or phrase[-1].text.isupper())
    )


def without_opener(phrase: list[Token]) -> list[Token]:
    """Without what a sentence opens with: `And he`, `On Thursday Jane Smith`, `In a statement Jane Smith`."""
    while phrase and phrase[0].word in ("and", "but", "so", "then", "still", "meanwhile", "now", "also", "however"):
        phrase = phrase[1:]
    if len(phrase) < 3 or phrase[0].word not in ADVERBIAL:
        return phrase
    if phrase[1].word in _DAYS:
        return phrase[2:]
    start = next((i for i in range(len(phrase) - 1, -1, -1) if not phrase[i].text[0].isupper()), 0) + 1
    return phrase[start:] if 2 < start < len(phrase) else phrase


def without_day(phrase: list[Token]) -> list[Token]:
    """`Jane Smith on Friday` without the day."""
    if len(phrase) > 1 and phrase[-1].word in _DAYS:
        return phrase[:-2] if phrase[-2].word == "on" else phrase[:-1]
    return phrase
