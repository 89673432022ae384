"""What one thing costs the servers in CPU time: `python -m bench.costs`.

Two servers with PostgreSQL, in a database of its own beside the one that is named, and with a
Redis of its own; without DATABASE_URL one server with SQLite. CPU time is what the system has
counted for each process, so it can be measured where other things run too, though they slow it
down. `bench.scaling` reckons with such figures.
"""

import asyncio
import json
import os
import time
from collections import Counter
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import uvloop

from rooms import limits
from tests.own import Redis, own
from tests.server import Server, created

from . import scripts
from .client import WORDS, Client
from .machine import cpu_us, memory_kib

PEOPLE, ROOMS, IN_ROOM = 501, 20, 10
SECONDS = 5
END = 2**40  # Beyond all that is said: who reads so far has nothing unread, as most who look on.
GENTLE_PER_SECOND = 20


class Costs:
    """CPU time of the `first` and the `second` server, of the `database` and of `redis`."""

    def __init__(self, servers, redis=None, url=None):
        names = ("first", "second")
        self.names = {one.process.pid: name for one, name in zip(servers, names, strict=False)}
        self.admin = None
        if redis:
            self.names[redis.pid] = "redis"
            self.admin = psycopg.connect(url, autocommit=True)

    def spent(self):
        return {pid: (name, cpu_us(pid)) for pid, name in (self.names | self._backends()).items()}

    def _backends(self):
        sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        return {pid: "database" for (pid,) in self.admin.execute(sql)} if self.admin else {}

    @contextmanager
    def of(self, what, count):
        """Print what is spent meanwhile, in microseconds, for each that `count()` counts."""
        before, first, began = self.spent(), count(), time.monotonic()
        yield
        seconds, many = time.monotonic() - began, count() - first
        sums = Counter()
        for pid, (name, us) in self.spent().items():
            sums[name] += us - before.get(pid, (name, 0))[1]
        told = ", ".join(f"{name} {us / many:.1f}" for name, us in sums.items())
        print(f"{what}: {told} us ({many:,} in {seconds:.1f} s)", flush=True)


class Sockets:
    """Sockets of people who all sit in the lobby, and by tens in rooms."""

    def __init__(self, servers, lobby, rooms, keys):
        self.servers, self.lobby, self.rooms, self.keys = servers, lobby, rooms, keys
        self.here, self.tasks = [], []

    async def come(self, numbers, server=0):
        """All at once, as when a server has started again."""
        new = [Client(self._target(number, server), number) for number in numbers]
        await asyncio.gather(*(client.open() for client in new))
        for client in new:
            self.here.append(client)
            self.tasks += [asyncio.create_task(w) for w in (client.listen(), _beat(client))]
        await asyncio.sleep(2)

    def speak_in(self, room_of):
        for client in self.here:
            client.target["line"] = _line(room_of(int(client.name[1:])))

    def opened(self):
        return len(self.here)

    def heard(self):
        return sum(client.heard for client in self.here)

    def said(self):
        return sum(client.own for client in self.here)

    async def gently(self, who):
        for number in range(GENTLE_PER_SECOND * SECONDS):
            await who.say(f"{who.name} {number} {WORDS}")
            await asyncio.sleep(1 / GENTLE_PER_SECOND)
        await asyncio.sleep(0.5)

    async def read(self, seq):
        for client in self.here:
            frame = {"type": "room.read", "room": self.lobby, "seq": seq}
            await client.socket.send(json.dumps(frame))
        await asyncio.sleep(3)

    @asynccontextmanager
    async def talking(self, talkers):
        for client in talkers:
            client.said, client.own, client.is_to_stop = 0, 0, False
        tasks = [asyncio.create_task(client.talk()) for client in talkers]
        await asyncio.sleep(1)
        yield
        for client in talkers:
            client.is_to_stop = True
            client.came.set()
        await asyncio.wait(tasks)
        for client in talkers:
            while client.own < client.said:
                client.came.clear()
                await client.came.wait()

    def _target(self, number, server):
        address = self.servers[server].address
        return {
            "url": address.replace("http", "ws", 1) + "/ws/",
            "origin": address,
            "cookie": f"sessionid={self.keys[number]}",
            "line": _line(self.lobby),
            "mark": '"type":"message.posted"',
        }


async def measured(costs, sockets):
    server = sockets.servers[0]
    if len(sockets.servers) > 1:
        await sockets.come([PEOPLE - 1], server=1)
    memory = memory_kib(server.process.pid)
    with costs.of("coming in", sockets.opened):
        await sockets.come(range(50))
    who = sockets.here[1]
    with costs.of("a line to 50, gently", sockets.said):
        await sockets.gently(who)
    await saturated(costs, sockets, "50 in one room", sockets.here[1:13])
    with costs.of("coming in", sockets.opened):
        await sockets.come(range(50, 200))
    with costs.of("a line to 200, gently", sockets.said):
        await sockets.gently(who)
    await saturated(costs, sockets, "200 in one room", sockets.here[1:13])
    print(f"memory: {(memory_kib(server.process.pid) - memory) / 200:.1f} KiB a socket")
    with costs.of("200 sockets, a second", lambda: round(time.monotonic())):
        await asyncio.sleep(25)
    sockets.speak_in(lambda number: sockets.rooms[number // IN_ROOM % ROOMS])
    with costs.of("a line to 10, gently", sockets.said):
        await sockets.gently(who)
    await saturated(costs, sockets, "20 rooms of 10", sockets.here[1::IN_ROOM])
    markers = iter((0, len(sockets.here)))
    with costs.of("a marker moved", lambda: next(markers)):
        await sockets.read(seq=END)
    await asyncio.to_thread(server.run, scripts.UNREAD)
    with costs.of("coming in, 2,000 unread", sockets.opened):
        await sockets.come(range(200, 300))
    await asyncio.to_thread(server.run, scripts.CROWD)
    with costs.of("coming in, 100,000 accounts", sockets.opened):
        await sockets.come(range(300, 400))
    if costs.admin:
        print(await asyncio.to_thread(server.run, scripts.ASKED))


async def saturated(costs, sockets, where, talkers):
    """As much as can be said, by talkers who always have eight lines on their way."""
    async with sockets.talking(talkers):
        heard = sockets.heard()
        with costs.of(f"{where}, saturated, a line", sockets.said):
            await asyncio.sleep(SECONDS)
        rate = (sockets.heard() - heard) / SECONDS
        print(f"{where}, saturated: {rate:,.0f} deliveries/s", flush=True)


async def _beat(client):
    while True:
        await asyncio.sleep(limits.HEARTBEAT_SECONDS)
        await client.socket.send('{"type": "heartbeat"}')


def _line(room):
    return json.dumps({"type": "message.post", "room": room, "client_id": "UUID", "body": "BODY"})


@contextmanager
def set_up():
    """What the servers find: (settings, what `Costs` watches besides them)."""
    beside = os.environ.get("DATABASE_URL")
    if not beside:
        yield {"DATABASE_URL": "", "REDIS_URL": ""}, ()
        return
    with created(beside) as url, own(Redis) as redis:
        yield {"DATABASE_URL": url, "REDIS_URL": redis.url}, (redis.process, url)


async def main(folder):
    with set_up() as (settings, more):
        settings["RATE_LIMITS"] = "off"
        count = 2 if more else 1
        servers = [Server(Path(folder, "data"), **settings).start() for _ in range(count)]
        try:
            names = {"people": PEOPLE, "rooms": ROOMS, "in_room": IN_ROOM}
            made = servers[0].run(scripts.PEOPLE_AND_ROOMS.format(**names))
            await measured(Costs(servers, *more), Sockets(servers, *json.loads(made)))
        finally:
            for server in servers:
                server.stop()


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        uvloop.run(main(place))
