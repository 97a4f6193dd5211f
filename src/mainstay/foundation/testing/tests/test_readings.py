"""The file of readings is what its dictionaries give."""

from mainstay.foundation.testing.readings import READINGS, readings


def test_the_file_of_readings_is_up_to_date() -> None:
    assert READINGS.read_text(encoding="utf-8") == readings(), "run `make readings`"
