"""Downloads a model from the tests' hub with huggingface_hub, and writes down the cache that it makes:
goldens/hub-cache.json has each link's target and each file's text, or its SHA-256 if it is a blob.

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
needed = sorted(path.name for path in FOLDER.iterdir() if not path.name.startswith("goldens"))

server = subprocess.Popen(["node", PARITY.parent / "hub/server.mjs", REPO, FOLDER], stdout=subprocess.PIPE, text=True)
try:
    endpoint = server.stdout.readline().strip()
    with tempfile.TemporaryDirectory() as cache:
        for revision in ("main", "refs/pr/1"):
            huggingface_hub.snapshot_download(
                REPO, revision=revision, endpoint=endpoint, cache_dir=cache, allow_patterns=needed, token=False
            )
        tree = {}
        root = Path(cache) / "models--someone--quick-gelu"
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                tree[name] = {"link": path.readlink().as_posix()}
            elif path.is_file() and name.startswith("blobs/"):
                tree[name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            elif path.is_file():
                tree[name] = {"text": path.read_text()}
finally:
    server.terminate()

golden = {"versions": {"huggingface_hub": huggingface_hub.__version__}, "repo": REPO, "tree": tree}
(PARITY / "goldens/hub-cache.json").write_text(json.dumps(golden, indent=2) + "\n")
