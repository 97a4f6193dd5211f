"""Many people who ask at a steady pace, whatever the answers take."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from statistics import quantiles

Ask = Callable[[http.client.HTTPConnection, Mapping[str, str]], int]
"""Asks something as somebody, reads the whole answer and gives its status."""
_PATIENCE = 60
_BROKEN = 0


@dataclass
class Attended:
    """What the people met: seconds from the moment they wanted to ask, and the answers' statuses.

    `taken` is of those that were answered as asked.
    """

    taken: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    @property
    def turned_away(self) -> int:
        return (
            self.answers[http.client.SERVICE_UNAVAILABLE]
            + self.answers[http.client.TOO_MANY_REQUESTS]
        )

    @property
    def failed(self) -> int:
        """Answers that nobody should get, and connections that broke."""
        return (
            sum(
                number
                for status, number in self.answers.items()
                if status >= http.client.BAD_REQUEST or status == _BROKEN
            )
            - self.turned_away
        )


Person = tuple[Mapping[str, str], Sequence[Ask]]
"""The headers of somebody's requests, and what they ask by turns."""


def attend(port: int, people: Sequence[Person], a_second: float, seconds: float) -> Attended:
    """Let people ask, all together so many times a second, for so many seconds.

    Each waits for the answer before asking again.
    """
    crowd = _Crowd(port, len(people) / a_second, seconds)
    threads = [
        threading.Thread(target=crowd.let_ask, args=(place / a_second, *person))
        for place, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd.seen


@dataclass
class _Crowd:
    port: int
    pause: float
    seconds: float
    seen: Attended = field(default_factory=Attended)
    began: float = field(default_factory=time.perf_counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def let_ask(self, first: float, headers: Mapping[str, str], questions: Sequence[Ask]) -> None:
        """Let one person ask from a second on."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        for turn, ask in zip(count(), cycle(questions)):
            wanted = first + turn * self.pause
            if wanted >= self.seconds:
                break
            time.sleep(max(0.0, wanted - self._now()))
            try:
                status = ask(connection, headers)
            except (OSError, http.client.HTTPException):
                connection.close()
                status = _BROKEN
            self._note(wanted, status)
        connection.close()

    def _now(self) -> float:
        return time.perf_counter() - self.began

    def _note(self, wanted: float, status: int) -> None:
        with self._lock:
            self.seen.answers[status] += 1
            if _BROKEN < status < http.client.BAD_REQUEST:
                self.seen.taken.append(self._now() - wanted)


def median_and_slow(taken: Sequence[float]) -> tuple[str, str]:
    """Give the median and the 95th percentile, in milliseconds."""
    cuts = quantiles(taken, n=20)
    return f"{1000 * cuts[9]:,.0f} ms", f"{1000 * cuts[18]:,.0f} ms"
