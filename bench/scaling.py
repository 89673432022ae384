"""Where the next walls are: `python -m bench.scaling`. Reckoned from measured costs, not measured.

A sum of CPU time for each of the things that people do, on the workers, the database and Redis, and
the size at which one of them has no time left. No queue is simulated: where more than `BUSY` of a
core is used, waiting grows out of proportion, and that is called a wall.
"""

import argparse
from dataclasses import dataclass
from typing import NamedTuple

from rooms import limits

BUSY = 0.6
DATABASE_CORES = 8
MOST_PEOPLE = 1_000_000
LINK_BYTES = 125_000_000
STORM_SECONDS = 60
BATCH_POSTS = limits.BATCH_POSTS
COMMITS = 1_400  # A second, each with one message, by one client on a disk that is waited for.


class Cost(NamedTuple):
    us: float
    source: str


# CPU time, on the machine and in the hour of docs/scaling.md; `--speed` divides it.
PG = "bench.costs on PostgreSQL"
COSTS = {
    "transaction": Cost(8_000, f"{PG}: a line to 50 and 200, less what its deliveries cost"),
    "line": Cost(450, "post_all of 64 lines against that of one, in one process"),
    "write": Cost(10, f"{PG}: a line to 200 against one to 50 (13 and 5 in two runs)"),
    "text": Cost(1.6, "docs/performance.md: 2.2 for a delivery, less line and write, on our core"),
    "hear": Cost(110, f"{PG}: the second server, with one socket, while 200 are saturated"),
    "marker": Cost(2_000, f"{PG}: 201 markers moved to the end at once"),
    "coming": Cost(8_000, f"{PG}: 50 to 150 who came in at once (7,300 and 9,200)"),
    "look": Cost(3.4, f"{PG}: 10,000 people among 100,000 accounts, looked at, for each"),
    "difference": Cost(4_000, f"{PG}: one of them, looked at alone"),
    "socket": Cost(25, f"{PG}: 200 idle sockets, a second of each (36 and 16)"),
    "worker": Cost(10_000, f"{PG}: the second server, a second of it (12,400 and 7,200)"),
    "database transaction": Cost(1_900, f"{PG}: a line gently said"),
    "database line": Cost(220, f"{PG}: a line, 200 in one room, saturated"),
    "database marker": Cost(450, f"{PG}: 201 markers moved to the end at once"),
    "database coming": Cost(3_500, f"{PG}: 50 to 150 who came in at once (2,700 and 4,400)"),
    "database account": Cost(0.12, "view.of with 100,000 accounts, for each"),
    "database look": Cost(1.8, "the same look at all, in the database"),
    "database socket": Cost(20, f"{PG}: 200 idle sockets, a second of each"),
    "redis": Cost(15, f"{PG}: a line, 200 in one room, saturated"),
}
EVENT_BYTES = 579  # A line of 100 characters with its author, as `message.posted` on the wire.
READS_PER_SECOND = 2  # A page tells its marker 0.3 s after what it shows, once at a time.
TYPINGS = 2  # Signs that somebody writes, told to the room before a line comes.


@dataclass(frozen=True)
class Profile:
    """What a site does in its busiest hour. `rooms` are (share of the lines, people online in such
    a room), where None is everybody; `looking` is the share of a room's people who have it open.
    """

    name: str
    lines: float
    peak: float
    rooms: tuple
    looking: float
    accounts: float = 5
    stay_seconds: float = 3_600


PROFILES = (
    Profile("teams", 10, 3, ((0.8, 10), (0.18, 50), (0.02, None)), 0.3),
    Profile("community", 4, 3, ((0.2, 2), (0.6, 100), (0.2, 1_000)), 0.1),
    Profile("one great room", 0.2, 5, ((1, None),), 0.5),
)


class Site:
    """A profile with so many people online, on so many workers: what it needs each second."""

    def __init__(self, profile, people, workers, speed=1):
        self.profile, self.people, self.workers = profile, people, workers
        self.costs = {name: cost.us / speed for name, cost in COSTS.items()}
        self.lines = people * profile.lines * profile.peak / 3_600
        self.turns = 4 * people / profile.stay_seconds
        self.transactions = self.writes = self.markers = self.hears = 0
        for share, size in profile.rooms:
            size = min(size or people, people)
            lines = share * self.lines
            # A room's share of the people is its share of the lines.
            count = max(1, share * people / size)
            here = lines / count
            self.transactions += lines / batch(here, self.costs)
            self.writes += lines * (1 + TYPINGS) * size
            self.markers += count * min(here, READS_PER_SECOND) * size * profile.looking
            self.hears += lines * (1 + TYPINGS) * min(size, workers - 1)
        # Those who changed are looked at once a second, and all every few seconds.
        self.looks = min(1, self.turns)
        self.looked_at = people / limits.PRESENCE_SECONDS + self.turns

    def worker_parts(self):
        """CPU time that one worker needs in a second, in microseconds, and for what."""
        costs, each = self.costs, 1 / self.workers
        # Who comes, goes or turns idle is told to everyone, at most once a second.
        writes = self.writes + min(1, self.turns) * self.people
        posts = self.transactions * costs["transaction"] + self.lines * costs["line"]
        return {
            "lines": posts * each,
            "deliveries": (writes * costs["write"] + self.hears * costs["hear"]) * each,
            "read markers": self.markers * costs["marker"] * each,
            "who is here": self.presence_us(),
            "coming in": self.people / self.profile.stay_seconds * costs["coming"] * each,
            "open sockets": self.people * costs["socket"] * each + costs["worker"],
        }

    def worker_us(self):
        return sum(self.worker_parts().values())

    def presence_us(self):
        return self.looks * self.costs["difference"] + self.looked_at * self.costs["look"]

    def database_us(self):
        costs = self.costs
        us = self.transactions * costs["database transaction"]
        us += self.lines * costs["database line"] + self.markers * costs["database marker"]
        us += self.people / self.profile.stay_seconds * self.coming_us()
        us += self.people * costs["database socket"]
        return us + self.workers * self.looked_at * costs["database look"]

    def coming_us(self):
        accounts = self.people * self.profile.accounts
        return self.costs["database coming"] + accounts * self.costs["database account"]

    def commits(self):
        """A transaction for each batch; markers and presence ten times a second at most."""
        gathered = min(10 * self.workers, self.markers) + min(10 * self.workers, self.turns)
        return self.transactions + gathered

    def redis_us(self):
        return (self.hears + self.workers * self.looks) * self.costs["redis"]

    def sent_bytes(self):
        return self.writes / (1 + TYPINGS) * EVENT_BYTES + self.people * 200


def batch(lines, costs):
    """How many lines of one room share a transaction, where so many come each second."""
    busy = lines * costs["line"] / 1e6
    if busy >= 1:
        return BATCH_POSTS
    return min(BATCH_POSTS, max(1, lines * costs["transaction"] / 1e6 / (1 - busy)))


def us_per_line(sockets, lines):
    """CPU time of one worker for a line to so many sockets, where so many lines are a batch."""
    us = {name: cost.us for name, cost in COSTS.items()}
    each = us["write"] / lines + us["text"] * (lines > 1)
    return us["transaction"] / lines + us["line"] + sockets * each


WALLS = {
    "workers, all they do": lambda site: site.worker_us() / 1e6 / BUSY,
    "who is here, in each worker": lambda site: site.presence_us() / 1e6 / BUSY,
    "PostgreSQL's CPU": lambda site: site.database_us() / 1e6 / BUSY / DATABASE_CORES,
    "PostgreSQL's commits, one after the other": lambda site: site.commits() / COMMITS / BUSY,
    "all back within a minute: workers": lambda site: (
        site.people * site.costs["coming"] / 1e6 / site.workers / STORM_SECONDS
    ),
    "all back within a minute: PostgreSQL": lambda site: (
        site.people * site.coming_us() / 1e6 / DATABASE_CORES / STORM_SECONDS
    ),
    "Redis": lambda site: site.redis_us() / 1e6 / BUSY,
    "a link of 1 Gbit/s": lambda site: site.sent_bytes() / LINK_BYTES / BUSY,
}


def people_at(wall, profile, workers, speed=1):
    """The largest number of people online that does not reach this wall."""
    low, high = 0, MOST_PEOPLE
    while low < high:
        middle = (low + high + 1) // 2
        if WALLS[wall](Site(profile, middle, workers, speed)) <= 1:
            low = middle
        else:
            high = middle - 1
    return low


def table(speed=1):
    counts = (1, 4, 16)
    for profile in PROFILES:
        yield f"| {profile.name} | {' | '.join(f'{count} × worker' for count in counts)} |"
        yield "|---" * (len(counts) + 1) + "|"
        for wall in WALLS:
            found = [people_at(wall, profile, count, speed) for count in counts]
            yield f"| {wall} | {' | '.join(told(count) for count in found)} |"
        yield ""
        yield f"{profile.name}, at the wall of four workers: {shares(profile, 4, speed)}"
        yield ""


def shares(profile, workers, speed=1):
    """What the workers do with their time when they have none left."""
    people = people_at("workers, all they do", profile, workers, speed)
    parts = Site(profile, people, workers, speed).worker_parts()
    whole = sum(parts.values())
    named = sorted(parts.items(), key=lambda part: -part[1])
    return ", ".join(f"{name} {us / whole:.0%}" for name, us in named)


def told(people):
    if people >= MOST_PEOPLE:
        return "–"
    return f"{float(f'{people:.2g}'):,.0f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m bench.scaling", description=__doc__)
    parser.add_argument("--speed", type=float, default=1, help="of a core, as times of ours")
    print("\n".join(table(parser.parse_args().speed)))
