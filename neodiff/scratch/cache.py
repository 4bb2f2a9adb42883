"""Where neodiff keeps what it may make again. Makes no directory, and imports little."""

from __future__ import annotations

import os
from pathlib import Path

from neodiff.errors import UserError


def answers_directory(asked: Path | None) -> Path:
    """Where answers are kept, for whoever asks again."""
    return cache_directory(asked) / "answers"


def declared_directory(asked: Path | None) -> Path:
    """Where is kept what files of declarations said when they were read last."""
    return cache_directory(asked) / "declared"


def cache_directory(asked: Path | None) -> Path:
    """The cache as asked for: argument, $NEODIFF_CACHE, $XDG_CACHE_HOME/neodiff, ~/.cache/neodiff."""
    named = asked or os.environ.get("NEODIFF_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(base).expanduser().absolute() / "neodiff"
    except RuntimeError as error:
        raise UserError("this user has no home directory: set NEODIFF_CACHE to a directory for scratch data") from error
