"""The key that signs sessions."""

from pathlib import Path

import pytest

from console import secret_key, settings
from console.secret_key import UnsafeSecret


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = secret_key.of(settings.read(data_folder=tmp_path))
    assert len(first) >= 64
    assert secret_key.of(settings.read(data_folder=tmp_path)) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    secret_key.of(settings.read(data_folder=tmp_path))
    (tmp_path / "secret_key").chmod(0o644)
    with pytest.raises(UnsafeSecret, match=r"can be read by others; run: chmod 600 "):
        secret_key.of(settings.read(data_folder=tmp_path))


def test_the_setting_wins(tmp_path: Path) -> None:
    given = "a key of our own, of 32 and more"
    assert secret_key.of(settings.read(data_folder=tmp_path, secret_key=given)) == given
    assert not list(tmp_path.iterdir())
