"""Fetching the looks: nothing to do when fresh; the lock file names no registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk import assets


def test_lock_file_holds_no_addresses() -> None:
    text = (assets.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "://" not in text.replace("https://opencollective.com", "").replace("https://github.com", "")


def test_copies_and_is_then_fresh(tmp_path: Path) -> None:
    root, vendor = tmp_path / "root", tmp_path / "vendor"
    root.mkdir()
    (root / "package-lock.json").write_text("{}")
    for name in assets.FILES:
        path = root / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (root / "node_modules" / ".voorkant").write_text(assets._fingerprint(root))
    assert assets.install(root, vendor)
    assert (vendor / "htmx.min.js").read_text() == "htmx.org/dist/htmx.min.js"
    assert not assets.install(root, vendor)
    (vendor / "theme.css").unlink()
    assert assets.install(root, vendor)


def test_a_failing_npm_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("geen json")
    with pytest.raises(assets.AssetsError, match="npm"):
        assets.install(tmp_path, tmp_path / "vendor")
