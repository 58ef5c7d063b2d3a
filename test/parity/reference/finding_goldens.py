"""Clusters, outliers, label errors and agreement as scikit-learn and cleanlab have them, for the toolkit's tests.

Versions: requirements.txt, and cleanlab 2.9.0. Run: python test/parity/reference/finding_goldens.py
(writes packages/toolkit/goldens/finding.json)
"""

import json
from pathlib import Path

import cleanlab
import numpy as np
import sklearn
from cleanlab.count import compute_confident_joint
from cleanlab.filter import find_label_issues
from sklearn.cluster import HDBSCAN
from sklearn.metrics import cohen_kappa_score
from sklearn.neighbors import LocalOutlierFactor

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "finding.json"
rng = np.random.default_rng(31)
orders = np.random.default_rng(0)


def points():
    """Clusters of several sizes and densities in six dimensions, one of them in two halves, and noise."""
    parts = []
    for size, spread in ((40, 0.15), (25, 0.4), (60, 0.8), (12, 0.1)):
        parts.append(3 * rng.standard_normal(6) + spread * rng.standard_normal((size, 6)))
    parts.append(parts[0][:20] + 0.9)
    parts.append(4 * rng.standard_normal((30, 6)))
    # float32 values with few digits, so that JSON carries them exactly.
    return np.round(np.concatenate(parts) * 4096) / 4096


SETTINGS = ((5, 5, "eom"), (5, 5, "leaf"), (10, 3, "eom"), (15, 15, "eom"), (3, 1, "leaf"))


def hdbscan(x, metric, size, samples, selection):
    return HDBSCAN(
        min_cluster_size=size,
        min_samples=samples,
        metric=metric,
        cluster_selection_method=selection,
        algorithm="brute",
        copy=True,
    ).fit(x)


def clusters(x):
    out = []
    for metric in ("euclidean", "cosine"):
        # Rows that scikit-learn itself puts into a cluster or leaves out by the order of the rows: distances are tied.
        undecided = set()
        for settings in SETTINGS:
            model = hdbscan(x, metric, *settings)
            out.append(
                {
                    "metric": metric,
                    "minClusterSize": settings[0],
                    "minSamples": settings[1],
                    "selection": settings[2],
                    "labels": model.labels_.tolist(),
                    "probabilities": model.probabilities_.tolist(),
                    "undecided": undecided,
                }
            )
            for _ in range(30):
                order = orders.permutation(len(x))
                noise = np.empty(len(x), dtype=bool)
                noise[order] = hdbscan(x[order], metric, *settings).labels_ == -1
                undecided |= set(np.flatnonzero(noise != (model.labels_ == -1)).tolist())
    return [{**entry, "undecided": sorted(entry["undecided"])} for entry in out]


def outliers(x):
    return [
        {
            "metric": metric,
            "k": k,
            "factors": (-LocalOutlierFactor(k, metric=metric, algorithm="brute").fit(x).negative_outlier_factor_).tolist(),
        }
        for metric in ("euclidean", "cosine")
        for k in (5, 20)
    ]


def label_errors():
    """Six classes, the last without a label; a fifth of the labels are wrong."""
    truth = rng.integers(0, 5, size=250)
    given = np.where(rng.random(250) < 0.2, rng.integers(0, 5, size=250), truth)
    logits = rng.standard_normal((250, 6)) + 2.2 * np.eye(6)[truth]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    joint = compute_confident_joint(given, probabilities, calibrate=False)
    issues = find_label_issues(
        given, probabilities, filter_by="confident_learning", return_indices_ranked_by="self_confidence", n_jobs=1
    )
    return {
        "labels": given.tolist(),
        "truth": truth.tolist(),
        "probabilities": probabilities.tolist(),
        "joint": joint.tolist(),
        "issues": issues.tolist(),
    }


def agreement():
    first, second = rng.integers(0, 4, size=80), rng.integers(0, 4, size=80)
    second = np.where(rng.random(80) < 0.5, first, second)
    return {"first": first.tolist(), "second": second.tolist(), "kappa": float(cohen_kappa_score(first, second))}


x = points()
golden = {
    "versions": {m.__name__: m.__version__ for m in (np, sklearn, cleanlab)},
    "points": x.tolist(),
    "clusters": clusters(x),
    "outliers": outliers(x),
    "labelErrors": label_errors(),
    "agreement": agreement(),
}
FILE.write_text(json.dumps(golden) + "\n")
