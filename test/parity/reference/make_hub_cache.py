"""Downloads a model from the tests' hub with huggingface_hub, and writes down the cache that it makes:
goldens/hub-cache.json has each link's target, each ref's text, and each blob's file, in whose name "{config.json}"
stands for the ETag of config.json.

Run: python make_hub_cache.py
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

import huggingface_hub

PARITY = Path(__file__).parent.parent
REPO = "someone/quick-gelu"
FOLDER = PARITY / "goldens/models/quick-gelu"
NEEDED = ["config.json", "merges.txt", "model.safetensors", "preprocessor_config.json", "vocab.json"]


def etag_of(name: str) -> str:
    content = (FOLDER / name).read_bytes()
    if name.endswith(".safetensors"):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


names = {etag_of(name): name for name in NEEDED}

server = subprocess.Popen(["node", PARITY.parent / "hub/server.mjs", REPO, FOLDER], stdout=subprocess.PIPE, text=True)
try:
    endpoint = server.stdout.readline().strip()
    with tempfile.TemporaryDirectory() as cache:
        for revision in ("main", "refs/pr/1"):
            huggingface_hub.snapshot_download(
                REPO, revision=revision, endpoint=endpoint, cache_dir=cache, allow_patterns=NEEDED, token=False
            )
        tree = {}
        root = Path(cache) / "models--someone--quick-gelu"
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                target = path.readlink()
                tree[name] = {"link": (target.parent / f"{{{names[target.name]}}}").as_posix()}
            elif path.is_file() and name.startswith("blobs/"):
                file = names[path.name]
                assert path.read_bytes() == (FOLDER / file).read_bytes()
                tree[f"blobs/{{{file}}}"] = {"file": file}
            elif path.is_file():
                tree[name] = {"text": path.read_text()}
finally:
    server.terminate()

golden = {"versions": {"huggingface_hub": huggingface_hub.__version__}, "repo": REPO, "tree": tree}
(PARITY / "goldens/hub-cache.json").write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n")
