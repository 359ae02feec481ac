"""Somebody with a browser: it keeps its cookie, and sends the form of a page as that page gave it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

OURS = {"Origin": "http://localhost"}
FORM = "/break-glass"
"""A page with a form, whoever looks at it."""


@dataclass
class Visitor:
    """A browser at our pages."""

    app: Flask
    address: str = "127.0.0.1"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = self.address

    @property
    def cookie(self) -> str:
        """Return the id that this browser holds, or nothing."""
        found = self.client.get_cookie("kvcase")
        return "" if found is None else found.value

    def holds(self, cookie: str) -> None:
        """Put a cookie into the browser, whoever it was of."""
        self.client.set_cookie("kvcase", cookie)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def token(self) -> str:
        """Return the token of a form, as a page of ours gives it to this browser."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(FORM).text)
        assert found is not None
        return found[1]

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data={"csrf_token": self.token(), **fields}, headers=OURS)

    def upload(self, path: str, fields: Mapping[str, str], data: bytes, name: str) -> TestResponse:
        """Send a form with a file as a browser does, its file last."""
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{each}\r\n' for key, each in fields.items()
        ]
        parts.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n')
        body = "".join(parts).encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n--x--\r\n"
        headers = {**OURS, "Content-Type": "multipart/form-data; boundary=x"}
        return self.client.post(path, data=body, headers=headers)

    def sign_in(self, key: str) -> TestResponse:
        """Send the form of signing in."""
        return self.post("/sign-in", key=key)
