"""What goes on inside the small models of make_models.py: attention, rollout, patches and relevance.

Attention maps are transformers' own (output_attentions, eager). Rollout is Abnar & Zuidema 2020 as matrix products in
float64. Relevance is Chefer et al. 2021 (Generic Attention-model Explainability) for the pair's entry of
logits_per_image, by autograd in float64, with the update of the authors' notebook for CLIP.
Run after make_models.py: python make_inside.py   (versions: requirements.txt)
"""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPModel

GOLDENS = Path(__file__).parent.parent / "goldens"
IMAGES = [0, 4]  # of the models' own goldens
TEXTS = [0, 1, 2]


def rollout(attentions: list[torch.Tensor], fuse: str) -> np.ndarray:
    """[heads, tokens, tokens] of each layer, the first one first -> [tokens, tokens]."""
    rolled = np.eye(attentions[0].shape[-1])
    for attention in attentions:
        heads = attention.detach().numpy().astype(np.float64)
        fused = heads.mean(0) if fuse == "mean" else heads.max(0)
        mixed = 0.5 * fused + 0.5 * np.eye(len(fused))
        rolled = (mixed / mixed.sum(-1, keepdims=True)) @ rolled
    return rolled


def relevance(score: torch.Tensor, attentions: tuple[torch.Tensor, ...], start: int) -> torch.Tensor:
    """R of the layers from `start`: [tokens, tokens]."""
    tokens = attentions[0].shape[-1]
    relevances = torch.eye(tokens, dtype=torch.float64)
    for attention in attentions[start:]:
        (gradient,) = torch.autograd.grad(score, [attention], retain_graph=True)
        weighted = (gradient * attention).detach()[0].to(torch.float64).clamp(min=0).mean(0)
        relevances = relevances + weighted @ relevances
    return relevances


def make(name: str) -> None:
    folder = GOLDENS / "models" / name
    inputs = json.loads((folder / "goldens.json").read_text())
    pixels = load_file(folder / "goldens.safetensors")["pixels"][IMAGES]
    ids = torch.tensor(inputs["ids"])[TEXTS]
    model = CLIPModel.from_pretrained(folder, attn_implementation="eager").eval()
    eos = model.config.text_config.eos_token_id
    ends = ids.argmax(-1) if eos == 2 else (ids == eos).int().argmax(-1)

    with torch.no_grad():
        seen = model.vision_model(pixel_values=pixels, output_attentions=True)
        read = model.text_model(input_ids=ids, output_attentions=True)
        patches = model.vision_model.embeddings.patch_embedding(pixels).flatten(2).transpose(1, 2)
        projected = model.visual_projection(model.vision_model.post_layernorm(seen.last_hidden_state[:, 1:]))
        words = model.get_text_features(input_ids=ids)
    unit = lambda x: x / x.norm(dim=-1, keepdim=True)  # noqa: E731
    tensors = {
        "patch.embeddings": patches,
        "patch.features": unit(projected),
        "patch.similarity": torch.einsum("ipd,td->itp", unit(projected), unit(words)),
    }
    for tower, output in (("vision", seen), ("text", read)):
        for layer, attention in enumerate(output.attentions):
            tensors[f"{tower}.attention.{layer}"] = attention
        for fuse in ("mean", "max"):
            rows = [0] * len(IMAGES) if tower == "vision" else ends.tolist()
            maps = [rollout([a[i] for a in output.attentions], fuse)[row] for i, row in enumerate(rows)]
            tensors[f"{tower}.rollout.{fuse}"] = torch.tensor(np.stack(maps), dtype=torch.float32)

    torch.set_default_dtype(torch.float64)
    model = model.double()
    starts = {"all": 0, "last": -1}
    maps: dict[str, list[torch.Tensor]] = {f"{t}.relevance.{s}": [] for t in ("vision", "text") for s in starts}
    logits = []
    for image in pixels.double():
        for text, end in zip(ids, ends, strict=True):
            seen = model.vision_model(pixel_values=image[None], output_attentions=True)
            read = model.text_model(input_ids=text[None], output_attentions=True)
            embedded = unit(model.visual_projection(seen.pooler_output))
            named = unit(model.text_projection(read.pooler_output))
            score = (embedded * named).sum() * model.logit_scale.exp()
            logits.append(score.detach())
            for key, start in starts.items():
                maps[f"vision.relevance.{key}"].append(relevance(score, seen.attentions, start)[0])
                maps[f"text.relevance.{key}"].append(relevance(score, read.attentions, start)[end])
    shape = (len(IMAGES), len(TEXTS), -1)
    expected = load_file(folder / "goldens.safetensors")["logits_per_image"][IMAGES][:, TEXTS]
    assert torch.allclose(torch.stack(logits).reshape(expected.shape).float(), expected, atol=1e-4)
    torch.set_default_dtype(torch.float32)
    tensors |= {key: torch.stack(rows).reshape(shape).to(torch.float32) for key, rows in maps.items()}

    (GOLDENS / "inside").mkdir(exist_ok=True)
    file = GOLDENS / "inside" / f"{name}.safetensors"
    save_file({key: value.contiguous() for key, value in tensors.items()}, file)
    file.chmod(0o644)
    choice = {"images": [inputs["images"][i] for i in IMAGES], "texts": [inputs["texts"][i] for i in TEXTS]}
    (GOLDENS / "inside" / f"{name}.json").write_text(json.dumps(choice) + "\n")
    print(name, {key: (list(value.shape), round(float(value.abs().max()), 4)) for key, value in tensors.items()})


torch.set_num_threads(1)
for each in ("quick-gelu", "gelu"):
    make(each)
