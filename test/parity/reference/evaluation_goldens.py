"""Reports, ROC curves, cross-validation and stratified splits as scikit-learn has them, and DeLong's interval as the package
confidenceinterval has it (pip install confidenceinterval==1.0.5).

Versions: requirements.txt. Run: python test/parity/reference/evaluation_goldens.py
(writes packages/toolkit/goldens/evaluation.json)
"""

import csv
import io
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import scipy
import sklearn
from confidenceinterval.delong import delong_roc_variance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, roc_auc_score
from sklearn.model_selection import PredefinedSplit, cross_val_predict, train_test_split

from sfc32 import seeded_random, shuffled_indices

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "evaluation.json"
rng = np.random.default_rng(31)


def report(name, labels, predictions, classes):
    """`occurring` are scikit-learn's default labels, `all` are all classes."""
    options = {"output_dict": True, "zero_division": 0}
    return {
        "name": name,
        "classes": classes,
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "occurring": classification_report(labels, predictions, **options),
        "all": classification_report(labels, predictions, labels=range(classes), **options),
    }


def reports():
    labels = rng.choice(5, size=90, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    predictions = np.where(rng.random(90) < 0.6, labels, rng.choice(5, size=90))
    gaps = rng.choice([0, 2, 3], size=40)
    guesses = np.where(rng.random(40) < 0.5, gaps, rng.choice([0, 2, 5], size=40))
    return [
        report("classes of very different size", labels, predictions, 5),
        report("a class never predicted, one without a row, two in neither", gaps, guesses, 7),
        report("one class for everything", labels, np.zeros(90, dtype=int), 5),
    ]


def binary(name, scores, relevant):
    value, variance = delong_roc_variance(relevant, scores)
    intervals = {}
    for level in (0.95, 0.9):
        z = scipy.stats.norm.ppf(1 - (1 - level) / 2)
        half = z * np.sqrt(variance)
        intervals[level] = [float(max(0, value - half)), float(min(1, value + half))]
    return {
        "name": name,
        "scores": scores.tolist(),
        "relevant": relevant.tolist(),
        "value": float(roc_auc_score(relevant, scores)),
        "intervals": intervals,
    }


def binaries():
    relevant = (rng.random(120) < 0.3).astype(int)
    apart = rng.standard_normal(120) + 1.1 * relevant
    return [
        binary("all scores different", apart, relevant),
        binary("many ties", np.round(2 * apart) / 2, relevant),
        binary("two scores only", (apart > 0.6).astype(float), relevant),
        binary("nearly perfect", apart + 3 * relevant, relevant),
        binary("worse than chance", -apart, relevant),
    ]


def one_vs_rest():
    labels = rng.choice(4, size=100, p=[0.5, 0.3, 0.15, 0.05])
    logits = np.round(4 * (rng.standard_normal((100, 4)) + 1.2 * np.eye(4)[labels])) / 4
    scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return {
        "labels": labels.tolist(),
        "scores": scores.tolist(),
        "perClass": [float(roc_auc_score(labels == c, scores[:, c])) for c in range(4)],
        "macro": float(roc_auc_score(labels, scores, multi_class="ovr", average="macro")),
        "weighted": float(roc_auc_score(labels, scores, multi_class="ovr", average="weighted")),
    }


def cross_validation():
    classes, rows, cols = 3, 60, 5
    labels = rng.choice(classes, size=rows)
    centers = rng.standard_normal((classes, cols))
    x = np.round((centers[labels] + 1.2 * rng.standard_normal((rows, cols))) * 256) / 256
    fold = rng.permutation(np.arange(rows) % 4)
    model = LogisticRegression(C=0.7, tol=1e-10, max_iter=1000, solver="newton-cholesky")
    found = cross_val_predict(model, x, labels, cv=PredefinedSplit(fold), method="predict_proba")
    return {
        "classes": classes,
        "C": 0.7,
        "embeddings": x.tolist(),
        "labels": labels.tolist(),
        "fold": fold.tolist(),
        "probabilities": found.tolist(),
    }


def splits():
    """How many rows of each class scikit-learn puts into a stratified test split of a whole number of rows."""
    out = []
    for sizes, test in [([40, 30, 20, 10], 20), ([17, 9, 5, 3, 2], 9), ([101, 50, 7], 31), ([6, 6, 6], 6)]:
        labels = np.repeat(np.arange(len(sizes)), sizes)
        _, held = train_test_split(labels, test_size=test, stratify=labels, random_state=0)
        out.append({"sizes": sizes, "test": test, "counts": np.bincount(held, minlength=len(sizes)).tolist()})
    return out


def dealt():
    """Two classes of five rows, three to train, one each to validation and test, in the order of the seeded shuffle."""
    parts = {name: [] for name in ("train", "validation", "test")}
    left = {label: ["train"] * 3 + ["validation", "test"] for label in (0, 1)}
    for row in shuffled_indices(10, seeded_random(1)):
        parts[left[row // 5].pop(0)].append(row)
    return {name: sorted(rows) for name, rows in parts.items()}


def csv_text():
    """Python's csv module in its default dialect, which is RFC 4180's."""
    columns = ["name", "share", "count", "right"]
    rows = [["cat", 0.1, 3, True], ['a "dog"', 0.0001, -2, False], ["one, two", 1 / 3, 0, True], ["two\nlines", None, 7, None]]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([columns] + [[str(c).lower() if isinstance(c, bool) else c for c in row] for row in rows])
    return {"columns": columns, "rows": rows, "text": out.getvalue()}


golden = {
    "versions": {**{m.__name__: m.__version__ for m in (np, scipy, sklearn)}, "confidenceinterval": version("confidenceinterval")},
    "reports": reports(),
    "auroc": binaries(),
    "oneVsRest": one_vs_rest(),
    "crossValidation": cross_validation(),
    "splits": splits(),
    "dealt": dealt(),
    "csv": csv_text(),
}
FILE.write_text(json.dumps(golden) + "\n")
