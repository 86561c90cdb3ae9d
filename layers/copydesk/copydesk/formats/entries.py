"""What to show of the beginning of a live blog's entry."""

from copydesk.model import Block


def entry_time(block: Block) -> str | None:
    """When an entry was written, where its title does not begin with it."""
    time = block.entry.time if block.entry else None
    return time if time and not block.text.startswith(time) else None
