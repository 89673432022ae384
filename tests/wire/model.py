"""A group as a list: what was said there, by whom, and what each who is in it should hold."""

from dataclasses import dataclass, field


@dataclass
class Said:
    seq: int
    author: str
    body: str
    id: int
    is_deleted: bool = False

    @property
    def words(self):
        return "" if self.is_deleted else self.body


@dataclass
class Group:
    """`head` is its newest number; `since` the number at which each member came."""

    owner: str
    head: int = 1
    said: list = field(default_factory=list)
    since: dict = field(default_factory=dict)

    def post(self, author, body, id):
        self.head += 1
        self.said.append(Said(self.head, author, body, id))

    def edit(self, who, message, body):
        """Whether it may be done; what changes nothing takes no number."""
        if who not in self.since or who != message.author or message.is_deleted:
            return False
        self.head += body != message.body
        message.body = body
        return True

    def delete(self, who, message):
        if who not in self.since or who not in (message.author, self.owner):
            return False
        self.head += not message.is_deleted
        message.is_deleted = True
        return True

    def join(self, who):
        if who not in self.since:
            self.head += 1
            self.since[who] = self.head

    def leave(self, who):
        if who in self.since:
            self.head += 1
            del self.since[who]

    def held_by(self, who):
        """{id: words} of all that was said since they came."""
        since = self.since[who]
        return {one.id: one.words for one in self.said if one.seq > since}
