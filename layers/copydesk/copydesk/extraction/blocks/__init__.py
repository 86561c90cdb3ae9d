"""The located fragment as typed blocks in reading order."""
