"""Three updates by PyTorch's Muon of a wide, a tall and a square matrix, in float64.

PyTorch rounds what it orthogonalises to bfloat16, for speed; here that cast is a copy, and the rest PyTorch's own.

Run: python test/parity/reference/make_muon.py  (versions: requirements.txt beside this file)
"""

import json
from pathlib import Path

import torch

torch.Tensor.bfloat16 = lambda self: self.clone()
generator = torch.Generator().manual_seed(5)
shapes = {"wide": (3, 5), "tall": (5, 3), "square": (4, 4)}


def normal(shape):
    return torch.randn(shape, generator=generator, dtype=torch.float64)


matrices = {name: torch.nn.Parameter(normal(shape)) for name, shape in shapes.items()}
golden = {
    "shapes": shapes,
    "start": {name: matrix.flatten().tolist() for name, matrix in matrices.items()},
    "learningRates": [0.01, 0.02, 0.005],
    "steps": [],
}
optimizer = torch.optim.Muon(list(matrices.values()), weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
for rate in golden["learningRates"]:
    gradients = {name: 0.1 * normal(shape) for name, shape in shapes.items()}
    for name, gradient in gradients.items():
        matrices[name].grad = gradient.clone()
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    golden["steps"].append({
        "gradients": {name: gradient.flatten().tolist() for name, gradient in gradients.items()},
        "matrices": {name: matrix.flatten().tolist() for name, matrix in matrices.items()},
    })
path = Path(__file__).parent.parent / "goldens" / "muon.json"
path.write_text(json.dumps(golden) + "\n")
