"""PostgreSQL's connections as the chat wants them."""

import psycopg


class Connection(psycopg.Connection):
    """One on which nothing is compiled. What PostgreSQL knows little of, as of tables that have
    just been filled, counts as so dear to it that it would compile a question for 0.3 s each time
    that takes 10 ms. Said by a statement, as a pooler may refuse what is said while connecting.
    """

    @classmethod
    def connect(cls, *args, **kwargs):
        made = super().connect(*args, **kwargs)
        made.execute("SET jit = off")
        return made
