"""Sends pages and messages through the pipeline for commands, and follows them to their outcome."""
