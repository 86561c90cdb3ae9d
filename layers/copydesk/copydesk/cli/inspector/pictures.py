"""Lists the pictures of a record with their captions, and with their size if the address names it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.cli.inspector.blocks import facts, picture_facts, size_in
from copydesk.cli.inspector.markup import Html, address, joined, tag, text
from copydesk.model import Block, BlockType


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    block: int
    url: str | None
    told: Sequence[tuple[str, str | None]]


def pictures(blocks: Sequence[Block]) -> list[Picture]:
    return [picture for index, block in enumerate(blocks) for picture in _of(index, block)]


def picture_list(found: Sequence[Picture]) -> Html:
    return (
        tag("ol", *map(_entry, found), class_="cards") if found else tag("p", text("None in the text."), class_="dim")
    )


def _of(index: int, block: Block) -> Iterator[Picture]:
    if block.type is BlockType.IMAGE:
        told = [("caption", block.caption), ("credit", block.credit), ("alt", block.alt)]
        yield Picture(block=index, url=block.url, told=told)
    if block.type is BlockType.GALLERY:
        yield from (Picture(block=index, url=item.url, told=picture_facts(item)) for item in block.items)


def _entry(picture: Picture) -> Html:
    shape = tag("span", text(size_in(picture.url) or "not loaded"), class_="shape")
    where = tag("a", text(f"block #{picture.block + 1}"), href=f"#block-{picture.block + 1}")
    lines = joined([facts(picture.told), address(picture.url), tag("p", where, class_="where")])
    return tag("li", tag("div", shape, tag("div", lines), class_="media"), data_kind="image")
