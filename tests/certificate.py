"""A certificate that nobody vouches for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

CAN_BE_MADE = shutil.which("openssl") is not None


def nobodys_context(folder: Path) -> ssl.SSLContext:
    """What a server on localhost shows whose certificate is its own; it is made in `folder`."""
    certificate, secret = folder / "certificate.pem", folder / "secret.pem"
    options = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    files = ["-keyout", str(secret), "-out", str(certificate)]
    made = ["openssl", "req", "-x509", *options, *files]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, secret)
    return context
