"""Token ids and decoded texts by transformers' CLIPTokenizerFast where files add tokens to a small vocabulary.

Writes goldens/tokenizers/added.json: for each set of files, ids (without start and end) and decoded texts.
Run with transformers 4.57.1 or 5.24.0, which agree; see requirements.txt.
"""

import json
import shutil
import tempfile
from pathlib import Path

from transformers import CLIPTokenizerFast

GOLDENS = Path(__file__).parents[1] / "goldens"
MODEL = GOLDENS / "models" / "gelu"
CONFIG = json.loads((MODEL / "tokenizer_config.json").read_text())
TEXTS = ["a photo of <cat-toy>", "<CAT-TOY> x", "x<cat-toy>y", "a cattoy!", "cattoys", "cattoy_", "écattoy", "a! <dog>"]


def token(content: str, **flags: bool) -> dict:
    return {"content": content, "lstrip": False, "rstrip": False, "single_word": False, "normalized": True, "special": False} | flags


CASES = {
    "added_tokens.json": {"added_tokens.json": {"<dog>": 601, "<cat-toy>": 600}},
    "added_tokens_decoder": {"tokenizer_config.json": {**CONFIG, "added_tokens_decoder": {"600": token("<cat-toy>")}}},
    "added_tokens_decoder before added_tokens.json": {
        "tokenizer_config.json": {**CONFIG, "added_tokens_decoder": {"600": token("<cat-toy>")}},
        "added_tokens.json": {"<dog>": 600},
    },
    "single_word": {"tokenizer_config.json": {**CONFIG, "added_tokens_decoder": {"600": token("cattoy", single_word=True)}}},
    "lstrip and rstrip": {
        "tokenizer_config.json": {**CONFIG, "added_tokens_decoder": {"600": token("<cat-toy>", lstrip=True, rstrip=True)}}
    },
    "additional_special_tokens": {"tokenizer_config.json": {**CONFIG, "additional_special_tokens": ["<cat-toy>"]}},
    "special_tokens_map.json": {"special_tokens_map.json": {"additional_special_tokens": ["<dog>", "<cat-toy>"]}},
    "a pad token that is a word": {"tokenizer_config.json": {**CONFIG, "pad_token": "!"}},
}


def run(files: dict) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        for name in ["vocab.json", "merges.txt", "tokenizer_config.json"]:
            shutil.copy(MODEL / name, folder)
        for name, value in files.items():
            (Path(folder) / name).write_text(json.dumps(value))
        tokenizer = CLIPTokenizerFast.from_pretrained(folder)
        ids = [tokenizer(text, add_special_tokens=False).input_ids for text in TEXTS]
        return {"files": files, "length": len(tokenizer), "ids": ids, "decoded": [tokenizer.decode(each) for each in ids]}


goldens = {"texts": TEXTS, "cases": {name: run(files) for name, files in CASES.items()}}
(GOLDENS / "tokenizers" / "added.json").write_text(json.dumps(goldens, ensure_ascii=False, indent=1) + "\n")
