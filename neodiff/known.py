"""Errors from below that are no bugs of ours: a scratch server that went away, a full disk, a file that may not be written."""

from __future__ import annotations

import errno


def explain(error: Exception) -> str | None:
    """One line for the person, or None where this is a bug."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{_at(error)}; make room, or set NEODIFF_CACHE to a directory on another disk"
    if isinstance(
        error, PermissionError | FileNotFoundError | NotADirectoryError | IsADirectoryError | FileExistsError
    ):
        return f"{error.strerror or error}{_at(error)}"
    import psycopg

    if isinstance(error, psycopg.errors.DiskFull):
        return "the scratch server's disk is full; run `neodiff scratch clean`, or set NEODIFF_CACHE to a directory on another disk"
    from neodiff.connect import lost

    if isinstance(error, psycopg.errors.QueryCanceled):
        return "a query was canceled by somebody on the scratch server; run the command again"
    if isinstance(error, psycopg.Error) and lost(error):
        said = " ".join(str(error).split())
        return f"the connection to the scratch server was lost: {said}; run the command again"
    return None


def _at(error: OSError) -> str:
    place = error.filename2 or error.filename
    return f": {place}" if place else ""
