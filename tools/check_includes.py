#!/usr/bin/python3
"""Who may include whom (ARCHITECTURE.md, "Rooms"). Prints each breach as file:line and exits 1 if there is one.

    tools/check_includes.py [ROOT]

The rank of the libs is the order of the list in libs/CMakeLists.txt; nothing is repeated here.
"""

import posixpath
import re
import sys
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')
LIB_LIST = re.compile(r"foreach\s*\(\s*lib\s+([^)]*)\)")
PORTS = re.compile(r"^libs/(bus|service)/(.*_)?ports?\.hpp$")
SOURCES = (".cpp", ".hpp")
LAYERS = ("domain", "app", "adapters", "api", "migrations")


@dataclass(frozen=True)
class Place:
    """Where a file lives: kind libs|services|apps|tests, its room, and the layer inside a service's room."""

    kind: str
    room: str = ""
    layer: str = ""


def place_of(path):
    """The Place of a path relative to the root, or None when it is outside the ruled folders."""
    parts = path.split("/")
    if parts[0] not in ("libs", "services", "apps", "tests") or len(parts) < 2:
        return None
    if parts[0] != "services":
        return Place(parts[0], parts[1])
    return Place("services", parts[1], parts[2] if len(parts) > 3 else "")


def is_test(path):
    return path.endswith("_test.cpp") or path.startswith("tests/")


def lib_ranks(root):
    """{lib: rank} from libs/CMakeLists.txt; 0 is the foundation."""
    text = (root / "libs/CMakeLists.txt").read_text(encoding="utf-8")
    found = LIB_LIST.search(text)
    if not found:
        raise SystemExit("libs/CMakeLists.txt: no 'foreach(lib ...)' list; check_includes.py reads the ranks from it")
    return {lib: rank for rank, lib in enumerate(found.group(1).split())}


def lib_breach(own, path, included, ranks):
    if included.kind != "libs":
        return f"a lib may include libs only, not {included.kind}/"
    for lib in (own.room, included.room):
        if lib not in ranks:
            return f"libs/{lib} is not in the list of libs/CMakeLists.txt; give it its rank there"
    if included.room == "testing" and is_test(path):
        return None
    if ranks[included.room] > ranks[own.room]:
        return f"libs/{own.room} may not include libs/{included.room}: it comes later in libs/CMakeLists.txt"
    return None


def lib_allowed_in(layer, included, target):
    if layer == "domain":
        return included.room == "base"
    if layer == "app":
        return included.room in ("base", "json") or PORTS.match(target)
    return True


def layers_seen_by(layer):
    seen = {"domain": {"domain"}, "app": {"app", "domain"}, "migrations": {"migrations"}}
    return seen.get(layer, {layer, "app", "domain"})


def service_breach(own, path, included, target):
    wires = is_test(path) or Path(path).stem == "module" and not own.layer
    if not wires and own.layer not in LAYERS:
        return f"a room holds module.cpp and the folders {', '.join(LAYERS)}; move this file into one of them"
    if included.kind not in ("libs", "services"):
        return f"a service may not include {included.kind}/"
    if included.kind == "libs":
        if wires or lib_allowed_in(own.layer, included, target):
            return None
        return f"{own.layer} may not include libs/{included.room}: declare a port and let an adapter do it"
    if included.room != own.room:
        return f"service {own.room} may not include service {included.room}: services talk by events"
    if wires or included.layer in layers_seen_by(own.layer):
        return None
    return f"{own.layer} may not include {included.layer or 'module'}: only module.cpp sees the whole room"


def breach(path, target, ranks):
    """Why `path` may not include `target` (both relative to the root), or None when it may."""
    own, included = place_of(path), place_of(target)
    if own is None or included is None or own.kind in ("apps", "tests"):
        return None
    if own.kind == "libs":
        return lib_breach(own, path, included, ranks)
    return service_breach(own, path, included, target)


def resolve(root, path, target):
    """An include relative to its own file, spelled from the root; any other include unchanged."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return beside if (root / beside).is_file() and not (root / target).is_file() else target


def sources(root):
    for kind in ("libs", "services", "apps"):
        for file in sorted((root / kind).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                yield file.relative_to(root).as_posix()


def check(root):
    """Every breach below root, as printable lines."""
    root, ranks, found = Path(root), lib_ranks(Path(root)), []
    for path in sources(root):
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            include = INCLUDE.match(line)
            reason = include and breach(path, resolve(root, path, include.group(1)), ranks)
            if reason:
                found.append(f"{path}:{number}: {include.group(1)}: {reason}")
    return found


def main():
    found = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
