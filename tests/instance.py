"""One more process on the stores of a running system."""
import os
import re
import subprocess
import time

from systeme import wait_until


class Instance:
    """With all services, or those that are named; the others are then the running system's. `binary`: another program than its."""

    def __init__(self, systeme, *services, binary=None):
        others = {s: url for s, url in systeme.runtime["services"].items() if services and s not in services}
        env = {**os.environ, "COMPTOIR_POSTGRES_HOST": systeme.runtime["postgres"],
               "COMPTOIR_REDIS_SOCKET": systeme.runtime["redis"], "COMPTOIR_LOG_FORMAT": "json",
               "COMPTOIR_SAGA_PARTITIONS": str(systeme.runtime["partitions"]),
               **{f"COMPTOIR_URLS_{s.upper().replace('-', '_')}": url for s, url in others.items()}}
        self.log = os.path.join(systeme.data_dir, "logs", f"instance-{time.monotonic_ns()}.log")
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([binary or systeme.binary, "serve", "--services", ",".join(services) or "all", "--port", "0"],
                                            env=env, stdout=log, stderr=subprocess.STDOUT)
        self.url = wait_until(self.listens, "the instance listens")

    def listens(self):
        with open(self.log, encoding="utf-8") as f:
            found = re.search(r"http://127\.0\.0\.1:\d+", f.read())
        return found and found.group()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait()
