#!/usr/bin/env python3
"""What kalends is made of: the crates of a build, from Cargo.lock and their manifests.

    tools/dependencies.py sbom TARGET [--features LIST]       a bill of materials (CycloneDX 1.5, JSON)
    tools/dependencies.py licences TARGET [--features LIST]   the licence texts that go with a program
    tools/dependencies.py oldest-rust                         whether a crate needs a newer Rust than Cargo.toml states

TARGET is a system as rustc names it, such as x86_64-unknown-linux-gnu. Prints to standard output. What the crates are is
Cargo's word. The time in the bill is that of the commit (SOURCE_DATE_EPOCH, else 1970), so the same commit gives the same
bytes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import uuid
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE")


def cargo(*arguments: str) -> str:
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def metadata(*arguments: str) -> dict:
    return json.loads(cargo("metadata", "--locked", "--format-version", "1", *arguments))


def crates(target: str, features: str, edges: str) -> set[tuple[str, str]]:
    """Name and version of each crate that is reached by `edges`, as Cargo resolves the features of a build."""
    tree = cargo("tree", "--locked", "--target", target, "--features", features, "--edges", edges,
                 "--prefix", "none", "--no-dedupe", "--format", "{p}")
    return {(name, version.removeprefix("v")) for name, version, *_ in map(str.split, tree.splitlines())}


def key(package: dict) -> tuple[str, str]:
    return package["name"], package["version"]


def purl(package: dict) -> str:
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package: dict, checksums: dict, is_in_program: bool) -> dict:
    entry = {"type": "library", "bom-ref": purl(package), "name": package["name"], "version": package["version"],
             "scope": "required" if is_in_program else "excluded", "purl": purl(package)}
    if package["license"]:
        # Old manifests separate alternatives with a slash.
        entry["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := checksums.get(key(package)):
        entry["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package["repository"]:
        entry["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return entry


def sbom(target: str, features: str) -> None:
    """Crates that are linked in are "required"; what only runs while the program is compiled is "excluded"."""
    linked = crates(target, features, "normal,no-proc-macro")
    used = crates(target, features, "normal,build")
    data = metadata("--filter-platform", target, "--features", features)
    entry = r'name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"'
    lock = re.findall(entry, (ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    checksums = {(name, version): checksum for name, version, checksum in lock}
    packages = {package["id"]: package for package in data["packages"] if key(package) in used}
    program = packages[data["resolve"]["root"]]
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), timezone.utc)
    others = sorted((package for package in packages.values() if package is not program), key=key)
    leads_to = {
        purl(packages[node["id"]]): sorted(
            purl(packages[dep["pkg"]])
            for dep in node["deps"]
            if dep["pkg"] in packages and any(kind["kind"] != "dev" for kind in dep["dep_kinds"])
        )
        for node in data["resolve"]["nodes"]
        if node["id"] in packages
    }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": component(program, checksums, True) | {"type": "application"},
            "properties": [{"name": "cargo:target", "value": target}, {"name": "cargo:features", "value": features}],
        },
        "components": [component(package, checksums, key(package) in linked) for package in others],
        "dependencies": [{"ref": ref, "dependsOn": refs} for ref, refs in sorted(leads_to.items())],
    }
    # The number of the bill follows from what it says.
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill))}"
    print(json.dumps(bill, indent=2, ensure_ascii=False))


def licences(target: str, features: str) -> None:
    """Each crate with its licence, then each text once with the crates that come with it."""
    linked = crates(target, features, "normal,no-proc-macro")
    packages = metadata("--filter-platform", target, "--features", features)["packages"]
    packages = sorted((package for package in packages if key(package) in linked and package["source"]), key=key)
    texts: dict[str, list[str]] = {}
    print("kalends contains the standard library of Rust (MIT OR Apache-2.0, https://www.rust-lang.org), the crates below,")
    print("and the typeface Kalends Sans, a cut of Source Sans 3.\n")
    for package in packages:
        name = f"{package['name']} {package['version']}"
        print(f"{name}: {package['license']}  {package['repository'] or ''}".rstrip())
        # A crate may bring a library in C with a licence of its own, below its own folder.
        for path in sorted(Path(package["manifest_path"]).parent.rglob("*")):
            if path.is_file() and path.name.upper().startswith(LICENCE_FILES):
                text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
                texts.setdefault(text.strip("\n"), []).append(name)
    texts[(ROOT / "templates/assets/fonts/OFL.txt").read_text(encoding="utf-8").strip("\n")] = ["Kalends Sans"]
    for text, names in texts.items():
        print(f"\n{'=' * 80}\n{', '.join(dict.fromkeys(names))}\n{'=' * 80}\n\n{text}")


def oldest_rust() -> int:
    data = metadata("--all-features")
    # 1.89 and 1.89.0 are the same.
    number = lambda text: tuple(int(part) for part in (text + ".0.0").split(".")[:3])
    stated = next(package["rust_version"] for package in data["packages"] if package["id"] == data["resolve"]["root"])
    newer = [package for package in data["packages"] if number(package["rust_version"] or "0") > number(stated)]
    for package in newer:
        print(f"{package['name']} {package['version']} needs Rust {package['rust_version']}; Cargo.toml states {stated}")
    if not newer:
        print(f"{len(data['packages'])} packages, none of which states a newer Rust than {stated}")
    return 1 if newer else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["sbom", "licences", "oldest-rust"])
    parser.add_argument("target", nargs="?")
    parser.add_argument("--features", default="default")
    args = parser.parse_args()
    if args.what == "oldest-rust":
        return oldest_rust()
    if not args.target:
        parser.error("TARGET is missing")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    {"sbom": sbom, "licences": licences}[args.what](args.target, args.features)
    return 0


if __name__ == "__main__":
    sys.exit(main())
