"""Fit linear readings of features: ``python heads.py FILE`` replaces what is to be learned by what was.

``FILE`` is JSON: ``{"examples": [[[[feature, weight], ...], class], ...], "cost": 1.0, "fewest": 2}`` before,
``{"classes": [...], "rows": {feature: [weight of each class, ...]}}`` after; the row of the feature "" is what every text
starts with. A feature has to be in ``fewest`` examples to count. It runs here because the library is here; the bot,
which has none of it, only adds the weights up.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.svm import LinearSVC

SEED = 4708


def fitted(examples: list[tuple[list[tuple[str, float]], str]], cost: float, fewest: int) -> dict[str, Any]:
    """Return classes and weights of one-against-the-rest support vector machines; of two classes one weight each."""
    vectorizer = DictVectorizer()
    seen = vectorizer.fit_transform([dict(features) for features, _ in examples])
    users = (seen != 0).sum(axis=0).A1
    kept = users >= fewest
    machine = LinearSVC(C=cost, tol=1e-2, random_state=SEED).fit(seen[:, kept], [name for _, name in examples])
    names = [name for name, keep in zip(vectorizer.get_feature_names_out(), kept, strict=True) if keep]
    rows = {name: [round(float(one), 5) for one in row] for name, row in zip(names, machine.coef_.T, strict=True)}
    return {"classes": list(machine.classes_), "rows": {"": [float(one) for one in machine.intercept_], **rows}}


if __name__ == "__main__":
    file = Path(sys.argv[1])
    told = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(fitted(told["examples"], told["cost"], told["fewest"]), ensure_ascii=False), encoding="utf-8")
