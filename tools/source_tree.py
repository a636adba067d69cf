"""The files the checks look at: what git tracks or would track, and still exists."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT_SUFFIXES = {".cpp", ".hpp", ".py", ".sql", ".md", ".cmake", ".txt", ".json", ".yaml", ".yml", ".toml", ".sh",
                 ".html", ".css", ".js", ".ts"}


def files(root=ROOT):
    """Paths relative to root, in order."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout
    return sorted({name for name in listing.split("\0") if name and (root / name).is_file()})


def text_files(root=ROOT):
    """(path, lines) of every text file; scripts without a suffix are known by their #! line."""
    for path in files(root):
        suffix = Path(path).suffix
        if suffix in TEXT_SUFFIXES or not suffix and (root / path).read_bytes()[:2] == b"#!":
            yield path, (root / path).read_text(encoding="utf-8").splitlines()
