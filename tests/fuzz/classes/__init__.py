"""This package holds the classes of inputs, each in its own module."""

from tests.fuzz.classes import (
    addresses,
    bombs,
    charsets,
    grammar,
    jsonld,
    listings,
    mutated,
    patterns,
    repeated,
    robots,
    trees,
    xml_bombs,
)
from tests.fuzz.inputs import Kind

KINDS: tuple[Kind, ...] = (
    trees.KIND,
    bombs.KIND,
    xml_bombs.KIND,
    patterns.ALONE,
    patterns.IN_PAGES,
    repeated.KIND,
    charsets.KIND,
    mutated.KIND,
    grammar.KIND,
    jsonld.KIND,
    listings.KIND,
    robots.KIND,
    addresses.KIND,
)
