"""Lines of a body that only repeat a fact of the head: who wrote it, and when."""

import re

from copydesk.extraction.dates import parse_date
from copydesk.extraction.metadata.fold import fold
from copydesk.extraction.metadata.grammar import names_in
from copydesk.extraction.metadata.head import Head

#: A longer line (characters) says more than a byline or a date.
_LONGEST = 90
#: Words beside a date that name the day of the week, or that it is the day of publication.
_MOST_BESIDE = 4
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")


def repeats_facts(text: str, head: Head) -> bool:
    """Whether a line says nothing but the date or the authors of the head."""
    return len(text) <= _LONGEST and (_is_date(text, head) or _is_byline(text, head))


def _is_date(text: str, head: Head) -> bool:
    if not _DIGIT.search(text):
        return False
    days = {(date or "")[:10] for date in (head.date_published, head.date_modified)}
    read = (parse_date(text, day_first=order, language=head.language or "") for order in (True, False))
    found = next((date for date in read if date and date.value[:10] in days), None)
    return found is not None and len(_WORD.findall(text.replace(found.raw, " "))) <= _MOST_BESIDE


def _is_byline(text: str, head: Head) -> bool:
    written = {fold(author.name) for author in head.authors}
    if fold(text) in written:
        return True
    return bool(written) and {fold(name) for name in names_in(text)} == written
