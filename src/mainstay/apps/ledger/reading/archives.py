"""Members of zip archives."""

import errno
import zipfile
from typing import IO


def open_member(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> IO[bytes]:
    """A member's unpacked bytes.

    Raises zipfile.BadZipFile also for a place before the beginning of the file, which the disk
    refuses to go to.
    """
    try:
        return archive.open(member)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise zipfile.BadZipFile("a member stands before the file") from error
