"""Clients that know only Xero's own addresses work here, unmodified."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from xero_python.accounting import AccountingApi, Contact, Contacts
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.identity import IdentityApi

from xero_emulator.fixture import Running
from xero_emulator.tls import Secure

# What a program does that was written for Xero itself: the standard library, Xero's addresses.
CLIENT = """\
import json
import sys
from urllib.request import Request, urlopen

token, tenant = sys.argv[1:]
with urlopen("https://identity.xero.com/.well-known/openid-configuration") as answer:
    print(json.load(answer)["token_endpoint"])
headers = {"Authorization": f"Bearer {token}", "xero-tenant-id": tenant}
headers |= {"Accept": "application/json", "Content-Type": "application/json"}
body = json.dumps({"Contacts": [{"Name": "Ridgeway University"}]}).encode()
address = "https://api.xero.com/api.xro/2.0/Contacts"
with urlopen(Request(address, body, headers, method="PUT")) as answer:
    print(json.load(answer)["Contacts"][0]["Name"])
with urlopen(Request(address, None, headers)) as answer:
    print(len(json.load(answer)["Contacts"]))
"""


@pytest.fixture
def xero(running: Running) -> Running:
    running.control.reset()
    return running


def test_a_program_for_xero_works_through_the_proxy(xero: Running, secure: Secure) -> None:
    assert secure.proxy is not None
    token, tenant = xero.consent()["access_token"], xero.tenants()["GB"]
    surroundings = {"HTTPS_PROXY": secure.proxy.url, "SSL_CERT_FILE": str(secure.certificate)}
    ran = subprocess.run(
        [sys.executable, "-c", CLIENT, token, tenant],
        env={**os.environ, **surroundings, "no_proxy": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stderr == ""
    assert ran.stdout.split("\n") == [
        "https://identity.xero.com/connect/token",
        "Ridgeway University",
        "1",
        "",
    ]


def test_the_official_sdk_works_with_its_own_addresses(xero: Running, secure: Secure) -> None:
    assert secure.proxy is not None
    told = xero.consent("sdk-app")
    settings = Configuration(oauth2_token=OAuth2Token("sdk-app", "secret"))
    settings.proxy, settings.ssl_ca_cert = secure.proxy.url, str(secure.certificate)
    client = ApiClient(
        settings,
        oauth2_token_getter=lambda: told,
        oauth2_token_saver=lambda token: None,
    )
    organisations = {each.tenant_name: each for each in IdentityApi(client).get_connections()}
    assert len(organisations) == 4
    tenant = organisations["Demo Company (UK)"].tenant_id
    sent = Contacts(contacts=[Contact(name="Ridgeway University")])
    made = AccountingApi(client).create_contacts(tenant, sent).contacts[0]
    assert AccountingApi(client).get_contact(tenant, made.contact_id).contacts[0].name == made.name
    assert [each["Name"] for each in xero.control.ledger(tenant)["contacts"]] == [made.name]


@pytest.mark.parametrize(
    "asked",
    [
        b"CONNECT example.com:443 HTTP/1.1\r\n\r\n",
        b"CONNECT api.xero.com:22 HTTP/1.1\r\n\r\n",
        b"GET http://api.xero.com/connections HTTP/1.1\r\n\r\n",
        b"CONNECT api.xero.com.example.com:443 HTTP/1.1\r\n\r\n",
    ],
)
def test_the_proxy_leads_nowhere_else(secure: Secure, asked: bytes) -> None:
    assert secure.proxy is not None
    host, port = secure.proxy.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as there:
        there.sendall(asked)
        told = b"".join(iter(lambda: there.recv(1000), b""))
    assert told.startswith(b"HTTP/1.1 403 Forbidden")
    assert told.endswith(b"api.xero.com on port 443 and nowhere else.\n")


def test_the_command_says_how_to_reach_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xero_emulator", "--port", "0", "--seed", "empty"]
    command += ["--proxy-port", "0", "--tls-folder", str(tmp_path / "tls")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(3)]
        process.terminate()
        process.stdout.read()
    assert f"trust {tmp_path}/tls/ca.pem" in told[0]
    assert told[1].startswith("Proxy to them: HTTPS_PROXY=http://127.0.0.1:")
    assert told[2].startswith("Xero emulator ready at")
    assert process.returncode == 0
