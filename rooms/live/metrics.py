"""What a server has counted, in the form that Prometheus reads."""

import os
import socket

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

from . import figures, watch
from .counts import counts

KIND = "text/plain; version=0.0.4; charset=utf-8"
POOL = {
    "pool_size": (GaugeMetricFamily, "pool_connections", "Connections to PostgreSQL."),
    "pool_available": (GaugeMetricFamily, "pool_idle", "Connections that nobody uses."),
    "requests_waiting": (GaugeMetricFamily, "pool_waiting", "Who waits for a connection now."),
    "requests_queued": (CounterMetricFamily, "pool_waits", "How often one had to wait for one."),
    "requests_errors": (CounterMetricFamily, "pool_errors", "How often one waited in vain."),
}

_processes = CollectorRegistry()
ProcessCollector(registry=_processes)
GCCollector(registry=_processes)


def text(chat):
    """All metrics of this server, as bytes; call it on the server's loop."""
    ours = CollectorRegistry(auto_describe=False)
    ours.register(Collector(chat))
    return generate_latest(ours) + generate_latest(_processes)


class Collector:
    """Reads what is there at the moment, each with the server's id."""

    def __init__(self, chat):
        self._chat = chat
        self._server = watch.short(chat.id)

    def collect(self):
        for metrics in (self._sockets, self._messages, self._rooms, self._server_itself):
            yield from metrics()

    def _sockets(self):
        now = figures.levels(self._chat)
        yield self._gauge("sockets", "Open sockets.", now["sockets"])
        yield self._gauge("people", "People with an open socket.", now["people"])
        yield self._count("sockets_opened", "Sockets that were opened.", counts.opened)
        about = "Sockets that the chat closed, by close code; 4401 and 4403: nobody signed in."
        yield self._counts("closes", about, "code", counts.closes)
        yield self._count("outbox_overflows", "Times an outbox was full.", counts.overflows)
        about = "Sockets dropped, as they took nothing for too long."
        yield self._count("evictions", about, counts.evictions)

    def _messages(self):
        about = "What was said, by what became of it; again: to be sent again; repeated: known."
        yield self._counts("posts", about, "outcome", counts.posts)
        yield self._counts("refusals", "Requests refused, by code.", "code", counts.refusals)
        yield self._spread("ack_seconds", "From a message's arrival to its ack.", counts.acks)
        about = "From a change to all sockets of this server having it, in samples."
        yield self._spread("delivery_seconds", about, counts.delays)
        about = "Entries of rooms put on their way, once for each socket."
        yield self._count("deliveries", about, counts.deliveries)
        waiting = figures.levels(self._chat)["waiting"]
        yield self._gauge("writer_waiting", "Messages that wait to be written.", waiting)
        yield self._spread("batch_posts", "Messages written at once.", counts.batches)
        yield self._spread("batch_seconds", "How long that took.", counts.commits)

    def _rooms(self):
        yield self._gauge(
            "rooms_followed", "Rooms that this server hears.", self._chat.feeds.count()
        )
        about = "Times a room was read from the database to go on, by cause."
        yield self._counts("feed_repairs", about, "cause", counts.repairs)
        about = "Entries that the database told before the channel layer did."
        yield self._count("layer_missed", about, counts.missed)
        about = "Messages that the channel layer did not take."
        yield self._count("layer_dropped", about, figures.dropped(self._chat))
        hears = getattr(self._chat.layer, "hears", True)
        yield self._gauge("layer_up", "Whether the channel layer works.", int(hears))

    def _server_itself(self):
        info = self._family(GaugeMetricFamily, "server", "Which server this is.", "host", "pid")
        info.add_metric([self._server, socket.gethostname(), str(os.getpid())], 1)
        yield info
        yield self._spread("loop_lag_seconds", "How late the event loop comes.", counts.lags)
        waits = self._family(
            HistogramMetricFamily, "database_wait_seconds", "Waiting for a thread.", "kind"
        )
        for kind, spread in counts.waits.items():
            waits.add_metric([self._server, kind], *_buckets(spread))
        yield waits
        stats = figures.pool()
        for name, (family, title, about) in POOL.items():
            if stats:
                yield self._one(family, title, about, stats.get(name, 0))

    def _family(self, family, name, about, *labels):
        return family(f"chat_{name}", about, labels=["server", *labels])

    def _one(self, family, name, about, value):
        metric = self._family(family, name, about)
        metric.add_metric([self._server], value)
        return metric

    def _gauge(self, name, about, value):
        return self._one(GaugeMetricFamily, name, about, value)

    def _count(self, name, about, value):
        return self._one(CounterMetricFamily, name, about, value)

    def _counts(self, name, about, label, values):
        metric = self._family(CounterMetricFamily, name, about, label)
        for value, count in values.items():
            metric.add_metric([self._server, str(value)], count)
        return metric

    def _spread(self, name, about, spread):
        metric = self._family(HistogramMetricFamily, name, about)
        metric.add_metric([self._server], *_buckets(spread))
        return metric


def _buckets(spread):
    """Prometheus counts all up to each bound together."""
    total, buckets = 0, []
    for bound, count in zip([*spread.bounds, "+Inf"], spread.counts, strict=True):
        total += count
        buckets.append((str(bound), total))
    return buckets, spread.sum
