"""Where the house answers: an address that is taken once, and held until it is given back."""

from __future__ import annotations

import urllib.request

import pytest
from tests.api.conftest import Site

from tallyloom.api.serving import ChoosePort, answering, bound

HOST = "127.0.0.1"


def test_an_address_is_held_before_anything_answers_there(site: Site) -> None:
    """What is told to services beforehand is nobody else's when the house gets to answer."""
    with bound(HOST, (0,)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(ChoosePort):
            bound(HOST, (port,))
        with answering(site.house, HOST, listening) as address:
            assert address == f"http://localhost:{port}"
            with urllib.request.urlopen(f"{address}/healthz") as answer:
                assert answer.status == 200
