"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings


def pytest_configure() -> None:
    """Let no property test fail by the clock: a busy machine is no fault of the program."""
    settings.register_profile("untimed", settings(), deadline=None)
    settings.load_profile("untimed")
