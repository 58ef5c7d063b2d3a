"""The contrastive loss of a small CLIP and the gradient of its every parameter, by PyTorch's autograd.

Every tensor, gains and biases included, is drawn from a non-trivial distribution, so that a rule that is wrong
anywhere shows. Run: python test/parity/reference/make_gradients.py  (versions: requirements.txt beside this file)
"""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel

FOLDER = Path(__file__).parent.parent / "goldens" / "gradients"


def make(name: str, activation: str) -> None:
    generator = torch.Generator().manual_seed(7)
    config = CLIPConfig(
        projection_dim=12,
        text_config=dict(
            vocab_size=40, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
            max_position_embeddings=9, hidden_act=activation, eos_token_id=39, bos_token_id=38, pad_token_id=39,
        ),
        vision_config=dict(
            hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3, image_size=12,
            patch_size=4, hidden_act=activation,
        ),
    )
    model = CLIPModel(config).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            gain = "norm" in key and key.endswith("weight")
            parameter.copy_(1 + 0.3 * noise if gain else 0.25 * noise)
        model.logit_scale.fill_(math.log(12.0))
    rows, length = 6, 7
    pixels = torch.randn((rows, 3, 12, 12), generator=generator)
    ids = torch.randint(0, 38, (rows, length), generator=generator)
    ids[:, 0] = 38
    for row, end in enumerate([3, 6, 4, 5, 2, 6]):
        ids[row, end:] = 39
    model(input_ids=ids, pixel_values=pixels, return_loss=True).loss.backward()
    loss = model(input_ids=ids, pixel_values=pixels, return_loss=True).loss
    tensors = {"pixels": pixels, "ids": ids.to(torch.float32), "loss": loss.detach().reshape(1)}
    for key, parameter in model.named_parameters():
        tensors[f"parameter:{key}"] = parameter.detach().contiguous()
        tensors[f"gradient:{key}"] = parameter.grad.contiguous()
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FOLDER / f"{name}.safetensors")
    (FOLDER / f"{name}.json").write_text(json.dumps(config.to_dict(), indent=1, default=str) + "\n")


make("quick-gelu", "quick_gelu")
make("gelu", "gelu")
