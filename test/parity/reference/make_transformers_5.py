"""The small model "gelu" as transformers 5 saves it: another tokenizer.json, and processor_config.json.

Run: pip install transformers==5.24.0, in another environment than requirements.txt's; python make_transformers_5.py
Its model.safetensors is that of goldens/models/gelu, byte for byte, and is not kept twice.
"""

import json
from pathlib import Path

from transformers import CLIPModel, CLIPProcessor

GOLDENS = Path(__file__).parent.parent / "goldens"
source, target = GOLDENS / "models/gelu", GOLDENS / "formats/hugging-face/transformers-5"
model, processor = CLIPModel.from_pretrained(source), CLIPProcessor.from_pretrained(source)
model.save_pretrained(target)
processor.save_pretrained(target)
assert (target / "model.safetensors").read_bytes() == (source / "model.safetensors").read_bytes()
(target / "model.safetensors").unlink()
texts = json.loads((GOLDENS / "tokens.json").read_text())["texts"]
ids = processor.tokenizer(texts, add_special_tokens=False).input_ids
(target / "goldens.json").write_text(json.dumps({"ids": ids}) + "\n")
