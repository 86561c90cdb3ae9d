"""Reading the words of blocks: few calls, and none of the keys lost."""

from dataclasses import replace
from typing import Any

import pytest

from copydesk.errors import Retry
from copydesk.events.records import BlockWords
from copydesk.storage import ArticleStore
from copydesk.storage.block_words import read_block_words
from tests.unit.storage.conftest import Answer, Calls
from tests.unit.storage.making import ARTICLE_ID, MORNING, NOON, article, candidate, pack_sk


def wanted(*packs: str) -> list[tuple[str, str]]:
    """Packs, each by the blocks that are in it."""
    return [(ARTICLE_ID, pack_sk(*names.split()).removeprefix("BLOCKS#")) for names in packs]


def read(*packs: str) -> dict[str, str]:
    found = read_block_words(wanted(*packs), pause=lambda _: None)
    return {block: words.text for (_, block), words in found.items()}


def test_blocks_are_read_in_one_call_and_what_is_not_there_is_left_out(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one", "two")))
    calls.made.clear()
    assert read("one two", "four") == {"b-one": "one", "b-two": "two"}
    assert calls.names == ["BatchGetItem"]


def test_a_block_that_a_revision_dropped_is_still_read(store: ArticleStore) -> None:
    store.store(candidate(article("one", "two"), at="2024-04-25T08:00:00.000000Z"))
    store.store(candidate(article("one", "three")))
    assert read("one two", "one three") == {"b-one": "one", "b-two": "two", "b-three": "three"}


def test_more_than_a_call_takes_are_several_calls(store: ArticleStore, calls: Calls) -> None:
    for number in range(101):
        store.store(replace(candidate(article(str(number))), article_id=f"{number:032x}"))
    calls.made.clear()
    packs = [(f"{number:032x}", wanted(str(number))[0][1]) for number in range(101)]
    assert len(read_block_words(packs)) == 101
    assert calls.names == ["BatchGetItem", "BatchGetItem"]


def test_a_block_keeps_its_words_where_its_type_does(store: ArticleStore) -> None:
    made = article("one")
    (block,) = made.blocks
    picture = replace(block, text="", caption="The bridge", url="https://example.org/b.jpg")
    store.store(candidate(replace(made, blocks=(picture,))))
    (words,) = read_block_words(wanted("one")).values()
    assert words == BlockWords(type="paragraph", text="The bridge https://example.org/b.jpg")


def _hand_back(calls: Calls, times: int) -> None:
    """DynamoDB that answers with one key less than it was asked for, so many times."""
    left = [times]

    def around(name: str, arguments: dict[str, Any], call: Any) -> Answer:
        if name != "BatchGetItem" or not left[0]:
            return dict(call())
        left[0] -= 1
        ((table, request),) = arguments["RequestItems"].items()
        kept = request["Keys"].pop()
        answer = call() if request["Keys"] else {"Responses": {table: []}}
        return dict(answer) | {"UnprocessedKeys": {table: {"Keys": [kept]}}}

    calls.around = around


def test_keys_that_are_handed_back_are_asked_for_again(store: ArticleStore, calls: Calls) -> None:
    for text, at in (("one", MORNING), ("two", NOON)):
        store.store(candidate(article(text), at=at))
    calls.made.clear()
    _hand_back(calls, 2)
    assert read("one", "two") == {"b-one": "one", "b-two": "two"}
    assert calls.names == ["BatchGetItem"] * 3


def test_keys_that_are_always_handed_back_are_for_later(store: ArticleStore, calls: Calls) -> None:
    store.store(candidate(article("one")))
    _hand_back(calls, 99)
    with pytest.raises(Retry, match="1 keys handed back"):
        read("one")
