"""Linear probes and optimizers as scikit-learn, SciPy and PyTorch have them, for the toolkit's tests.

Run: python test/parity/reference/probe_goldens.py  (writes packages/toolkit/goldens/probes.json)
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
import torch
from scipy.optimize import minimize, rosen, rosen_der
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

from sfc32 import seeded_random, shuffled_indices

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "probes.json"
rng = np.random.default_rng(11)


def matrix(rows, cols, scale=1.0):
    """Values that JSON carries exactly and float32 holds: multiples of 2^-8."""
    return np.round(rng.standard_normal((rows, cols)) * scale * 256) / 256


def blobs(rows, cols, classes, spread, absent=()):
    labels = rng.choice([c for c in range(classes) if c not in absent], size=rows)
    centers = rng.standard_normal((classes, cols))
    x = np.round((centers[labels] + spread * rng.standard_normal((rows, cols))) * 256) / 256
    return x, labels


def objective(model, x, y):
    """C Σ log-loss + ½‖W‖², as the documentation of LogisticRegression writes it."""
    scores = model.decision_function(x)
    if scores.ndim == 1:
        scores = np.stack([np.zeros_like(scores), scores], axis=1)
    column = np.searchsorted(model.classes_, y)
    loss = scipy.special.logsumexp(scores, axis=1) - scores[np.arange(len(y)), column]
    return float(model.C * loss.sum() + 0.5 * (model.coef_**2).sum())


def regression(name, x, y, test, classes, C, intercept=True):
    model = LogisticRegression(C=C, tol=1e-10, max_iter=100_000, fit_intercept=intercept).fit(x, y)
    logits = model.decision_function(test)
    if logits.ndim == 1:
        logits = np.stack([-logits / 2, logits / 2], axis=1)
    top = np.sort(logits, axis=1)
    # L-BFGS-B stops at 64 roundings of the objective, which leaves probabilities 5e-6 off; Newton's method goes on.
    closer = LogisticRegression(C=C, tol=1e-10, max_iter=1000, fit_intercept=intercept, solver="newton-cholesky")
    return {
        "name": name,
        "classes": classes,
        "C": C,
        "intercept": intercept,
        "train": x.tolist(),
        "labels": y.tolist(),
        "test": test.tolist(),
        "objective": objective(model, x, y),
        "present": model.classes_.tolist(),
        "predictions": model.predict(test).tolist(),
        "margins": (top[:, -1] - top[:, -2]).tolist(),
        "probabilities": closer.fit(x, y).predict_proba(test).tolist(),
    }


def regressions():
    out = []
    for name, rows, cols, classes, spread, C, absent, intercept in [
        ("overlapping classes", 60, 5, 4, 1.5, 1.0, (), True),
        ("a strong penalty", 60, 5, 4, 1.5, 1e-4, (), True),
        ("hardly a penalty, classes apart", 40, 6, 3, 0.5, 1e4, (), True),
        ("more columns than rows", 24, 30, 5, 1.0, 10.0, (), True),
        ("two classes", 50, 4, 2, 1.5, 0.3, (), True),
        ("classes without a row", 40, 4, 6, 1.0, 1.0, (0, 3), True),
        ("no intercept", 40, 4, 3, 1.5, 1.0, (), False),
    ]:
        x, y = blobs(rows + 20, cols, classes, spread, absent)
        out.append(regression(name, x[:rows], y[:rows], x[rows:], classes, C, intercept))
    # Columns of very different size, as features before CLIP's projection have them.
    x, y = blobs(80, 8, 5, 1.2)
    scale = 2.0 ** np.array([-6, -3, -1, 0, 1, 2, 4, 6])
    out.append(regression("columns of very different size", x[:60] * scale, y[:60], x[60:] * scale, 5, 0.316))
    return out


def rosenbrock():
    start = [-1.2, 1.0, -0.5, 0.8, 1.5, -1.0]
    found = minimize(rosen, start, jac=rosen_der, method="L-BFGS-B", options={"gtol": 1e-10, "ftol": 0, "maxls": 50})
    return {"start": start, "x": found.x.tolist(), "value": float(found.fun), "evaluations": int(found.nfev)}


def sweep():
    """Appendix A.3 of the CLIP paper in scikit-learn's terms: λ = 1 / C."""
    classes = 5
    x, y = blobs(160, 12, classes, 2.2)
    train, validation = (x[:60], y[:60]), (x[60:], y[60:])
    scores = {}

    def visit(exponent):
        if -6 <= exponent <= 6 and exponent not in scores:
            model = LogisticRegression(C=10.0**-exponent, tol=1e-10, max_iter=100_000).fit(*train)
            scores[exponent] = model.score(*validation)

    def peak():
        return max(scores, key=lambda exponent: (scores[exponent], exponent))

    for exponent in (-6, -4, -2, 0, 2, 4, 6):
        visit(exponent)
    half = 1
    while half >= 1 / 8:
        center = peak()
        visit(center - half)
        visit(center + half)
        half /= 2
    C = 10.0 ** -peak()
    refit = LogisticRegression(C=C, tol=1e-10, max_iter=100_000).fit(x, y)
    return {
        "classes": classes,
        "train": x[:60].tolist(),
        "trainLabels": y[:60].tolist(),
        "validation": x[60:].tolist(),
        "validationLabels": y[60:].tolist(),
        "tried": sorted([10.0**exponent, score] for exponent, score in scores.items()),
        "lambda": 10.0 ** peak(),
        "refitObjective": objective(refit, x, y),
    }


def neighbors():
    """Few-shot classes: no class 2 in training."""
    classes = 5
    x, y = blobs(90, 7, classes, 1.6, absent=(2,))
    train, labels, test = x[:50], y[:50], x[50:]
    out = {
        "classes": classes,
        "train": train.tolist(),
        "labels": labels.tolist(),
        "test": test.tolist(),
        "testLabels": y[50:].tolist(),
        "uniform": [],
    }
    for metric in ("cosine", "euclidean"):
        for k in (1, 2, 5, 20):
            model = KNeighborsClassifier(k, metric=metric, algorithm="brute").fit(train, labels)
            out["uniform"].append({"metric": metric, "k": k, "predictions": model.predict(test).tolist()})

    def softmax_votes(distances):
        return np.exp((distances.min(axis=1, keepdims=True) - distances) / 0.07)

    model = KNeighborsClassifier(10, metric="cosine", algorithm="brute", weights=softmax_votes).fit(train, labels)
    out["softmax"] = model.predict(test).tolist()

    out["centroid"] = NearestCentroid().fit(train, labels).predict(test).tolist()
    unit = torch.nn.functional.normalize(torch.tensor(train), dim=1)
    means = torch.stack([unit[torch.tensor(labels == c)].mean(dim=0) for c in np.unique(labels)])
    means = torch.nn.functional.normalize(means, dim=1)
    out["cosineMeans"] = means.tolist()
    return out


def tip_adapter():
    """main.py and utils.py of gaopengcuhk/Tip-Adapter, in float64, with validation where they use the test set."""
    classes, cols = 4, 6
    x, y = blobs(80, cols, classes, 1.1)
    means = np.stack([x[y == c].mean(axis=0) for c in range(classes)])
    text = np.round((means + 0.8 * rng.standard_normal((classes, cols))) * 256) / 256
    scale, alpha, beta, rate, epochs, batch, seed = 10.0, 1.17, 1.0, 0.01, 6, 7, 5
    unit = lambda a: torch.nn.functional.normalize(torch.tensor(a), dim=-1)
    keys, f_val, weights = unit(x[:20]), unit(x[20:]), torch.tensor(text).T
    labels, y_val = torch.tensor(y[:20]), torch.tensor(y[20:])
    values = torch.nn.functional.one_hot(labels, classes).double()
    alphas = [i * (3 - 0.1) / 20 + 0.1 for i in range(20)]
    betas = [i * (7 - 0.1) / 200 + 0.1 for i in range(200)]

    def logits(f, keys, alpha, beta):
        affinity = f @ keys.T
        return scale * f @ weights + ((-1) * (beta - beta * affinity)).exp() @ values * alpha

    def accuracy(f, y, keys, alpha, beta):
        return float((logits(f, keys, alpha, beta).argmax(dim=1) == y).double().mean())

    def search(keys):
        best = (0, 0, 0)
        for b in betas:
            for a in alphas:
                score = accuracy(f_val, y_val, keys, a, b)
                if score > best[0]:
                    best = (score, a, b)
        return best

    out = {
        "classes": classes,
        "train": x[:20].tolist(),
        "trainLabels": y[:20].tolist(),
        "validation": x[20:].tolist(),
        "validationLabels": y[20:].tolist(),
        "text": text.tolist(),
        "logitScale": scale,
        "training": {"learningRate": rate, "epochs": epochs, "batchSize": batch, "seed": seed},
        "logits": logits(f_val, keys, 1.5, 4.0).tolist(),
    }
    out["score"], out["alpha"], out["beta"] = search(keys)

    adapter = torch.nn.Parameter(keys.clone())
    optimizer = torch.optim.AdamW([adapter], lr=rate, eps=1e-4)
    steps = epochs * -(-20 // batch)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    random = seeded_random(seed)
    best_score, kept, scores = 0, None, []
    for _ in range(epochs):
        order = torch.tensor(shuffled_indices(20, random))
        for rows in order.split(batch):
            loss = torch.nn.functional.cross_entropy(logits(keys[rows], adapter, alpha, beta), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
        score = accuracy(f_val, y_val, adapter.detach(), alpha, beta)
        scores.append(score)
        if score > best_score:
            best_score, kept = score, adapter.detach().clone()
    out["tuned"] = {"epochScores": scores, "keys": kept.tolist()}
    out["tuned"]["score"], out["tuned"]["alpha"], out["tuned"]["beta"] = search(kept)
    return out


def fine_tune():
    classes, cols = 3, 5
    x, y = blobs(25, cols, classes, 1.0)
    start = matrix(classes, cols)
    head = torch.nn.Linear(cols, classes, dtype=torch.float64)
    with torch.no_grad():
        head.weight.copy_(torch.tensor(start))
        head.bias.zero_()
    rate, epochs, batch, seed = 0.02, 4, 10, 9
    optimizer = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * -(-25 // batch))
    random = seeded_random(seed)
    for _ in range(epochs):
        for rows in torch.tensor(shuffled_indices(25, random)).split(batch):
            loss = torch.nn.functional.cross_entropy(head(torch.tensor(x[rows])), torch.tensor(y[rows]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
    return {
        "classes": classes,
        "train": x.tolist(),
        "labels": y.tolist(),
        "start": start.tolist(),
        "training": {"learningRate": rate, "epochs": epochs, "batchSize": batch, "seed": seed},
        "weights": head.weight.tolist(),
        "bias": head.bias.tolist(),
    }


golden = {
    "versions": {m.__name__: m.__version__ for m in (np, scipy, sklearn, torch)},
    "rosenbrock": rosenbrock(),
    "logisticRegression": regressions(),
    "sweep": sweep(),
    "neighbors": neighbors(),
    "tipAdapter": tip_adapter(),
    "fineTune": fine_tune(),
}
FILE.write_text(json.dumps(golden) + "\n")
