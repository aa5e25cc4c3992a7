"""Varies images by torchvision as bench/augmentation-speed.js asks: a question as JSON a line, the seconds of processor time back."""

import json
import sys
import time

libraries = {}
try:
    import torch
    import torchvision
    from torchvision import transforms as T

    torch.set_num_threads(1)
    libraries["torch"] = torch.__version__
    libraries["torchvision"] = torchvision.__version__
except ImportError:
    pass
print(json.dumps(libraries), flush=True)

batches = {}


def transform(case, o):
    if case == "affine":
        bilinear = T.InterpolationMode.BILINEAR
        return T.RandomAffine(o["degrees"], (o["translation"],) * 2, tuple(o["scale"]), o["shear"], bilinear)
    if case == "elastic":
        # torchvision's alpha is in halves of a pixel.
        return T.ElasticTransform(2.0 * o["alpha"], float(o["sigma"]))
    if case == "colorJitter":
        return T.ColorJitter(o["brightness"], o["contrast"], o["saturation"], o["hue"])
    raise ValueError(case)


for line in sys.stdin:
    question = json.loads(line)
    shape = tuple(question["shape"])
    if shape not in batches:
        n, height, width, channels = shape
        batches[shape] = torch.rand(n, channels, height, width)
    images = batches[shape]
    vary = transform(question["case"], question["options"])
    start = time.process_time()
    for _ in range(question["calls"]):
        if question["together"]:
            vary(images)
        else:
            for image in images:
                vary(image)
    print(json.dumps(time.process_time() - start), flush=True)
