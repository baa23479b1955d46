"""Sampling by RK4 from t = 1 to t = 0."""

import torch

from network import Field, rk4


class Sample:
    def __init__(self, task, tensors, setting):
        self.field = Field(**task["network"]).load(tensors)
        self.dim, self.rows, self.steps = task["network"]["dim"], task["rows"], task["steps"]
        self.chunk = setting.get("chunk") or self.rows
        self.noise = torch.from_numpy(tensors["noise"])

    def decode(self, noise):
        with torch.inference_mode():
            parts = [self.carry(part) for part in noise.split(self.chunk)]
            return torch.cat(parts)

    def carry(self, x):
        return rk4(lambda state, t: (self.field(state[0], t),), (x,), 1.0, 0.0, self.steps)[0]

    def run(self):
        return self.decode(torch.randn(self.rows, self.dim))

    def check(self):
        return {"samples": self.decode(self.noise)}
