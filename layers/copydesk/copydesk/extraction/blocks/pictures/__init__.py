"""This package reads pictures with their captions and credits."""
