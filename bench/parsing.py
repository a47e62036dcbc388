"""Pages of 1,000 invoices: how fast they become records, and what they cost in memory.

Three readers are given the same bytes, in turn, in one process: the Xero app's own
(`apps/xero/wire.py`: dates as ISO 8601, money as Decimals), the official SDK's deserializer as its
AccountingApi uses it, and a bare msgspec decode with Decimals, which leaves the dates as they are
and is the floor for any reader that makes dictionaries. The seconds are of processor time, each the
best of many rounds, for others may use the machine.

Memory is what the interpreter allocates (tracemalloc) while one page is read and its records are
held: the highest it comes to, what the reader needs on its way included. Beside that stand what the
records alone hold, and by how much a fresh process grows at its highest (resident memory, Linux).

The pages are made by the emulator: sales invoices of one to six lines, of 300 contacts, every other
one paid, with days and moments. They are read as Xero writes them, slashes of dates escaped.

    python bench/parsing.py [--invoices 1000] [--rounds 40]

Prints one JSON object and leaves with 1 if a figure misses its goal: five times the SDK's records a
second, half its memory at most, the same days, moments and amounts as the SDK.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from xero_python.accounting import AccountingApi  # type: ignore[import-untyped]
from xero_python.api_client import ApiClient  # type: ignore[import-untyped]

from tallyloom.apps.xero import wire
from tallyloom.kit import Answer
from xero_emulator.fixture import running_emulator

BATCH = 50
GOALS = {"times_the_sdk": 5.0, "memory_of_the_sdk": 0.5}
CONTACTS = 300
_BARE = msgspec.json.Decoder(float_hook=Decimal)
_SDK = AccountingApi(ApiClient())


class Received:
    """A response as the SDK's client hands it on."""

    def __init__(self, body: bytes) -> None:
        self.text = body.decode()


def by_us(body: bytes) -> Any:
    return wire.records(Answer(200, {"content-type": "application/json"}, body), "Invoices")


def by_the_sdk(body: bytes) -> Any:
    client = _SDK.api_client
    return client.deserialize(Received(body), "Invoices", _SDK.get_model_finder()).invoices


def by_msgspec(body: bytes) -> Any:
    return _BARE.decode(body)["Invoices"]


READERS: Mapping[str, Callable[[bytes], Any]] = {
    "ours": by_us,
    "sdk": by_the_sdk,
    "bare": by_msgspec,
}


def invoices(first: int, dice: random.Random) -> list[dict[str, Any]]:
    def line() -> dict[str, Any]:
        return {
            "Description": f"Item {dice.randint(1, 5000)}, “boxed”",
            "Quantity": dice.randint(1, 24),
            "UnitAmount": f"{dice.randint(25, 99_999) / 100:.2f}",
            "AccountCode": "200",
        }

    return [
        {
            "Type": "ACCREC",
            "Status": "AUTHORISED",
            "InvoiceNumber": f"B-{at:06}",
            "Reference": f"PO {dice.randint(1, 99_999)}",
            "Contact": {"Name": f"Customer {dice.randint(1, CONTACTS)}"},
            "Date": f"2026-0{dice.randint(1, 2)}-{dice.randint(1, 28):02}",
            "DueDate": "2026-03-30",
            "LineItems": [line() for _ in range(dice.randint(1, 6))],
        }
        for at in range(first, first + BATCH)
    ]


def payments(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": "090"},
            "Date": "2026-03-01",
            "Amount": invoice["Total"],
        }
        for invoice in made[::2]
    ]


def page(count: int) -> bytes:
    """One page that holds `count` invoices, as the emulator answers it."""
    dice = random.Random(20260301)  # noqa: S311 - data, not secrets
    with running_emulator(seed="empty") as running:
        running.control.limits(enabled=False)
        headers = {
            "authorization": f"Bearer {running.consent()['access_token']}",
            "xero-tenant-id": running.tenants()["GB"],
            "accept": "application/json",
        }
        with httpx2.Client(base_url=f"{running.url}/api.xro/2.0", headers=headers) as http:
            for first in range(0, count, BATCH):
                answer = http.put("/Invoices", json={"Invoices": invoices(first, dice)})
                made = answer.raise_for_status().json()["Invoices"]
                paid = http.put("/Payments", json={"Payments": payments(made)})
                paid.raise_for_status()
                running.control.advance(61)  # so that records differ in when they were changed
            query = {"page": "1", "pageSize": str(count), "unitdp": "4"}
            found = http.get("/Invoices", params=query, timeout=60).raise_for_status().content
    return found.replace(b'"/Date(', b'"\\/Date(').replace(b')/"', b')\\/"')


def best_seconds(body: bytes, rounds: int) -> dict[str, float]:
    """The least processor time of each reader, the readers taking turns."""
    best = dict.fromkeys(READERS, float("inf"))
    for _ in range(rounds):
        for name, read in READERS.items():
            gc.collect()
            began = time.thread_time()
            held = read(body)
            best[name] = min(best[name], time.thread_time() - began)
            del held
    return best


def allocated(read: Callable[[bytes], Any], body: bytes) -> tuple[int, int]:
    """Bytes at the highest, and bytes that the records hold."""
    read(body)  # what is made once is not the page's
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    held = read(body)
    highest = tracemalloc.get_traced_memory()[1]
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del held
    return highest - before, kept - before


def grown(name: str, file: Path) -> int:
    """By how many bytes the highest resident memory of a fresh process grows."""
    if sys.platform != "linux":
        return 0
    command = [sys.executable, __file__, "--one", name, "--page", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)


def _grow(name: str, file: Path) -> int:
    body = file.read_bytes()
    READERS[name](b'{"Invoices":[]}')
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the highest counts from here
    before = _highest_resident()
    held = READERS[name](body)
    after = _highest_resident()
    del held
    return after - before


def _highest_resident() -> int:
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.split("VmHWM:")[1].split()[0]) * 1024


def agree(body: bytes) -> bool:
    """Whether both readers find the same days, moments and amounts."""
    return all(
        ours["Date"] == str(theirs.date)
        and ours["DueDate"] == str(theirs.due_date)
        and datetime.fromisoformat(ours["UpdatedDateUTC"]) == theirs.updated_date_utc
        and [each["Date"] for each in ours["Payments"]] == [str(p.date) for p in theirs.payments]
        and ours["Total"] == theirs.total
        and [each["UnitAmount"] for each in ours["LineItems"]]
        == [each.unit_amount for each in theirs.line_items]
        for ours, theirs in zip(by_us(body), by_the_sdk(body), strict=True)
    )


def measured(count: int, rounds: int) -> dict[str, Any]:
    body = page(count)
    seconds = best_seconds(body, rounds)
    memory = {name: allocated(read, body) for name, read in READERS.items()}
    with tempfile.TemporaryDirectory(prefix="tallyloom-bench-") as folder:
        file = Path(folder) / "page.json"
        file.write_bytes(body)
        resident = {name: grown(name, file) for name in READERS}
    lines = sum(len(each["LineItems"]) for each in by_us(body))
    return {
        "invoices": count,
        "lines": lines,
        "dates": body.count(b"/Date("),
        "page_megabytes": round(len(body) / 1e6, 2),
        "records_per_second": {name: round(count / each) for name, each in seconds.items()},
        "times_the_sdk": round(seconds["sdk"] / seconds["ours"], 2),
        "bare_times_the_sdk": round(seconds["sdk"] / seconds["bare"], 2),
        "seconds_of_bare": round(seconds["ours"] / seconds["bare"], 2),
        "megabytes_at_the_highest": {
            name: round(each[0] / 1e6, 2) for name, each in memory.items()
        },
        "megabytes_held": {name: round(each[1] / 1e6, 2) for name, each in memory.items()},
        "megabytes_resident": {name: round(each / 1e6, 2) for name, each in resident.items()},
        "memory_of_the_sdk": round(memory["ours"][0] / memory["sdk"][0], 3),
        "resident_of_the_sdk": round(resident["ours"] / (resident["sdk"] or 1), 3),
        "agree": agree(body),
    }


def missed(found: Mapping[str, Any]) -> list[str]:
    late = found["times_the_sdk"] < GOALS["times_the_sdk"]
    large = found["memory_of_the_sdk"] > GOALS["memory_of_the_sdk"]
    goals = {"times_the_sdk": late, "memory_of_the_sdk": large, "agree": not found["agree"]}
    return [name for name, is_missed in goals.items() if is_missed]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--one", choices=READERS, help="read a page in this process")
    parser.add_argument("--page", type=Path, help="the page that --one reads")
    asked = parser.parse_args()
    if asked.one:
        print(_grow(asked.one, asked.page))
        return 0
    found = measured(asked.invoices // BATCH * BATCH, asked.rounds)
    found["missed"] = missed(found)
    print(json.dumps(found, indent=2))
    return 1 if found["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
