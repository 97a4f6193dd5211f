"""What a disk refuses, among all that an operating system may say no to."""

import errno

REFUSALS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMFILE, errno.EIO}
)
"""Reasons that somebody can do something about; a missing file is none of them."""


def refused_by_disk(error: BaseException) -> bool:
    """Whether an error says that the disk is full, read-only or broken."""
    return isinstance(error, OSError) and error.errno in REFUSALS
