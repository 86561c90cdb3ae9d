"""What one request may cost at most."""

from dataclasses import dataclass

from copydesk.content_encoding import MAX_INFLATED_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time in seconds, sizes in bytes."""

    #: For the name, and once more for the connection.
    connect_seconds: float = 5
    #: For everything, from the name to the last byte.
    total_seconds: float = 15
    #: Status line, headers and interim responses together; Node.js takes 16 KiB, Chrome 256.
    header_bytes: int = 64 * 1024
    #: As received, still compressed.
    body_bytes: int = 10 * 10**6
    #: Each costs 15 µs of CPU, however small: 10 MB in chunks of one byte would take a core for 25 s.
    chunks: int = 65_536
    #: Never more than MAX_INFLATED_BYTES, at which inflating stops.
    inflated_bytes: int = MAX_INFLATED_BYTES
    #: Content over content as sent; deflate itself reaches 1,032 (zlib's technical details), text rarely 20.
    ratio: float = 200
    #: Small bodies of blanks reach any ratio, and harm nobody.
    ratio_from_bytes: int = 10**6


DEFAULT_LIMITS = Limits()
