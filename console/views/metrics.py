"""Figures for Prometheus: mail, logs, feeds, tasks and requests. No label holds an address or an id."""

import time
from collections.abc import Iterable, Iterator

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from console.casework.measures import Measures, measures
from console.casework.tasks import Standing
from console.database import db
from console.models.base import utc_now
from console.operator_log import redacted
from console.shortage import shortage_at
from console.views.watchers import may_look_inside
from console.work.periodic import TASKS

NO_ROUTE = "none"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def show() -> ResponseReturnValue:
    """All figures. For this machine, or with a token."""
    if not may_look_inside():
        return {"error": "A bearer token is needed here (POSTDESK_METRICS_TOKEN)."}, 401, {"WWW-Authenticate": "Bearer"}
    registry: CollectorRegistry = current_app.extensions["postdesk_metrics"]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def init_app(app: Flask) -> None:
    """Time every request, in a registry of this console's own."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(FromDatabase())
    durations = Histogram(
        "postdesk_request_seconds",
        "Time that requests took, by route.",
        ("route", "method", "status"),
        buckets=SECONDS,
        registry=registry,
    )
    app.extensions["postdesk_metrics"] = registry
    app.register_blueprint(blueprint)

    @app.after_request
    def _time(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else NO_ROUTE
        labels = (route, request.method if request.url_rule else "", str(response.status_code))
        durations.labels(*labels).observe(time.monotonic() - g.began)
        return response


class FromDatabase(Collector):
    """What the database knows, asked when somebody looks."""

    def describe(self) -> Iterable[Metric]:
        """Nothing before it is asked."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All families; without a database only that there is none."""
        yield _single("shortage", "Whether nothing can be stored.", shortage_at(db.engine) is not None)
        try:
            found = measures(db.session, TASKS, utc_now())
        except SQLAlchemyError:
            yield _single("database_up", "Whether the database answers.", False)
            return
        yield _single("database_up", "Whether the database answers.", True)
        yield from _mail(found)
        yield from _feeds(found)
        yield from _tasks(found.tasks)


def _mail(found: Measures) -> Iterator[Metric]:
    yield _gauge("recipients_today", "Recipients of mail sent today (UTC).", "status", found.recipients_today.items())
    yield _single("quarantine_lines", "Lines that wait in the quarantine.", found.quarantined)
    yield _gauge("mails", "Mails of the bounce mailboxes, by what they came to.", "bin", found.mails.items())
    yield _single("quarantine_mails", "Mails that could not be read and wait for a person.", found.unreadable_mails)
    lines = CounterMetricFamily("postdesk_lines", "Lines read, by what they came to.", labels=("source", "kind"))
    for (source, kind), count in found.lines.items():
        lines.add_metric((redacted(source), kind), count)
    yield lines


def _feeds(found: Measures) -> Iterator[Metric]:
    yield _single("worker_up", "Whether a worker told within the last minute that it works.", found.worker_lives)
    lags = [(feed.name, feed.lag) for feed in found.feeds if feed.lag is not None]
    yield _gauge("feed_lag_seconds", "Seconds since the feed was last read to its end.", "feed", lags)
    failing = [(feed.name, feed.failing) for feed in found.feeds]
    yield _gauge("feed_failing", "Whether the feed cannot be read.", "feed", failing)


def _tasks(tasks: Iterable[Standing]) -> Iterator[Metric]:
    ended = [(task.name, task.ended_at.timestamp()) for task in tasks if task.ended_at]
    yield _gauge("task_last_success_timestamp_seconds", "When the task last ended well.", "task", ended)
    took = [(task.name, task.milliseconds / 1000) for task in tasks if task.milliseconds is not None]
    yield _gauge("task_seconds", "Seconds that the last run took.", "task", took)
    failures = [(task.name, task.failures) for task in tasks]
    yield _gauge("task_failures", "Runs in a row that failed.", "task", failures)


def _single(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"postdesk_{name}", meaning, value=float(value))


def _gauge(name: str, meaning: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(f"postdesk_{name}", meaning, labels=(label,))
    for name_of_it, value in values:
        family.add_metric((redacted(name_of_it),), float(value))
    return family
