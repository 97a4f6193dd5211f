"""What the doctor says of the list of leaked passwords, and what it keeps people from choosing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tests.installation import Installation

FAILED = 1


@dataclass(frozen=True)
class Listed(Installation):
    """An installation with a list of leaked passwords."""

    file: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"MAINSTAY_BREACHED_PASSWORDS": self.file}


def listed(installation: Installation, file: Path) -> Listed:
    return Listed(installation.home, installation.database_url, file=str(file))


def test_the_doctor_looks_at_the_list(empty: Installation, tmp_path: Path) -> None:
    file = tmp_path / "leaked.txt"
    checks = {each["check"]: each for each in empty.json("doctor")["checks"]}
    assert "leaked_passwords" not in checks
    missing = listed(empty, file).run("doctor", "--json")
    found = {each["check"]: each for each in missing.json["checks"]}["leaked_passwords"]
    assert missing.status == FAILED
    assert str(file) in found["says"]
    hashes = [hashlib.sha1(word, usedforsecurity=False).hexdigest() for word in (b"one", b"two")]
    file.write_text("".join(f"{each.upper()}:7\n" for each in sorted(hashes)))
    checks = {each["check"]: each for each in listed(empty, file).json("doctor")["checks"]}
    assert checks["leaked_passwords"]["healthy"] is True
