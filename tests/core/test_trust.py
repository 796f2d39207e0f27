"""Whose certificates are trusted is read once, and again where something else is named."""

from __future__ import annotations

import os
import ssl
from contextlib import suppress
from pathlib import Path

import certifi
import pytest

from core.trust import trusted
from tests.certificate import CAN_BE_MADE, nobodys_context


@pytest.fixture(autouse=True)
def nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of certificates that the environment names: the first that Mozilla trusts."""
    first = Path(certifi.where()).read_text("utf-8").split("-----END CERTIFICATE-----")[0]
    path = tmp_path / "mine.pem"
    path.write_text(first + "-----END CERTIFICATE-----\n", "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def count(context: ssl.SSLContext) -> int:
    return int(context.cert_store_stats()["x509_ca"])


def test_all_connections_have_the_same() -> None:
    context = trusted(trust_env=True)
    assert trusted(trust_env=True) is context
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert count(context) > 100


def test_what_the_environment_names_is_for_those_who_ask_for_it(mine: Path) -> None:
    assert count(trusted(trust_env=True)) == 1
    assert count(trusted(trust_env=False)) > 100


def test_a_file_that_has_changed_is_read_again(mine: Path) -> None:
    trusted(trust_env=True)
    mine.write_bytes(Path(certifi.where()).read_bytes())
    os.utime(mine, ns=(1, 1))  # a clock may tell the same time twice
    assert count(trusted(trust_env=True)) > 100


@pytest.mark.parametrize("holds", [None, "no certificate"])
def test_a_file_that_is_none_is_told_each_time_until_it_is_one(
    mine: Path, holds: str | None
) -> None:
    good = mine.read_bytes()
    mine.unlink()
    if holds is not None:
        mine.write_text(holds, "utf-8")
    for _ in range(2):
        with pytest.raises(OSError):
            trusted(trust_env=True)
    mine.write_bytes(good)
    assert count(trusted(trust_env=True)) == 1


@pytest.mark.skipif(not CAN_BE_MADE, reason="there is no openssl")
def test_what_is_spoken_is_settled_before_any_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = nobodys_context(tmp_path)
    server.set_alpn_protocols(["h2", "http/1.1"])
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    context = trusted(trust_env=True)
    context.set_alpn_protocols(["h2"])  # as httpcore does, for each connection
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = context.wrap_bio(to_client, to_server, server_hostname="localhost")
    there = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (here, there, here, there):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    assert here.version()
    assert here.selected_alpn_protocol() == there.selected_alpn_protocol() == "http/1.1"
