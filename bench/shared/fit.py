"""Trains MLPs 784-h-h-10 in PyTorch or scikit-learn on one thread: a question as JSON a line, milliseconds a step back."""

import json
import sys
import time
import warnings

import numpy as np

libraries = {}
try:
    import torch

    torch.set_num_threads(1)
    libraries["torch"] = torch.__version__
except ImportError:
    pass
try:
    import sklearn
    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore")
    libraries["sklearn"] = sklearn.__version__
except ImportError:
    pass

rng = np.random.default_rng(1)
models = {}


def data(hidden, batch, steps):
    rows = batch * steps
    return rng.random((rows, 784), dtype=np.float32), rng.integers(0, 10, rows)


def train_torch(hidden, batch, steps):
    x, y = (torch.from_numpy(one) for one in data(hidden, batch, steps))
    if (hidden, batch) not in models:
        sizes = [784, hidden, hidden, 10]
        layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        relu = torch.nn.ReLU()
        model = torch.nn.Sequential(layers[0], relu, layers[1], relu, layers[2])
        models[hidden, batch] = model, torch.optim.Adam(model.parameters(), 1e-3)
    model, optimizer = models[hidden, batch]
    loss = torch.nn.CrossEntropyLoss()

    def epoch():
        order = torch.randperm(len(x))
        for i in range(0, len(x), batch):
            rows = order[i : i + batch]
            optimizer.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()

    epoch()
    start = time.process_time()
    epoch()
    epoch()
    return (time.process_time() - start) / 2 / steps * 1e3


def train_sklearn(hidden, batch, steps):
    x, y = data(hidden, batch, steps)
    model = MLPClassifier((hidden, hidden), batch_size=batch, max_iter=2, solver="adam")
    start = time.process_time()
    model.fit(x, y)
    return (time.process_time() - start) / 2 / steps * 1e3


train = {"torch": train_torch, "sklearn": train_sklearn}
print(json.dumps(libraries), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    print(train[question.pop("library")](**question), flush=True)
