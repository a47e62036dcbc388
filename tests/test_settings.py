"""Every knob, its default and its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from tallyloom.settings import CorrectSetting, Settings, is_loopback, load, variable


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    settings = load()
    assert settings.home == Path("/srv/data/tallyloom")
    assert settings.database_url is None
    assert settings.allow_addresses == ()
    assert settings.apps is None
    assert settings.listen == "127.0.0.1:8080"


def test_every_setting_has_its_sentence() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYLOOM_HOME", "~/books")
    monkeypatch.setenv("TALLYLOOM_ALLOW_ADDRESSES", "127.0.0.1:5050, [::1]:5051")
    monkeypatch.setenv("TALLYLOOM_APPS", "xero,csv")
    monkeypatch.setenv("TALLYLOOM_LOG_LEVEL", "WARNING")
    settings = load()
    assert settings.home == Path.home() / "books"
    assert settings.allow_addresses == ("127.0.0.1:5050", "[::1]:5051")
    assert settings.apps == ("xero", "csv")
    assert settings.log_level == "warning"


def test_a_flag_outranks_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYLOOM_LISTEN", "127.0.0.1:1")
    assert load({"listen": "127.0.0.1:2"}).listen == "127.0.0.1:2"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_variable_is_an_absent_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = load()
    monkeypatch.setenv(variable(name), "")
    assert load() == absent


def test_a_relative_data_folder_is_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({"home": "books"}).home == tmp_path / "books"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("database_url", "mysql://host/db", "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
        ("database_url", "postgresql://host", "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
        ("allow_addresses", "10.0.0.1", "127.0.0.1:5050"),
        ("allow_addresses", "ok:1,http://bad:2/", "127.0.0.1:5050"),
        ("listen", "here:port", "HOST:PORT"),
        ("public_url", "books.example", "https://books.example"),
        ("log_level", "loud", "debug, info, warning, error"),
        ("test_clock", "http://10.1.2.3:9", "http://127.0.0.1:PORT"),
        ("test_clock", "http://clock.example:9", "http://127.0.0.1:PORT"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), value)
    with pytest.raises(CorrectSetting, match=re.escape(remedy)) as caught:
        load()
    assert str(caught.value).startswith(f"{variable(name)}: ")
    assert "\n" not in str(caught.value)


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CorrectSetting, match="TALLYLOOM_HOUSE is not a setting"):
        load({"house": "x"})


def test_a_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYLOOM_DATABASE_URL", "postgresql://me:hunter2@db.example/books")
    monkeypatch.setenv("TALLYLOOM_SECRET_KEY", "hunter2")
    assert "hunter2" not in repr(load())


def test_a_wrong_secret_is_not_printed_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYLOOM_DATABASE_URL", "mysql://me:hunter2@db.example/books")
    with pytest.raises(CorrectSetting) as caught:
        load()
    assert "hunter2" not in str(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().listen = "127.0.0.1:2"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "LOCALHOST"])
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "10.0.0.1", "localhost.example", "8.8.8.8", "xero.com"])
def test_other_machines_are_told_apart(host: str) -> None:
    assert not is_loopback(host)
