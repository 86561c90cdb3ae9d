"""These tests decode compressed bodies: every encoding, in layers, damaged, mislabelled and hostile."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from copydesk.errors import Reject, RejectReason
from copydesk.web.content_encoding import MAX_INFLATED_BYTES, inflate

PAGE = b"<html><body><p>" + b"Words of a page. " * 200 + b"</p></body></html>"
ENCODED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
}


@pytest.mark.parametrize("name", ENCODED)
def test_every_encoding_is_undone(name: str) -> None:
    assert inflate(ENCODED[name], name) == PAGE


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_encodings_with_magic_need_no_header(name: str) -> None:
    assert inflate(ENCODED[name]) == PAGE


def test_raw_deflate_is_undone_too() -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert inflate(raw.compress(PAGE) + raw.flush(), "deflate") == PAGE


def test_layers_are_undone_from_the_outside_in() -> None:
    assert inflate(gzip.compress(brotli.compress(PAGE)), "br, gzip") == PAGE
    assert inflate(gzip.compress(gzip.compress(PAGE)), "gzip") == PAGE


@pytest.mark.parametrize("name", ["gzip", "zstd", "br"])
def test_a_header_that_outlived_its_encoding_is_harmless(name: str) -> None:
    assert inflate(PAGE, name) == PAGE


def test_members_of_a_gzip_file_are_joined() -> None:
    assert inflate(gzip.compress(b"<p>one") + gzip.compress(b" two")) == b"<p>one two"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_stream_cut_short_is_refused(name: str) -> None:
    with pytest.raises(Reject) as refused:
        inflate(ENCODED[name][:-9], name)
    assert refused.value.reason == RejectReason.BROKEN_ENCODING


def test_an_unknown_encoding_is_refused_by_name() -> None:
    with pytest.raises(Reject, match="compress") as refused:
        inflate(PAGE, "compress")
    assert refused.value.reason == RejectReason.UNSUPPORTED_ENCODING


def _bomb(name: str) -> bytes:
    """Returns some kilobytes that inflate to ten times the limit."""
    size = 10 * MAX_INFLATED_BYTES
    if name == "gzip":
        packer = zlib.compressobj(9, wbits=31)
        return b"".join(packer.compress(bytes(2**20)) for _ in range(size // 2**20)) + packer.flush()
    return brotli.compress(bytes(size), quality=1) if name == "br" else zstandard.compress(bytes(size))


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_a_bomb_stops_at_the_limit(name: str) -> None:
    bomb = _bomb(name)
    assert len(bomb) < MAX_INFLATED_BYTES / 50
    with pytest.raises(Reject) as refused:
        inflate(bomb, name)
    assert refused.value.reason == RejectReason.TOO_LARGE


def test_a_bomb_in_a_bomb_stops_too() -> None:
    with pytest.raises(Reject) as refused:
        inflate(gzip.compress(_bomb("gzip")))
    assert refused.value.reason == RejectReason.TOO_LARGE


def test_a_plain_body_over_the_limit_is_refused() -> None:
    with pytest.raises(Reject) as refused:
        inflate(b"x" * (MAX_INFLATED_BYTES + 1))
    assert refused.value.reason == RejectReason.TOO_LARGE
