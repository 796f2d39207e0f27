"""Where a service may be: anywhere by https, and by http only where nobody else listens."""

from __future__ import annotations

import pytest

from core.errors import ServiceError
from core.runware.service import Service, chosen_address


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://api.runware.ai/v1", "https://api.runware.ai/v1"),
        (" https://api.runware.ai ", "https://api.runware.ai/v1"),
        ("https://api.runware.ai/", "https://api.runware.ai/v1"),
        ("https://example.org/own/path", "https://example.org/own/path"),
        ("http://127.0.0.1:7813", "http://127.0.0.1:7813/v1"),
        ("http://localhost:7813/v1", "http://localhost:7813/v1"),
        ("http://[::1]:7813/v1", "http://[::1]:7813/v1"),
        ("http://192.168.0.7/v1", "http://192.168.0.7/v1"),
        ("http://10.1.2.3", "http://10.1.2.3/v1"),
        ("http://[fd00::1]/v1", "http://[fd00::1]/v1"),
        ("http://[::ffff:192.168.0.7]/v1", "http://[::ffff:192.168.0.7]/v1"),
        ("http://studio", "http://studio/v1"),
        ("http://studio.local:8000", "http://studio.local:8000/v1"),
    ],
)
def test_an_address_gets_what_it_lacks(given: str, used: str) -> None:
    assert Service(given).url == used


@pytest.mark.parametrize(
    "address",
    [
        *("", "api.runware.ai", "ftp://api.runware.ai", "https://", "https://:80", "http://[::1"),
        *("https://a b/", "https://a\nb/", "https://a:0/", "https://a:99999/", "https://ä.de/"),
        *("https://a.b/\x00", "wss://ws-api.runware.ai/v1", "javascript:alert(1)"),
    ],
)
def test_what_is_no_address_is_refused_with_one_that_would_do(address: str) -> None:
    with pytest.raises(ServiceError) as refused:
        Service(address)
    assert "https://api.runware.ai/v1" in refused.value.remedy


@pytest.mark.parametrize(
    "address",
    [
        *("http://api.runware.ai/v1", "http://8.8.8.8/v1", "http://[2001:4860:4860::8888]/v1"),
        *("http://0x7f.1/v1", "http://localhost.evil.org/v1", "http://[::ffff:8.8.8.8]/v1"),
        "http://224.0.0.1/v1",
    ],
)
def test_no_key_is_sent_in_the_clear_through_the_internet(address: str) -> None:
    with pytest.raises(ServiceError, match="would show the key"):
        Service(address)
    Service(address.replace("http:", "https:"))


@pytest.mark.parametrize(
    "address",
    [
        *("https://user:s3cret@api.runware.ai/v1", "https://api.runware.ai/v1?key=s3cret"),
        *("https://api.runware.ai/v1#s3cret", "https://s3cret@api.runware.ai"),
    ],
)
def test_an_address_holds_no_secret_and_its_refusal_repeats_none(address: str) -> None:
    with pytest.raises(ServiceError) as refused:
        Service(address)
    assert "s3cret" not in str(refused.value)
    assert "api.runware.ai" in refused.value.what


def test_a_service_is_called_by_its_name() -> None:
    assert Service("https://api.runware.ai/v1").name == "Runware"
    assert Service("https://API.Runware.ai:443/v1").name == "Runware"
    assert Service("http://localhost:7813").name == "localhost:7813"
    assert Service("https://runware.ai.evil.org/v1").name == "runware.ai.evil.org"
    assert Service("https://evilrunware.ai/v1").name == "evilrunware.ai"


@pytest.mark.parametrize(
    "limit", ["connect_s", "read_s", "wait_s", "inline_bytes", "picture_bytes"]
)
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), True])
def test_limits_are_above_zero_and_end(limit: str, value: float) -> None:
    with pytest.raises(ServiceError, match=limit):
        Service(**{limit: value})  # type: ignore[arg-type]


def test_the_environment_goes_before_the_settings() -> None:
    setting = "https://example.org/v1"
    assert chosen_address(setting, {}) == setting
    assert chosen_address(setting, {"RUNWARE_API_URL": " "}) == setting
    assert chosen_address(setting, {"RUNWARE_API_URL": "http://localhost"}) == "http://localhost"
