"""Pulls over TLS: the server proves that it is the host of the address, though it was resolved."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.testing import lines_in_force
from mainstay.apps.ledger.tests.file_server import FileServer, file_server
from mainstay.apps.ledger.tests.recurring import GOOD, batches, pulled, runs, when_due

pytestmark = pytest.mark.usefixtures("shop")

SECRET = "opensesame"


def certificate(folder: Path, host: str) -> Path:
    """A certificate for a host with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """The certificate of localhost, which this machine trusts and no other one."""
    settings.PULL_HOSTS = ["localhost"]
    path = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def serving(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def server(trusted: Path) -> Iterator[FileServer]:
    """A server that can prove to be localhost."""
    with file_server(serving(trusted)) as served:
        yield served


def test_a_server_that_proves_its_name_is_believed(acting: NamedActors, server: FileServer) -> None:
    address = server.file("/orders.csv", GOOD)
    row = when_due(pulled(acting.li_na, address, credential_kind="bearer", secret=SECRET))
    assert len(lines_in_force()) == 2, runs(row)[0].reason
    assert server.asked[0][1]["Authorization"] == f"Bearer {SECRET}"


def test_a_server_with_the_certificate_of_another_host_learns_nothing(
    acting: NamedActors, trusted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certificate(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with file_server(serving(other)) as impostor:
        address = impostor.file("/orders.csv", GOOD)
        row = when_due(pulled(acting.li_na, address, credential_kind="bearer", secret=SECRET))
        assert runs(row)[0].reason["code"] == "address_certificate"
        assert impostor.asked == []
    assert batches() == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    acting: NamedActors, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    row = when_due(pulled(acting.li_na, server.file("/orders.csv", GOOD)))
    assert runs(row)[0].reason["code"] == "address_certificate"
    assert server.asked == []


def test_nothing_leads_out_of_tls(acting: NamedActors, server: FileServer) -> None:
    with file_server() as plain:
        there = plain.file("/orders.csv", GOOD).replace("127.0.0.1", "localhost")
        row = when_due(pulled(acting.li_na, server.leads("/orders.csv", there)))
        assert runs(row)[0].reason["code"] == "address_redirect"
        assert plain.asked == []
