"""Addresses of webhooks: which are taken when somebody writes them down."""

import pytest

from mainstay.apps.notifications.rules.hook_addresses import HookAddressWrong, hook_address


@pytest.mark.parametrize(
    "address",
    [
        "https://erp.example.com/hooks/mainstay?key=1",
        " https://erp.example.com:8443 ",
        "https://93.184.216.34/",
        "https://[2606:4700::1111]/hook",
        "http://erp.lan/hook",
        "http://ERP.lan:8080/hook",
        "https://10.0.0.7/hook",
    ],
)
def test_public_addresses_over_tls_and_named_hosts_are_taken(address: str) -> None:
    assert hook_address(address, ["Erp.lan", "10.0.0.7"]) == address.strip()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "unknown"),
        ("erp.example.com/hook", "unknown"),
        ("ftp://erp.example.com/", "unknown"),
        ("file:///etc/passwd", "unknown"),
        ("https:///hook", "unknown"),
        ("https://erp.example.com:99999/", "unknown"),
        ("https://erp.example.com/a b", "unknown"),
        ("https://erp.example.com/a\r\nHost: x", "unknown"),
        ("https://客户.example/", "unknown"),
        ("https://erp.example.com\\@10.0.0.1/", "unknown"),
        ("https://" + "a" * 1000, "unknown"),
        ("https://li:secret@erp.example.com/", "person"),
        ("https://erp.example.com/#part", "fragment"),
        ("http://erp.example.com/", "not_https"),
        ("https://10.0.0.1/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://[64:ff9b::a00:1]/", "private"),
        ("https://[fec0::1]/", "private"),
    ],
)
def test_what_is_no_such_address_is_refused_with_a_reason(address: str, code: str) -> None:
    with pytest.raises(HookAddressWrong) as refused:
        hook_address(address, ["erp.lan"])
    assert refused.value.code == code
