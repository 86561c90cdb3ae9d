"""Describes what happened to an article: one event per change of its head, from the head before and after."""
