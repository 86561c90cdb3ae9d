"""This benchmark measures the memory of the ingest function with large pages, each batch in a fresh process.

`python -m bench.ingest_memory COUNT BYTES` prints the most megabytes. They include the interpreter and its imports.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from bench.fetch_world import world
from bench.ingest_world import call, load_function
from copydesk.extraction.article import MOST_CHARACTERS, MOST_KEPT

#: The setting of the template.
_ALLOCATOR = {"MALLOC_ARENA_MAX": "1"}


def peak(count: int, size: int) -> float:
    """Returns the most megabytes of a process that ingests one batch of `count` pages of `size` bytes."""
    command = [sys.executable, "-m", "bench.ingest_memory", str(count), str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **_ALLOCATOR})  # noqa: S603  # ours
    return float(done.stdout)


def _peak_here(count: int, size: int) -> float:
    names = [f"worst-{number}" for number in range(count)]
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as log:
        for name in names:
            Path(folder, name).write_bytes(_page(size))
        with world("bench.ingest_stand_ins", folder) as there, redirect_stdout(log):
            call(load_function(there.ports["aws"]), names)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _page(size: int) -> bytes:
    """Returns a page with as much text in as many paragraphs as extraction takes.

    The rest of the bytes are in an attribute of each paragraph.
    """
    count = min(MOST_KEPT - 100, size // 200)
    text = "“The harbour bridge opens at noon,” the city says of it. " * 20
    length = min(int(0.97 * MOST_CHARACTERS), int(0.9 * size)) // count
    rest = " " * (size // count - length - 50)
    paragraphs = (f'<p class="story {rest}">{number:06} {text[: length - 7]}</p>\n' for number in range(count))
    return f"<html><body><article><h1>A long story</h1>{''.join(paragraphs)}</article>".encode()


if __name__ == "__main__":
    print(json.dumps(_peak_here(int(sys.argv[1]), int(sys.argv[2]))))
