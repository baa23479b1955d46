"""A contender that speaks JSON lines: see src/protocol.ts."""

import json
import sys
import time

try:
    import torch
except ImportError as error:
    print(json.dumps({"missing": f"{error}; run benchmarks/python/install.sh"}), flush=True)
    sys.exit(0)

import safetensors_file
from log_density import DensityTraining, LogDensity
from matrix_product import MatrixProduct
from sample import Sample
from train import Train

TASKS = {
    "train": Train,
    "sample": Sample,
    "log-density": LogDensity,
    "density-training": DensityTraining,
    "matrix-product": MatrixProduct,
}


def versions():
    return {"torch": torch.__version__, "python": sys.version.split()[0]}


def answer(request, state):
    if "task" in request:
        setting = request["setting"]
        torch.set_num_threads(setting.get("torchThreads", 1))
        torch.manual_seed(0)
        tensors = safetensors_file.read(request["inputs"])
        state["prepared"] = TASKS[request["task"]["kind"]](request["task"], tensors, setting)
        return {"versions": versions()}
    prepared = state["prepared"]
    if "check" in request:
        outputs = {name: value.detach().numpy() for name, value in prepared.check().items()}
        safetensors_file.write(request["check"], outputs)
        return {"checked": True}
    start = time.perf_counter()
    for _ in range(request["repeats"]):
        prepared.run()
    return {"seconds": time.perf_counter() - start}


state = {}
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line), state)), flush=True)
