"""What Django says of an installation that stands behind TLS as the administration guide has it."""

import os
import subprocess
import sys
from pathlib import Path


def test_an_installation_behind_tls_leaves_djangos_deployment_check_nothing_to_say(
    tmp_path: Path,
) -> None:
    behind_tls = {
        "MAINSTAY_HOME": str(tmp_path),
        "MAINSTAY_HTTPS": "1",
        "MAINSTAY_BEHIND_PROXY": "1",
        "MAINSTAY_ALLOWED_HOSTS": "mainstay.example.com",
        "MAINSTAY_TRUSTED_ORIGINS": "https://mainstay.example.com",
        "DJANGO_SETTINGS_MODULE": "mainstay.project.settings",
    }
    checked = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=os.environ | behind_tls,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout
