"""A safetensors file of all the types that are read, and PyTorch's rounding to half precision.

Run: python make_safetensors.py   (versions: requirements.txt)
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "goldens" / "safetensors"


def awkward_numbers() -> torch.Tensor:
    """Random numbers of every size, ties, the smallest and the largest halves and what lies between them."""
    generator = torch.Generator().manual_seed(9)
    bits = torch.randint(-(2**31), 2**31 - 1, (3000,), generator=generator).to(torch.int32)
    anything = bits.view(torch.float32)
    anything = anything[anything.isfinite()]
    usual = torch.randn(2000, generator=generator) * 10.0 ** torch.randint(-8, 5, (2000,), generator=generator)
    halves = torch.arange(0, 0x7C00, 37, dtype=torch.int32).to(torch.int16).view(torch.float16).float()
    nexts = (halves.half().view(torch.int16) + 1).view(torch.float16).float()
    ties = ((halves.double() + nexts.double()) / 2).float()
    edges = torch.tensor([0.0, -0.0, 65504, 65519, 65519.99, 65520, 65536, 2**-24, 2**-25, 1.5 * 2**-25, 2**-14, float("inf"), float("-inf"), float("nan")])
    numbers = torch.cat([anything, usual, halves, ties, ties.nextafter(torch.tensor(0.0)), ties.nextafter(torch.tensor(1e9)), edges])
    return torch.cat([numbers, -numbers])


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    numbers = awkward_numbers()
    save_file({"float": numbers, "half": numbers.half(), "bfloat": numbers.bfloat16()}, FOLDER / "rounding.safetensors")
    values = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8 - 1
    tensors = {
        "float": values,
        "half": values.half(),
        "bfloat": values.bfloat16(),
        "scalar": torch.tensor(2.5),
        "empty": torch.empty(0, 3),
        "odd": torch.tensor([1.0, 2.0, 3.0]).half(),
        "after odd": torch.tensor([4.0, 5.0]),
        "position_ids": torch.arange(5)[None],
        "mask": torch.tensor([True, False]),
        'a "quoted" né': torch.tensor([7.0]),
    }
    save_file(tensors, FOLDER / "mixed.safetensors", metadata={"format": "pt", "made by": "safetensors"})
    for file in FOLDER.iterdir():
        file.chmod(0o644)


main()
