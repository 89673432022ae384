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
        """Whether it may be done; what changes nothing takes no number, and anybody here may."""
        if who not in self.since or message.is_deleted:
            return False
        if body == message.body:
            return True
        if who == message.author:
            self.head += 1
            message.body = body
        return who == message.author

    def delete(self, who, message):
        if who not in self.since:
            return False
        if message.is_deleted:
            return True
        if who in (message.author, self.owner):
            self.head += 1
            message.is_deleted = True
        return message.is_deleted

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
