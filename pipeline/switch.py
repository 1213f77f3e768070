"""The kill switch (LAW 22): a file in the state folder that every collecting process looks at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from voorkant.settings import Settings


def _file(settings: Settings) -> Path:
    return settings.state_dir / "STOP"


def stopped(settings: Settings) -> bool:
    """Whether all collection is stopped."""
    return _file(settings).exists()


def stop(settings: Settings, now: datetime) -> None:
    """Stop all collection: running visits end within seconds, new ones do not begin."""
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    _file(settings).write_text(f"{now.isoformat()}\n", "utf-8")


def resume(settings: Settings) -> bool:
    """Allow collection again; False when it was not stopped."""
    was = stopped(settings)
    _file(settings).unlink(missing_ok=True)
    return was
