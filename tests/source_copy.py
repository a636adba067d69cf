"""A copy of the sources under build/, to be changed and built there: the tree itself is never touched."""
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command, **more):
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, **more)


def replaced(text, path, before, after):
    """`before` once stands in `text`, of `path`, and becomes `after`; ValueError where it cannot be told which one is meant."""
    if text.count(before) != 1:
        raise ValueError(f"in {path} this stands {text.count(before)} times: {before.strip()}")
    return text.replace(before, after)


def copy_sources(copy, changed):
    """Every file of the tree, those of `changed` ({path: text}) with their new text. What is the same already stays as it is, so that
    a build does it again for the rest only; what the tree has no more goes."""
    listed = run("git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard").stdout.split("\n")
    names = {name for name in listed if name and (ROOT / name).is_file()}
    for name in names:
        content = changed[name].encode() if name in changed else (ROOT / name).read_bytes()
        target = copy / name
        if target.exists() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)  # of now: what was built before is older
        shutil.copymode(ROOT / name, target)
    for top in copy.iterdir():
        for old in [] if top.name == "build" else [top, *top.rglob("*")]:
            if old.is_file() and str(old.relative_to(copy)) not in names:
                old.unlink()


def configure(copy):
    """As a release; what went wrong, or nothing."""
    done = run("cmake", "--preset", "release", "-S", str(copy), "-B", str(copy / "build/release"))
    return done.stdout[-2000:] + done.stderr[-2000:] if done.returncode else ""


def build(copy, target):
    """What went wrong, or nothing."""
    done = run("cmake", "--build", str(copy / "build/release"), "--target", target)
    return done.stdout[-2000:] if done.returncode else ""
