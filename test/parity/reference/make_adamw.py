"""Three AdamW updates by PyTorch, with gradient clipping, of a matrix (decayed) and a bias (not decayed).

Run: python test/parity/reference/make_adamw.py  (versions: requirements.txt beside this file)
"""

import json
from pathlib import Path

import torch

generator = torch.Generator().manual_seed(3)
matrix = torch.nn.Parameter(torch.randn((3, 4), generator=generator, dtype=torch.float64))
bias = torch.nn.Parameter(torch.randn((4,), generator=generator, dtype=torch.float64))
golden = {"matrix": matrix.flatten().tolist(), "bias": bias.tolist(), "learningRates": [0.01, 0.02, 0.005], "steps": []}
optimizer = torch.optim.AdamW(
    [{"params": [matrix], "weight_decay": 0.1}, {"params": [bias], "weight_decay": 0.0}],
    lr=0.0, betas=(0.9, 0.98), eps=1e-6,
)
for rate in golden["learningRates"]:
    gradients = [torch.randn(p.shape, generator=generator, dtype=torch.float64) for p in (matrix, bias)]
    for parameter, gradient in zip((matrix, bias), gradients):
        parameter.grad = gradient.clone()
    norm = torch.nn.utils.clip_grad_norm_([matrix, bias], 1.0)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    golden["steps"].append({
        "gradients": {"matrix": gradients[0].flatten().tolist(), "bias": gradients[1].tolist()},
        "norm": norm.item(), "matrix": matrix.flatten().tolist(), "bias": bias.tolist(),
    })
path = Path(__file__).parent.parent / "goldens" / "adamw.json"
path.write_text(json.dumps(golden) + "\n")
