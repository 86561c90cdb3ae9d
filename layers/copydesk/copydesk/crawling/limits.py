"""What one request may cost at most."""

from dataclasses import dataclass

from copydesk.extraction.content_encoding import MAX_INFLATED_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time in seconds, sizes in bytes."""

    #: For the name, and once more for the connection.
    connect_seconds: float = 5
    #: For everything, from the name to the last byte.
    total_seconds: float = 15
    #: Status line, headers and interim responses together; servers send 8 to 16 KiB at most, browsers take 256.
    header_bytes: int = 64 * 1024
    #: As received, still compressed.
    body_bytes: int = 10 * 10**6
    #: Chunks of one byte cost 15 µs each, not 0.1 like others: 10 MB of them would take a core for half a minute.
    chunks: int = 65_536
    #: Never more than MAX_INFLATED_BYTES, at which inflating stops.
    inflated_bytes: int = MAX_INFLATED_BYTES
    #: Pages reach 30, feeds of one repeated item 100; zlib's own limit is 1,032.
    ratio: float = 200
    #: Small bodies of blanks reach any ratio, and harm nobody.
    ratio_from_bytes: int = 10**6


DEFAULT_LIMITS = Limits()
