"""A message's words as they read today: whoever is called stands under the name that they have now.

All who show words take them from here. `body` and `html` are as they were typed.
"""

from rooms.text import mentions as texts


class Worded:
    """What makes a message tell its words. Where there are many, `Message.objects.worded()` has at
    hand whom they call.
    """

    @property
    def words(self):
        return texts.reworded(self.body, self.renamed)

    @property
    def rendered_words(self):
        people = self._called()
        return texts.rendered(self.html, people) if people else self.html

    @property
    def renamed(self):
        """Where other names stand in the body: [(start, end, name now)]."""
        people = self._called()
        return texts.renamed(self.body, self.html, people) if people else []

    def as_read(self, body):
        """A wording that this message had, with the names of today of all who are called in its
        last one.
        """
        people = self._called()
        return texts.reworded(body, texts.renamed(body, "", people)) if people else body

    def _called(self):
        """{id: (as written, now)} of all who are called by name; nothing where no name is other."""
        if texts.SIGN not in self.body:
            return {}
        people = {
            one.user.pk: (one.name, one.user.username)
            for one in self.calls
            if one.user and one.name not in texts.CROWDS
        }
        return people if any(then != now for then, now in people.values()) else {}
