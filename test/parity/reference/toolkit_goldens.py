"""What scikit-learn, SciPy, PyTorch and NumPy make of small inputs, for the toolkit's tests.

Run: python test/parity/reference/toolkit_goldens.py  (writes packages/toolkit/goldens/toolkit.json)
"""

import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
import torch
from scipy.stats import beta, binomtest, bootstrap, norm
from sklearn.manifold import trustworthiness
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
    top_k_accuracy_score,
)

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "toolkit.json"
rng = np.random.default_rng(3)


def matrix(rows, cols):
    """Values that JSON carries exactly: multiples of 2^-10."""
    return np.round(rng.standard_normal((rows, cols)) * 1024) / 1024


def floats(array):
    """Lists in JSON, NaN as null."""
    if isinstance(array, (list, tuple)):
        return [floats(a) for a in array]
    array = np.asarray(array, dtype=np.float64)
    if array.ndim == 0:
        return None if np.isnan(array) else float(array)
    return [floats(a) for a in array]


def intervals():
    cases = [(0, 1), (1, 1), (0, 20), (3, 20), (10, 20), (20, 20), (164, 1640), (1639, 1640), (38100, 50000), (2, 7500)]
    out = []
    for successes, n in cases:
        for level in (0.9, 0.95, 0.995):
            test = binomtest(successes, n)
            entry = {"successes": successes, "n": n, "level": level}
            for name, method in (("wilson", "wilson"), ("clopperPearson", "exact")):
                entry[name] = floats(list(test.proportion_ci(level, method)))
            out.append(entry)
    return out


def quantiles():
    ps = [1e-12, 1e-6, 0.0025, 0.025, 0.2, 0.5, 0.6, 0.975, 0.9975, 1 - 1e-6]
    shapes = [(1, 1), (0.5, 0.5), (2, 5), (1, 50000), (7500, 2), (38100, 11901)]
    values = np.sort(matrix(1, 37)[0])
    return {
        "normal": [[p, float(norm.ppf(p))] for p in ps],
        "beta": [[p, a, b, float(beta.ppf(p, a, b))] for p in ps for a, b in shapes],
        "sorted": floats(values),
        "sortedAt": [[p, float(np.quantile(values, p))] for p in (0, 0.025, 0.3, 0.5, 0.975, 1)],
    }


def resampling():
    values = np.round(rng.exponential(size=60) * 1024) / 1024
    result = bootstrap((values,), np.mean, n_resamples=200_000, method="percentile", rng=np.random.default_rng(0))
    return {"values": floats(values), "meanInterval": floats(list(result.confidence_interval))}


def classification():
    """Seven classes; nobody has label 5 and nothing is predicted as 2; class 6 is in neither."""
    labels = rng.choice([0, 1, 2, 3, 4], size=200)
    predictions = np.where(rng.random(200) < 0.6, labels, rng.choice([0, 1, 3, 4, 5], size=200))
    predictions[predictions == 2] = 3
    every = np.arange(7)
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predictions, labels=every, zero_division=np.nan
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        balanced = balanced_accuracy_score(labels, predictions)
    return {
        "classes": 7,
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "accuracy": accuracy_score(labels, predictions),
        "meanPerClassRecall": balanced,
        "macroF1": f1_score(labels, predictions, average="macro"),
        "confusion": confusion_matrix(labels, predictions, labels=every).tolist(),
        "byRow": floats(confusion_matrix(labels, predictions, labels=every, normalize="true")),
        "byColumn": floats(confusion_matrix(labels, predictions, labels=every, normalize="pred")),
        "byTotal": floats(confusion_matrix(labels, predictions, labels=every, normalize="all")),
        "precision": floats(precision),
        "recall": floats(recall),
        "f1": floats(f1),
        "support": support.tolist(),
    }


def zero_shot():
    images = torch.tensor(matrix(70, 9))
    classifier = torch.tensor(matrix(67, 9))
    labels = rng.integers(0, 67, size=70)
    logits = 10 * images @ classifier.T
    probabilities = logits.softmax(dim=-1)
    top = probabilities.topk(5)
    subset = [3, 66, 10, 41, 0, 12]
    top_subset = logits[:, subset].softmax(dim=-1).topk(4)
    return {
        "images": floats(images),
        "classifier": floats(classifier),
        "labels": labels.tolist(),
        "logitScale": 10,
        "logits": floats(logits),
        "probabilities": floats(probabilities),
        "topClasses": top.indices.tolist(),
        "topProbabilities": floats(top.values),
        "top1": float(top_k_accuracy_score(labels, logits, k=1, labels=np.arange(67))),
        "top5": float(top_k_accuracy_score(labels, logits, k=5, labels=np.arange(67))),
        "subset": subset,
        "subsetClasses": [[subset[i] for i in row] for row in top_subset.indices.tolist()],
        "subsetProbabilities": floats(top_subset.values),
    }


def ensemble():
    """The zeroshot_classifier of CLIP's ImageNet notebook, on embeddings given by text."""
    names = ["tench", "goldfish", "missile", "missile", "C++ {}"]
    templates = ["a photo of a {}.", "{}", "the {} and the {}", "{}"]
    texts = {t.replace("{}", n): matrix(1, 6)[0] for n in names for t in templates}
    weights = []
    for name in names:
        embeddings = torch.tensor(np.stack([texts[t.replace("{}", name)] for t in templates]))
        embeddings /= embeddings.norm(dim=-1, keepdim=True)
        embedding = embeddings.mean(dim=0)
        embedding /= embedding.norm()
        weights.append(embedding)
    return {
        "names": names,
        "templates": templates,
        "texts": {text: floats(e) for text, e in texts.items()},
        "classifier": floats(torch.stack(weights)),
    }


def trust():
    high, low = matrix(83, 7), matrix(83, 2)
    # The last points sit on the map where they sit in the first two dimensions, so that some can be trusted.
    low[40:] = high[40:, :2]
    return {
        "high": floats(high),
        "low": floats(low),
        "scores": [
            [metric, k, float(trustworthiness(high, low, n_neighbors=k, metric=metric))]
            for metric in ("cosine", "euclidean")
            for k in (1, 5, 15)
        ],
    }


FILE.parent.mkdir(parents=True, exist_ok=True)
golden = {
    "versions": {m.__name__: m.__version__ for m in (np, scipy, sklearn, torch)},
    "intervals": intervals(),
    "quantiles": quantiles(),
    "bootstrap": resampling(),
    "classification": classification(),
    "zeroShot": zero_shot(),
    "ensemble": ensemble(),
    "trustworthiness": trust(),
}
FILE.write_text(json.dumps(golden) + "\n")
