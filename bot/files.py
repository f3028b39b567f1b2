"""Files kept by the hash of their content, outside the data base: the same file twice is one file.

A file is written beside its place, flushed to the disk and moved there: a process that dies in between leaves nothing
half-written behind, and what is found under a name is whole.
"""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile


class Files:
    """A folder of files, each under its SHA-256 in a subfolder of the first two digits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """Store it; returns its hash once it is on the disk."""
        digest = hashlib.sha256(data).hexdigest()
        place = self.path(digest)
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)
        return digest

    def read(self, digest: str) -> bytes:
        """The file of that hash.

        Raises:
            FileNotFoundError: there is none.
            ValueError: what lies there is not what was kept.
        """
        data = self.path(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError(digest)
        return data

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest
