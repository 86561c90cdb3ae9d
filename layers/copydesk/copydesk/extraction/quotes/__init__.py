"""This package finds quotes: what someone said, with the speaker, the cue and the place in its block."""

from copydesk.extraction.quotes.find import quotes_in

__all__ = ["quotes_in"]
