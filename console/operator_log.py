"""What the operator reads: one line of JSON for each request and each trouble, on standard error.

No line holds an address or a secret: both are cut out of every value on the way.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]{}=]+@[^\s<>\"'(),;:\[\]{}=]+")
SECRET_NAMES = re.compile(r"password|passwd|secret|token|cookie|authorization|csrf", re.IGNORECASE)
PASSWORD_IN_URL = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")


def redacted(value: Any) -> Any:
    """The value without addresses, and without the password of a URL."""
    if isinstance(value, str):
        return ADDRESS.sub("[address]", PASSWORD_IN_URL.sub(r"\1:[secret] at ", value))
    if isinstance(value, dict):
        return {key: "[secret]" if SECRET_NAMES.search(str(key)) else redacted(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(item) for item in value]
    return value


def _redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told: dict[str, Any] = redacted(dict(event))
    return told


# Exceptions are told without the values of local variables.
_EXCEPTIONS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _EXCEPTIONS,
    _redact,
]


def configure(level: str) -> None:
    """Send everything that is logged in this process, by whichever library, through here."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("alembic").setLevel("WARNING")
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The log of one module."""
    return structlog.stdlib.get_logger(name)
