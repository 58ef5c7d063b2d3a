"""What scikit-learn, umap-learn, NumPy and PyTorch make of small inputs, for the toolkit's maps and geometry.

Run: python test/parity/reference/geometry_goldens.py  (writes packages/toolkit/goldens/geometry.json)
With numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, torch 2.13.0, umap-learn 0.5.12.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
import torch
import umap
from scipy.special import log_softmax, softmax
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import brier_score_loss, log_loss
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "geometry.json"
rng = np.random.default_rng(11)


def matrix(rows, cols):
    """Values that JSON and float32 carry exactly: multiples of 2^-10."""
    return np.round(rng.standard_normal((rows, cols)) * 1024) / 1024


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def quality():
    high, low = matrix(70, 6), matrix(70, 2)
    low[30:] = high[30:, :2]
    out = {"high": high.tolist(), "low": low.tolist(), "continuity": [], "preservation": []}
    for metric, space in (("cosine", unit(high)), ("euclidean", high)):
        for k in (1, 5, 15):
            out["continuity"].append([metric, k, float(trustworthiness(low, space, n_neighbors=k))])
            near = [NearestNeighbors(n_neighbors=k).fit(x).kneighbors(return_distance=False) for x in (space, low)]
            kept = np.mean([len(set(a) & set(b)) / k for a, b in zip(*near)])
            out["preservation"].append([metric, k, float(kept)])
    return out


def pca():
    out = []
    for rows, cols in ((90, 12), (9, 20)):
        x = matrix(rows, cols) * np.linspace(3, 1, cols) + matrix(1, cols)
        x = np.round(x * 1024) / 1024
        fit = PCA(n_components=3, svd_solver="full").fit(x)
        peaks = np.take_along_axis(fit.components_, np.abs(fit.components_).argmax(axis=1)[:, None], axis=1)
        out.append(
            {
                "rows": x.tolist(),
                "components": (fit.components_ * np.sign(peaks)).tolist(),
                "variances": fit.explained_variance_.tolist(),
                "ratio": fit.explained_variance_ratio_.tolist(),
                "projected": (fit.transform(x) * np.sign(peaks).T).tolist(),
            }
        )
    return out


def graph():
    """umap-learn's graph works in float32; the eigenvectors are of it in float64."""
    x = np.repeat(matrix(4, 8), 30, axis=0) + 1.5 * matrix(120, 8)
    x = np.round(x * 1024) / 1024
    distances, indices = NearestNeighbors(n_neighbors=12).fit(x).kneighbors(x)
    strengths, _, _ = fuzzy_simplicial_set(
        x, 12, np.random.RandomState(0), "euclidean", knn_indices=indices, knn_dists=distances.astype(np.float32)
    )
    dense = strengths.toarray().astype(np.float64)
    roots = np.sqrt(dense.sum(axis=1))
    values, vectors = np.linalg.eigh(dense / roots[:, None] / roots[None, :])
    return {
        "rows": x.tolist(),
        "k": 12,
        "strengths": dense.tolist(),
        "eigenvalues": values[::-1][:3].tolist(),
        "waves": vectors[:, ::-1][:, 1:3].tolist(),
    }


def geometry():
    images, texts, other = matrix(40, 6) + 1, matrix(40, 6) - 0.5, matrix(40, 9)
    i, t = unit(images), unit(texts)
    gap = i.mean(axis=0) - t.mean(axis=0)
    tensor = torch.tensor(i)
    center = np.eye(40) - 1 / 40

    def hsic(a, b):  # by Gram matrices, where ours goes by columns
        return np.trace(a @ a.T @ center @ b @ b.T @ center)

    return {
        "images": images.tolist(),
        "texts": texts.tolist(),
        "other": other.tolist(),
        "gap": gap.tolist(),
        "distance": float(np.linalg.norm(gap)),
        "concentrations": [float(np.linalg.norm(x.mean(axis=0))) for x in (i, t)],
        "closed": unit(t + gap).tolist(),
        "alignment": [[a, float((np.linalg.norm(i - t, axis=1) ** a).mean())] for a in (1, 2, 3)],
        "uniformity": [[s, float(torch.pdist(tensor).pow(2).mul(-s).exp().mean().log())] for s in (1, 2)],
        "cka": float(hsic(images, other) / np.sqrt(hsic(images, images) * hsic(other, other))),
    }


def calibration():
    labels = rng.integers(0, 5, size=300)
    shifts = []
    for noise in (1, 3):
        logits = np.round((4 * np.eye(5)[labels] + noise * rng.standard_normal((300, 5))) * 1024) / 1024
        p = softmax(logits / 1.5, axis=1)
        confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
        bins = np.minimum(np.ceil(confidence * 10).astype(int) - 1, 9)
        ece = sum(abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in set(bins))
        shifts.append(
            {
                "logits": logits.tolist(),
                "accuracy": float(right.mean()),
                "confidence": float(confidence.mean()),
                "expectedCalibrationError": float(ece),
                "brier": float(brier_score_loss(labels, p, labels=np.arange(5), scale_by_half=False)),
                "negativeLogLikelihood": float(-log_softmax(logits / 1.5, axis=1)[np.arange(300), labels].mean()),
            }
        )
        assert np.isclose(shifts[-1]["negativeLogLikelihood"], log_loss(labels, p))
    return {"labels": labels.tolist(), "temperature": 1.5, "bins": 10, "shifts": shifts}


golden = {
    "versions": {m.__name__: m.__version__ for m in (np, sklearn, torch, umap)},
    "quality": quality(),
    "pca": pca(),
    "curves": [[d, *(float(v) for v in find_ab_params(1.0, d))] for d in (0.0, 0.1, 0.5, 0.9)],
    "graph": graph(),
    "geometry": geometry(),
    "calibration": calibration(),
}
FILE.write_text(json.dumps(golden) + "\n")
