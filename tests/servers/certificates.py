"""Certificates of an authority of our own, made by openssl, for servers that tests talk to."""

import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]


class Certificate(NamedTuple):
    """A certificate and its key, in PEM."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """For a server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def authority(folder: Path, name: str = "authority") -> Certificate:
    """A new authority; `name` is that of its files."""
    return _made(folder, name, [])


def certificate(folder: Path, signed_by: Certificate, *names: str) -> Certificate:
    """A new certificate for names as in DNS:imap.shop.test or IP:127.0.0.1."""
    signing = ["-CA", str(signed_by.certificate), "-CAkey", str(signed_by.key)]
    names_of_it = ["-addext", f"subjectAltName={','.join(names)}", "-addext", "basicConstraints=CA:FALSE"]
    return _made(folder, names[0].partition(":")[2], [*signing, *names_of_it])


def _made(folder: Path, name: str, options: list[str]) -> Certificate:
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    files = ["-keyout", str(made.key), "-out", str(made.certificate), "-subj", f"/CN={name}"]
    subprocess.run(["openssl", "req", "-x509", *KEY, *files, *options], check=True, capture_output=True)
    return made
