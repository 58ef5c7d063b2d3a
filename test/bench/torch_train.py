"""One training step of a CLIP by PyTorch, eager, each time a line of JSON asks for it: for the bench "train"."""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np
import torch
from transformers import CLIPModel

checkpoint, folder, rows, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
model = CLIPModel.from_pretrained(checkpoint, dtype=torch.float32).train()
pixels = torch.from_numpy(np.fromfile(f"{folder}/pixels", np.float32).reshape(rows, 3, size, size))
ids = torch.from_numpy(np.fromfile(f"{folder}/ids", np.int32).reshape(rows, -1).astype(np.int64))
print(json.dumps({"version": torch.__version__}), flush=True)

for line in sys.stdin:
    torch.set_num_threads(json.loads(line)["threads"])
    model.zero_grad()
    loss = model(input_ids=ids, pixel_values=pixels, return_loss=True).loss
    loss.backward()
    print(json.dumps({"loss": float(loss.detach())}), flush=True)
