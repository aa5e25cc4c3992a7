"""Trains 784-128-10 networks in PyTorch by the protocol of bench/regularizers.js: a question as JSON a line, what was measured back."""

import copy
import json
import sys
import time
from pathlib import Path

libraries = {}
try:
    import numpy as np
    import torch

    torch.set_num_threads(1)
    libraries["torch"] = torch.__version__
except ImportError:
    pass
print(json.dumps(libraries), flush=True)

loaded = {}


def rows(folder, name):
    """Pixels / 255 and labels that bench/regularizers.js wrote."""
    if name not in loaded:
        y = np.fromfile(Path(folder) / f"{name}.y", np.int32).astype(np.int64)
        x = np.fromfile(Path(folder) / f"{name}.x", np.float32).reshape(len(y), 784)
        loaded[name] = torch.from_numpy(x), torch.from_numpy(y)
    return loaded[name]


class Noise(torch.nn.Module):
    def forward(self, x):
        return x + 0.3 * torch.randn_like(x) if self.training else x


def network(technique):
    nn = torch.nn
    hidden, output = nn.Linear(784, 128), nn.Linear(128, 10)
    for layer in (hidden, output):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
    layers = [hidden, nn.ReLU(), output]
    if technique == "noise":
        layers.insert(0, Noise())
    if technique == "batchNorm":  # with Keras' constants, which are tfjs' too
        layers.insert(1, nn.BatchNorm1d(128, eps=1e-3, momentum=0.01))
    if technique == "dropout":
        layers.insert(2, nn.Dropout(0.5))
    return nn.Sequential(*layers), [hidden.weight, output.weight]


def accuracy(model, x, y):
    return (model(x).argmax(1) == y).double().mean().item()


def train(technique, seed, folder, size, training, validation, batch, patience, epochs):
    torch.manual_seed(seed)
    x, y = rows(folder, f"train{size}")
    held, held_y = x[validation], y[validation]
    x, y = x[training], y[training]
    model, kernels = network(technique)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    smoothing = 0.1 if technique == "labelSmoothing" else 0.0
    loss = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    plain = torch.nn.CrossEntropyLoss()
    best, best_weights, waited, epoch = float("inf"), None, 0, 0
    start = time.process_time()
    while waited < patience and epoch < epochs:
        epoch += 1
        model.train()
        order = torch.randperm(len(x))
        for i in range(0, len(x), batch):
            chosen = order[i : i + batch]
            optimizer.zero_grad()
            value = loss(model(x[chosen]), y[chosen])
            if technique == "l2":
                value = value + 1e-3 * sum((w * w).sum() for w in kernels)
            value.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            value = plain(model(held), held_y).item()
        if value < best:
            best, best_weights, waited = value, copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
    seconds = time.process_time() - start
    model.load_state_dict(best_weights)
    model.eval()
    with torch.no_grad():
        measured = accuracy(model, x, y), accuracy(model, *rows(folder, "test"))
    return {"train": measured[0], "test": measured[1], "epochs": epoch, "seconds": seconds}


for line in sys.stdin:
    print(json.dumps(train(**json.loads(line))), flush=True)
