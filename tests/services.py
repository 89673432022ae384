"""What the tests need from outside, and whether it is there."""

import os
import shutil
import subprocess

import psycopg
import redis

DATABASE_URL = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
# The last that a Redis has at first: what tests keep there, under names of their own, and never
# empty, lies beside nothing of anybody's.
REDIS_URL = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
# The same browser: without its window it opens a page in half the time.
BROWSERS = ("chromium-headless-shell", "chromium")


def postgresql_answers():
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def redis_answers():
    try:
        return redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3).ping()
    except redis.RedisError:
        return False


def chromium(whole=False):
    """The path of a headless browser, or of the `whole` one that people have; on Debian, root gets
    it installed. None if there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS[whole:])), None)
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests.", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", BROWSERS[whole]]
        subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL)
        found = shutil.which(BROWSERS[whole])
    return found
