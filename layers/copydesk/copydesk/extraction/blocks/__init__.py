"""This package turns the located fragment into typed blocks in reading order."""
