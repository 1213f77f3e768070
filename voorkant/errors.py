"""Every error that a user may see. One root; the message is one Dutch sentence that says what to do."""

from __future__ import annotations

from pathlib import Path


class VoorkantError(Exception):
    """Root of all errors of ours. `str()` of it is fit for a user's eyes."""

    exit_code = 1


class InputError(VoorkantError):
    """What the user gave is wrong: a file, a line, an option. Nothing was changed."""

    exit_code = 2


class ConfigError(InputError):
    """A mistake in the configuration: names file, line and remedy."""

    def __init__(self, file: Path | str, line: int | None, message: str, remedy: str) -> None:
        where = f"{file}, regel {line}" if line else str(file)
        super().__init__(f"{where}: {message}. {remedy}.")
        self.file, self.line, self.message, self.remedy = Path(file), line, message, remedy


class StoreError(VoorkantError):
    """The database is missing, too old, or does not answer."""


class ModelError(VoorkantError):
    """No trained classifier, or one that this version cannot read."""


class SourceError(VoorkantError):
    """One source could not be read; the run goes on and names it."""


def unreadable(file: Path | str, error: OSError) -> InputError:
    """Why a file cannot be read, in Dutch: the system tells it in English."""
    why = {
        FileNotFoundError: "is er niet",
        IsADirectoryError: "is een map",
        PermissionError: "mag u niet lezen",
    }
    return InputError(f"{file} {why.get(type(error), 'is niet te lezen')}. Kijk of de naam klopt.")
