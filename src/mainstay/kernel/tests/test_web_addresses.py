"""Which addresses of the web everybody can reach, and what may be told of one."""

import pytest

from mainstay.kernel.web_addresses import is_public, origin_of, without_query


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::8.8.8.8", "2002:808:808::1"],
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0",  # noqa: S104 - told apart, not bound
        "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1",
        "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_other_addresses_are_not(address: str) -> None:
    assert not is_public(address)


def test_an_origin_has_scheme_host_and_port() -> None:
    assert origin_of("https://Files.Example/a?b") == ("https", "files.example", 443)
    assert origin_of("http://files.example:8080") == ("http", "files.example", 8080)
    for wrong in ("ftp://a", "a/b", "https://", "https://a:99999/"):
        with pytest.raises(ValueError, match=r"."):
            origin_of(wrong)


def test_a_query_is_not_told() -> None:
    assert without_query("https://a.example/b?key=c") == "https://a.example/b?…"
    assert without_query("https://a.example/b") == "https://a.example/b"
