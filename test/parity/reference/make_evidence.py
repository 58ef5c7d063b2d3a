"""What PyTorch's transformers and scikit-learn make of the image set "shapes" with the checkpoint in test/evidence/model.

Run: node test/evidence/images.mjs FOLDER && python test/parity/reference/make_evidence.py FOLDER
(writes test/parity/goldens/evidence.json and evidence.safetensors; versions: requirements.txt, and statsmodels 0.15.0
for Wilson's intervals)
"""

import csv
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import save_file
from sfc32 import seeded_random, shuffled_indices
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, confusion_matrix, roc_auc_score
from statsmodels.stats.proportion import proportion_confint
from transformers import CLIPImageProcessor, CLIPModel, CLIPTokenizer

ROOT = Path(__file__).parents[3]
GOLDENS = ROOT / "test" / "parity" / "goldens"
MODEL = ROOT / "test" / "evidence" / "model"
FOLDER = Path(sys.argv[1])
TEMPLATES = ["a {}", "a painted {}", "a sketch of a {}", "a photo of a {}"]
QUERIES = ["a painted heart", "a sketch of a house", "a ring"]
SHOTS = [1, 2, 4, 8]
SEEDS = [0, 1, 2]

rows = list(csv.DictReader((FOLDER / "labels.csv").open()))
digest = hashlib.sha256()
for row in rows:
    digest.update(row["path"].encode())
    digest.update((FOLDER / row["path"]).read_bytes())
classes = sorted({row["label"] for row in rows})
labels = np.array([classes.index(row["label"]) for row in rows])
styles = np.array([row["style"] for row in rows])
splits = np.array([row["split"] for row in rows])

model = CLIPModel.from_pretrained(MODEL, attn_implementation="eager", dtype=torch.float32).eval()
processor = CLIPImageProcessor.from_pretrained(MODEL)
tokenizer = CLIPTokenizer.from_pretrained(MODEL)
images = [Image.open(FOLDER / row["path"]).convert("RGB") for row in rows]
pixels = processor(images=images, return_tensors="pt")["pixel_values"]
with torch.no_grad():
    features = model.vision_model(pixel_values=pixels).pooler_output
    projected = model.visual_projection(features)


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


def texts(prompts):
    with torch.no_grad():
        return unit(model.get_text_features(**tokenizer(prompts, return_tensors="pt", padding=True)))


embeddings = unit(projected)


def proportion(right):
    low, high = proportion_confint(int(right.sum()), len(right), alpha=0.05, method="wilson")
    return {"value": float(right.mean()), "low": float(low), "high": float(high), "n": len(right)}


def zero_shot(templates):
    """CLIP's zeroshot_classifier: normalize, average over templates, normalize again."""
    weights = torch.stack([unit(texts([t.replace("{}", c) for t in templates]).mean(0)) for c in classes])
    return model.logit_scale.exp().item() * embeddings @ weights.T


logits = zero_shot(TEMPLATES)
predictions = logits.argmax(1).numpy()
top5 = logits.topk(5).indices.numpy()
probabilities = torch.softmax(logits.double(), 1).numpy()
right = predictions == labels
report = classification_report(labels, predictions, target_names=classes, output_dict=True, zero_division=0)


def fit(x, y, C):
    return LogisticRegression(C=C, max_iter=1000, tol=1e-6).fit(x, y)


def sweep(train, validation):
    """The CLIP paper's search for lambda (A.3): every sixteenth of 96 logarithmic steps, then closer around the peak."""
    scores = {}

    def score(index):
        if index not in scores:
            probe = fit(*train, 1 / 10 ** (index / 8 - 6))
            scores[index] = float((probe.predict(validation[0]) == validation[1]).mean())
        return scores[index]

    best = max(range(0, 97, 16), key=lambda i: (score(i), i))
    for half in (8, 4, 2, 1):
        best = max([i for i in (best, best - half, best + half) if 0 <= i <= 96], key=lambda i: (score(i), i))
    return best


x = features.numpy().astype(np.float64)
part = lambda name: (x[splits == name], labels[splits == name])  # noqa: E731
train, validation, test = part("train"), part("validation"), part("test")
chosen = sweep(train, validation)
both = tuple(np.concatenate(pair) for pair in zip(train, validation))
probe = fit(*both, 1 / 10 ** (chosen / 8 - 6))
probed = probe.predict(test[0])


def few_shot(shots, seed):
    taken = np.zeros(len(classes), int)
    kept = []
    for row in shuffled_indices(len(train[1]), seeded_random(seed)):
        if taken[train[1][row]] < shots:
            kept.append(row)
        taken[train[1][row]] += 1
    few = tuple(part[sorted(kept)] for part in train)
    chosen = sweep(few, validation)
    return float((fit(*few, 1 / 10 ** (chosen / 8 - 6)).predict(test[0]) == test[1]).mean())


cosines = (texts(QUERIES) @ embeddings.T).numpy()
found = {
    "images": {"sha256": digest.hexdigest(), "rows": len(rows)},
    "classes": classes,
    "templates": TEMPLATES,
    "zeroShot": {
        "predictions": predictions.tolist(),
        "top1": proportion(right),
        "top5": proportion((top5 == labels[:, None]).any(1)),
        "byStyle": {s: proportion(right[styles == s]) for s in sorted(set(styles))},
        "confusion": confusion_matrix(labels, predictions).tolist(),
        "report": report,
        "auroc": float(roc_auc_score(labels, probabilities, multi_class="ovr", average="macro")),
    },
    "oneTemplate": {t: proportion(zero_shot([t]).argmax(1).numpy() == labels)["value"] for t in ["{}", *TEMPLATES]},
    "probe": {
        "lambda": 10 ** (chosen / 8 - 6),
        "test": proportion(probed == test[1]),
        "byStyle": {s: proportion((probed == test[1])[styles[splits == "test"] == s]) for s in sorted(set(styles))},
        "predictions": probed.tolist(),
    },
    "fewShot": [{"shots": k, "scores": [few_shot(k, s) for s in SEEDS]} for k in SHOTS],
    "zeroShotOnTest": proportion(right[splits == "test"]),
    "search": [
        {"query": q, "keys": [rows[i]["path"] for i in np.argsort(-c)[:10]], "cosines": np.sort(c)[::-1][:10].tolist()}
        for q, c in zip(QUERIES, cosines)
    ],
}
(GOLDENS / "evidence.json").write_text(json.dumps(found, indent=1) + "\n")
save_file({"embeddings": embeddings.numpy(), "features": features.numpy()}, GOLDENS / "evidence.safetensors")
print({k: found[k] for k in ("oneTemplate", "fewShot", "zeroShotOnTest")}, found["zeroShot"]["top1"], found["zeroShot"]["byStyle"], found["probe"]["test"], found["probe"]["byStyle"])
