"""Rankings, calibration and tests between runs as scikit-learn, SciPy and PyTorch have them, for the toolkit's tests.

Versions: requirements.txt. Run: python test/parity/reference/metric_goldens.py
(writes packages/toolkit/goldens/metrics.json)
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
import torch
from scipy.optimize import minimize_scalar
from scipy.stats import binomtest, bootstrap, chi2
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, brier_score_loss, confusion_matrix, log_loss

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "metrics.json"
rng = np.random.default_rng(23)


def rounded(values, steps=256):
    return np.round(np.asarray(values) * steps) / steps


def ranking():
    """Scores with ties; class 4 has no row. And rows with several classes."""
    labels = rng.choice([0, 1, 2, 3], size=60)
    scores = rounded(rng.standard_normal((60, 5)) + 1.2 * np.eye(5)[labels], 4)
    several = (rng.random((60, 5)) < 0.3).astype(int)
    one_hot = np.eye(5, dtype=int)[labels]
    single = [average_precision_score(one_hot[:, c], scores[:, c]) for c in range(4)]
    return {
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "several": several.tolist(),
        "averagePrecision": single,
        "mean": float(np.mean(single)),
        "meanOfSeveral": float(average_precision_score(several, scores, average="macro")),
    }


def calibration():
    """Logits that are too sure."""
    labels = rng.integers(0, 6, size=300)
    logits = rounded(3 * (rng.standard_normal((300, 6)) + 1.3 * np.eye(6)[labels]))
    tensor, target = torch.tensor(logits), torch.tensor(labels)
    probabilities = tensor.softmax(dim=1).numpy()
    confidences = probabilities.max(axis=1)
    # Some exactly on the edges of the bins.
    confidences[:4] = [0.2, 0.5, 1.0, 0.0]
    correct = (probabilities.argmax(axis=1) == labels).astype(int)
    curves = []
    for strategy, by in (("uniform", "width"), ("quantile", "mass")):
        for bins in (5, 10, 15):
            accuracy, confidence = calibration_curve(correct, confidences, n_bins=bins, strategy=strategy)
            # What calibration_curve does inside, for the counts, which it does not give.
            shares = np.linspace(0, 1, bins + 1)
            edges = shares if strategy == "uniform" else np.percentile(confidences, shares * 100)
            counts = np.bincount(np.searchsorted(edges[1:-1], confidences), minlength=bins)
            counts = counts[counts > 0]
            error = float((counts / 300 * np.abs(accuracy - confidence)).sum())
            curves.append(
                {
                    "by": by,
                    "bins": bins,
                    "counts": counts.tolist(),
                    "accuracy": accuracy.tolist(),
                    "confidence": confidence.tolist(),
                    "error": error,
                }
            )

    def likelihood(log_temperature):
        return float(torch.nn.functional.cross_entropy(tensor / np.exp(log_temperature), target))

    best = minimize_scalar(likelihood, bracket=(-1, 1), tol=1e-12)
    return {
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "confidences": confidences.tolist(),
        "correct": correct.tolist(),
        "curves": curves,
        "brier": float(brier_score_loss(labels, probabilities, scale_by_half=False)),
        "logLoss": float(log_loss(labels, probabilities)),
        "crossEntropy": likelihood(0),
        "temperature": float(np.exp(best.x)),
        "after": float(best.fun),
    }


def comparison():
    labels = rng.integers(0, 4, size=120)
    wrong = lambda: (labels + rng.integers(1, 4, size=120)) % 4
    first = np.where(rng.random(120) < 0.6, labels, wrong())
    second = np.where(rng.random(120) < 0.75, labels, wrong())
    right = (first == labels).astype(float), (second == labels).astype(float)
    b, c = int(((right[0] == 1) & (right[1] == 0)).sum()), int(((right[0] == 0) & (right[1] == 1)).sum())
    interval = bootstrap(
        right,
        lambda a, b, axis=-1: (b - a).mean(axis=axis),
        paired=True,
        n_resamples=200_000,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    tails = []
    for b2, c2 in ((b, c), (0, 1), (3, 3), (0, 12), (40, 61), (500, 610), (2, 900)):
        tails.append(
            {
                "b": b2,
                "c": c2,
                "exact": float(binomtest(b2, b2 + c2, 0.5).pvalue),
                "chiSquare": float(chi2.sf(max(abs(b2 - c2) - 1, 0) ** 2 / (b2 + c2), 1)),
            }
        )
    return {
        "labels": labels.tolist(),
        "first": first.tolist(),
        "second": second.tolist(),
        "onlyFirst": b,
        "onlySecond": c,
        "interval": [float(interval.low), float(interval.high)],
        "tails": tails,
        "chiSquareTails": [[x, float(chi2.sf(x, 1))] for x in (0, 1e-6, 0.3, 3.84, 7.9, 8.1, 30.0, 500.0)],
    }


def roll_up():
    groups = [0, 2, 1, 0, 2]
    labels, predictions = rng.integers(0, 5, size=80), rng.integers(0, 5, size=80)
    upper = np.array(groups)
    return {
        "groups": groups,
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "counts": confusion_matrix(upper[labels], upper[predictions]).tolist(),
    }


golden = {
    "versions": {m.__name__: m.__version__ for m in (np, scipy, sklearn, torch)},
    "ranking": ranking(),
    "calibration": calibration(),
    "comparison": comparison(),
    "rollUp": roll_up(),
}
FILE.write_text(json.dumps(golden) + "\n")
