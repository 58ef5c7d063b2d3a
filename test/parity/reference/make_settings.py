"""The settings that configurations of transformers 5.24.0 and open_clip_torch 2.32.0 have, with their defaults.

Writes goldens/settings.json.
"""

import dataclasses
import inspect
import json
from pathlib import Path

import open_clip
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from open_clip.transform import PreprocessCfg
from transformers import CLIPConfig, CLIPImageProcessor, CLIPTokenizerFast
from transformers.processing_utils import ImagesKwargs

GOLDENS = Path(__file__).parents[1] / "goldens"


def tokenizer_keys() -> list[str]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        tokenizer = CLIPTokenizerFast.from_pretrained(GOLDENS / "models" / "gelu")
        tokenizer.save_pretrained(folder)
        return sorted(json.loads((Path(folder) / "tokenizer_config.json").read_text()))


clip = CLIPConfig().to_dict()
parameters = inspect.signature(CLIP.__init__).parameters.values()
model = {p.name: None if p.default is inspect.Parameter.empty else p.default for p in parameters if p.name != "self"}
goldens = {
    "transformers": {
        "config": sorted(clip),
        "vision": sorted(clip["vision_config"]),
        "text": sorted(clip["text_config"]),
        "images": sorted({*CLIPImageProcessor().to_dict(), *ImagesKwargs.__annotations__}),
        "tokenizer": tokenizer_keys(),
    },
    "open_clip": {
        "model_cfg": {
            **model,
            "embed_dim": 512,
            "vision_cfg": dataclasses.asdict(CLIPVisionCfg()),
            "text_cfg": dataclasses.asdict(CLIPTextCfg()),
        },
        "preprocess_cfg": dataclasses.asdict(PreprocessCfg()),
    },
}
(GOLDENS / "settings.json").write_text(json.dumps(goldens, indent=1, default=float) + "\n")
