"""Texts that may occur more than once, found without a hash table.

A dictionary of millions of order numbers costs more than all sums over them. Each text is folded
into 64 bits, eight bytes at a time, and the sorted numbers show which occur again. Equal texts have
equal numbers; that others may share one costs a little work and no truth.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_WORD = 8
# Odd, so that multiplying loses nothing; from the golden ratio, as Knuth proposes.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


def seen_before_or_after(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Say of each text whether it may occur elsewhere too. Needs texts without null.

    True for every text that does occur elsewhere, and by chance for a few others.
    """
    if not len(texts):
        return np.zeros(len(texts), dtype=bool)
    numbers = _folded(texts)
    ordered = np.sort(numbers)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return np.zeros(len(texts), dtype=bool)
    places = np.minimum(np.searchsorted(again, numbers), len(again) - 1)
    found: npt.NDArray[np.bool_] = again[places] == numbers
    return found


def _folded(texts: pa.StringArray) -> npt.NDArray[np.uint64]:
    _, offsets_buffer, bytes_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32)
    offsets = offsets[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    lengths = np.diff(offsets)
    first, last = int(offsets[0]), int(offsets[-1])
    # With room behind the last text, so that every text can be read in whole words.
    held = np.zeros(last - first + _WORD, dtype=np.uint8)
    held[:-_WORD] = np.frombuffer(bytes_buffer or b"", dtype=np.uint8)[first:last]
    words = np.ndarray(last - first + 1, dtype="<u8", buffer=held.data, strides=(1,))
    starts = offsets[:-1] - first
    numbers = lengths.astype(np.uint64)
    shortest = int(lengths.min())
    for word in range(0, int(lengths.max()), _WORD):
        if word + _WORD <= shortest:
            at = words[starts + word]
        else:
            at = _last_bytes(words[np.minimum(starts + word, last - first)], lengths - word)
        numbers = (numbers ^ at) * _FACTOR
        numbers ^= numbers >> _HALF
    return numbers


def _last_bytes(
    words: npt.NDArray[np.uint64], rest: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """Shift out what lies behind each text, given how many bytes of it are left."""
    unused = np.clip(_WORD - rest, 0, _WORD) * 8
    # A shift by a whole word would be undefined.
    shifted = words << np.minimum(unused, 63).astype(np.uint64)
    return np.where(rest > 0, shifted, np.uint64(0))
