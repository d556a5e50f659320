"""Something that is found out beside everything else, as git's children are waited for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """What `found` gives, called at once in a thread of its own; what it raises is raised where it is asked for."""

    def __init__(self, found: Callable[[], T]) -> None:
        self._found = found
        self._value: T | None = None
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = self._found()
        except Exception as error:
            self._error = error

    @property
    def done(self) -> bool:
        """Whether that is over."""
        return not self._thread.is_alive()

    def result(self) -> T:
        """What was found, as soon as it is."""
        self._thread.join()
        if self._error:
            raise self._error
        return self._value
