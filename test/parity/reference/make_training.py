"""A training checkpoint of the small model gelu as a script writes it: wrapped, with an optimizer and its arguments.

Writes goldens/formats/training/epoch.ckpt (torch 2.14.1, transformers 5.24.0).
"""

import argparse
import collections
from pathlib import Path

import numpy as np
import torch
from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper
from transformers import CLIPModel

GOLDENS = Path(__file__).parents[1] / "goldens"
model = CLIPModel.from_pretrained(GOLDENS / "models" / "gelu")
for tower in (model.text_model, model.vision_model):
    tower.encoder.layers = torch.nn.ModuleList(checkpoint_wrapper(layer) for layer in tower.encoder.layers)


class Lit(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.clip = torch.nn.DataParallel(torch.compile(model))
        self.head = torch.nn.Linear(20, 3)


lit = Lit()
optimizer = torch.optim.AdamW([lit.head.weight, model.logit_scale])
(lit.head.weight.sum() + model.logit_scale).backward()
before = model.logit_scale.detach().clone()
optimizer.step()
model.logit_scale.data.copy_(before)
path = GOLDENS / "formats" / "training" / "epoch.ckpt"
path.parent.mkdir(exist_ok=True)
torch.save(
    {
        "epoch": 3,
        "best_accuracy": np.float64(0.5),
        "args": argparse.Namespace(lr=1e-4, output=Path("runs")),
        "counts": collections.defaultdict(int, {"images": 12}),
        "state_dict": lit.state_dict(),
        "optimizer_states": [optimizer.state_dict()],
        "scheduler": None,
    },
    path,
)
