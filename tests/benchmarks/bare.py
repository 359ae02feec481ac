"""The bare framework on our server: `python -m tests.benchmarks.bare PORT DATABASE WORKERS`."""

import sys

import psycopg
from flask import Flask
from psycopg_pool import ConnectionPool

from kvcase import server
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl


class Bare(server.Gunicorn):
    """Our server with two routes that know nothing of us."""

    url = ""

    def load(self) -> Flask:
        """Return the application, each worker with a pool of its own."""
        app = Flask(__name__)
        pool = ConnectionPool(self.url, min_size=4, max_size=server.THREADS, open=True)

        def nothing() -> dict[str, str]:
            return {}

        def read(number: int) -> dict[str, object]:
            with pool.connection() as connection:
                row = connection.execute("SELECT number, told FROM bare WHERE number = %s", (number - 1,)).fetchone()
            return {"row": row}

        def write(number: int) -> dict[str, object]:
            with pool.connection() as connection:
                connection.execute("INSERT INTO bare VALUES (%s, %s) ON CONFLICT DO NOTHING", (number, "told " * 50))
            return {"number": number}

        app.add_url_rule("/nothing", "nothing", nothing)
        app.add_url_rule("/row/<int:number>", "read", read)
        app.add_url_rule("/row/<int:number>", "write", write, methods=["POST"])
        return app


def main(port: int, url: str, workers: int) -> None:
    """Serve until told to stop."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (number bigint PRIMARY KEY, told text)")
    Bare.url = url
    Bare(
        Settings(DatabaseUrl.parse(url), bytes(32), ()), "127.0.0.1", port, workers, embedded=False, said=lambda _: None
    ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
