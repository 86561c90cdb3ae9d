"""WARC files as CC-NEWS has them, a gzip member for each record: bytes in, pages or what is wrong with them out.

Pure: who reads the bytes, and from where, is told by the caller.
"""
