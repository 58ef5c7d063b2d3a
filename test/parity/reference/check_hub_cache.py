"""Opens with Python, without a connection, what Clipscope downloaded from a hub.

Run: python check_hub_cache.py <cache folder> <owner/name>
"""

import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import huggingface_hub
from transformers import CLIPImageProcessor, CLIPModel, CLIPTokenizer

cache, repo = sys.argv[1], sys.argv[2]
for name in ("config.json", "model.safetensors", "preprocessor_config.json", "vocab.json", "merges.txt"):
    path = huggingface_hub.try_to_load_from_cache(repo, name, cache_dir=cache)
    if not isinstance(path, str):
        raise SystemExit(f"{name} is not found")
    print(name, "→", os.readlink(path) if os.path.islink(path) else "(a file)")
print(huggingface_hub.snapshot_download(repo, cache_dir=cache, local_files_only=True))
for kept in huggingface_hub.scan_cache_dir(cache).repos:
    print(kept.repo_id, kept.size_on_disk, "bytes,", kept.nb_files, "files,", [list(each.refs) for each in kept.revisions])
if huggingface_hub.scan_cache_dir(cache).warnings:
    raise SystemExit(f"{huggingface_hub.scan_cache_dir(cache).warnings}")
model = CLIPModel.from_pretrained(repo, cache_dir=cache)
CLIPTokenizer.from_pretrained(repo, cache_dir=cache)
CLIPImageProcessor.from_pretrained(repo, cache_dir=cache)
print(sum(parameter.numel() for parameter in model.parameters()), "parameters by transformers")
