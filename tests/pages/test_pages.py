"""Every folder under tests/pages is a case: a page and its expected record.

`expected.json` holds the page's `url`, and either `reject` or the members below.
`article` has facts of the head; null means an absent fact.
`blocks` and `quotes` have all of them in order, each with the members that matter.
`flags` are those of the quality; null means none.
`in_no_block` has words that are on the page and not in the record.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.model import Article, to_plain

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.rglob("expected.json"))


def _page(case: Path) -> Path:
    return next(path for path in case.iterdir() if path.stem == "page")


def _extract(case: Path, expected: dict[str, Any]) -> Article:
    return extract_article(_page(case).read_bytes(), url=expected.get("url"), content_type=expected.get("content_type"))


def _members(records: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the records with only the members that the case names.

    Extra records stay whole, so that a failure shows them.
    """
    wanted = [*(set(each) for each in expected), *([None] * len(records))]
    return [
        record if keys is None else {key: record.get(key) for key in keys}
        for record, keys in zip(records, wanted, strict=False)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(HERE)))
def test_page_gives_what_its_case_expects(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    if "reject" in expected:
        with pytest.raises(Reject) as refused:
            _extract(case, expected)
        assert refused.value.reason == expected["reject"]
        return
    plain = to_plain(_extract(case, expected))
    assert {name: plain.get(name) for name in expected.get("article", {})} == expected.get("article", {})
    for part in ("blocks", "quotes"):
        if part in expected:
            assert _members(plain.get(part, []), expected[part]) == expected[part]
    if "flags" in expected:
        assert plain["quality"].get("flags") == expected["flags"]
    shown = json.dumps(plain.get("blocks", []), ensure_ascii=False)
    assert [words for words in expected.get("in_no_block", []) if words in shown] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(HERE)))
def test_page_gives_the_same_again(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    if "reject" not in expected:
        assert _extract(case, expected) == _extract(case, expected)
