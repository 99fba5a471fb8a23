"""Says whether requirements/*.txt were made from the dependencies that pyproject.toml names today. Needs no network."""

import hashlib
import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIGEST = ROOT / "requirements" / "made-from.sha256"
LOCKS = ("dev.txt", "runtime.txt")


def digest_of_dependencies() -> str:
    """One digest of everything the locks are computed from: comments and order in a line of TOML do not count."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    sources = [project["project"]["requires-python"], project["project"]["dependencies"], project["dependency-groups"]]
    return hashlib.sha256(json.dumps(sources, sort_keys=True).encode()).hexdigest()


def names_a_host(lock: str) -> bool:
    """A lock with an address in it would send every reader to the registry of whoever made it."""
    text = (ROOT / "requirements" / lock).read_text()
    return "://" in text or "--index-url" in text or "--find-links" in text


def main() -> int:
    if "--write" in sys.argv:
        DIGEST.write_text(digest_of_dependencies() + "\n")
    if DIGEST.read_text().strip() != digest_of_dependencies():
        print("requirements/ is older than the dependencies in pyproject.toml: run ./dev lock", file=sys.stderr)
        return 1
    hosts = [lock for lock in LOCKS if names_a_host(lock)]
    if hosts:
        print(f"requirements/{hosts[0]} names a registry: run ./dev lock", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
