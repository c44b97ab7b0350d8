"""Every setting: its name, default and meaning. Read once from the environment, all errors told at once."""

import os
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "POSTDESK_"
DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
QUEUES = (*DATABASES, "redis://", "rediss://")
LEAST_SECRET_LENGTH = 32
LEAST_SECRET_VARIETY = 10  # different characters
LEAST_TOKEN_LENGTH = 16
SHIELDED = "/run/secrets/"  # where containers put secrets, readable inside by everyone


class BadSettings(ValueError):
    """One or more settings are wrong; the message has a line for each, with the remedy."""


class Settings(BaseSettings):
    """The settings. Each is the environment variable POSTDESK_<NAME>; a secret may stand in POSTDESK_<NAME>_FILE."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data_folder: Path = Field(Path("instance"), description="Folder for the embedded database and generated secrets.")
    database_url: str = Field(
        "", description="SQLAlchemy URL. Empty: SQLite in the data folder. postgresql://… for PostgreSQL 14 or newer."
    )
    secret_key: str = Field(
        "", description="Signs sessions; 32 characters or more. Empty: made at first start in the data folder."
    )
    host: str = Field("127.0.0.1", description="Address the console listens on.")
    port: int = Field(8025, ge=0, le=65535, description="Port the console listens on; 0 picks a free one.")
    threads: int = Field(8, ge=1, le=256, description="Threads that answer requests.")
    worker: bool = Field(
        True, description="python app.py also follows feeds; false where `flask --app app work` does it."
    )
    queue_url: str = Field(
        "", description="Queue that wakes workers. Empty: SQLite in the data folder. Or postgresql://… or redis://…"
    )
    metrics_token: str = Field(
        "", description="Bearer token that /metrics asks for; 16 characters or more. Empty: open on loopback only."
    )
    secure_cookies: bool = Field(
        False, description="The console is reached over HTTPS: cookies get __Host- and Secure, answers HSTS."
    )
    trusted_proxies: int = Field(0, ge=0, le=5, description="How many reverse proxies stand in front of the console.")
    time_zone: str = Field("UTC", description="Time zone of readers who have not chosen one, as in Europe/Berlin.")
    smart_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Providers we send through, by host name or domain: their 250 proves only that mail left us."
    )
    own_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further mail hosts of our own, by host name or domain; hosts whose log is read are known."
    )
    mailbox_secrets: str = Field(
        "", description="Folder with the password or token of each mailbox. Empty: mailbox-secrets in the data folder."
    )
    mailbox_ca: str = Field(
        "", description="PEM file with certificate authorities that mail servers are verified by, beside the system's."
    )
    reply_rules: str = Field(
        "", description="TOML file with rules of your own for what servers reply; tried before ours. Empty: none."
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")

    @field_validator("smart_hosts", "own_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(value.lower().replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(DATABASES):
            raise ValueError("starts with neither sqlite:/// nor postgresql://")
        return value

    @field_validator("queue_url")
    @classmethod
    def _known_queue(cls, value: str) -> str:
        if value and not value.startswith(QUEUES):
            raise ValueError("starts with none of sqlite:///, postgresql:// and redis://")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, value: str) -> str:
        if value and len(value) < LEAST_TOKEN_LENGTH:
            raise ValueError(f"is {len(value)} characters long; {LEAST_TOKEN_LENGTH} or more are needed")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone; write it as in Europe/Berlin or UTC")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < LEAST_SECRET_LENGTH:
            raise ValueError(f"is {len(value)} characters long; {LEAST_SECRET_LENGTH} or more are needed")
        if value and len(set(value)) < LEAST_SECRET_VARIETY:
            raise ValueError("is a sample and no secret; leave it empty, and one is made at first start")
        return value

    @model_validator(mode="after")
    def _in_data_folder(self) -> "Settings":
        for name, file in (("database_url", "postdesk.sqlite"), ("queue_url", "queue.sqlite")):
            if not getattr(self, name):
                object.__setattr__(self, name, f"sqlite:///{(self.data_folder / file).absolute()}")
        if not self.mailbox_secrets:
            object.__setattr__(self, "mailbox_secrets", str(self.data_folder / "mailbox-secrets"))
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The default reader's time zone."""
        return ZoneInfo(self.time_zone)


def read(**given: Any) -> Settings:
    """Read the settings from the environment; `given` wins over it.

    Raises BadSettings with one line for every wrong setting.
    """
    secrets, problems = _from_files()
    try:
        settings = Settings(**{**secrets, **given})
    except ValidationError as error:
        problems += [_sentence(e["loc"], e["msg"]) for e in error.errors()]
    if problems:
        raise BadSettings("\n".join(problems))
    return settings


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    name = PREFIX + str(location[0]).upper() if location else "settings"
    return f"{name}: {message.removeprefix('Value error, ')}."


def _from_files() -> tuple[dict[str, str], list[str]]:
    """POSTDESK_X_FILE names a file whose content is the value of X."""
    values, problems = {}, []
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name.upper()}_FILE"
        path = os.environ.get(variable)
        if not path:
            continue
        try:
            if Path(path).stat().st_mode & 0o007 and not path.startswith(SHIELDED):
                problems.append(f"{variable}: {path} can be read by everyone; run: chmod o= {path}.")
            values[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{variable}: {path} cannot be read ({error}).")
    return values, problems
