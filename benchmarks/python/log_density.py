"""Log-densities by RK4 from t = 0 to t = 1 over the point and the integral of the divergence."""

import math

import torch

from network import Field, rk4


def exact(field, x, t, create_graph=False):
    """The velocity and its divergence: one gradient for each coordinate."""
    with torch.enable_grad():
        if not create_graph:
            x = x.detach().requires_grad_()
        v = field(x, t)
        trace = 0
        last = x.shape[1] - 1
        for i in range(x.shape[1]):
            retain = create_graph or i < last
            (row,) = torch.autograd.grad(v[:, i].sum(), x, retain_graph=retain, create_graph=create_graph)
            trace = trace + row[:, i]
    return (v, trace) if create_graph else (v.detach(), trace)


def hutchinson(field, x, t, probe):
    """The velocity and an estimate of its divergence by one vector-Jacobian product."""
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        v = field(x, t)
        (product,) = torch.autograd.grad(v, x, probe)
    return v.detach(), (product * probe).sum(1)


def standard_normal(x):
    return -0.5 * (x.square().sum(1) + x.shape[1] * math.log(2 * math.pi))


class LogDensity:
    def __init__(self, task, tensors, setting):
        self.field = Field(**task["network"]).load(tensors).requires_grad_(False)
        self.steps = task["steps"]
        self.points = torch.from_numpy(tensors["points"])
        self.chunk = setting.get("chunk") or len(self.points)
        self.probe = torch.from_numpy(tensors["probe"]) if task["divergence"] == "hutchinson" else None

    def log_density(self, points, probe):
        parts = points.split(self.chunk)
        probes = [None] * len(parts) if probe is None else probe.split(self.chunk)
        return torch.cat([self.carry(*both) for both in zip(parts, probes)])

    def carry(self, points, probe):
        def derivative(state, t):
            if probe is None:
                return exact(self.field, state[0], t)
            return hutchinson(self.field, state[0], t, probe)

        with torch.no_grad():
            x, change = rk4(derivative, (points, torch.zeros(len(points))), 0.0, 1.0, self.steps)
            return standard_normal(x) + change

    def run(self):
        probe = None if self.probe is None else torch.randint(0, 2, self.points.shape).float() * 2 - 1
        return self.log_density(self.points, probe)

    def check(self):
        return {"log_density": self.log_density(self.points, self.probe)}


class DensityTraining:
    """The gradient of the mean log-density of a batch, through the solver and the divergence."""

    def __init__(self, task, tensors, setting):
        self.field = Field(**task["network"]).load(tensors)
        self.steps = task["steps"]
        self.points = torch.from_numpy(tensors["points"])

    def value(self):
        points = self.points.clone().requires_grad_()
        start = points, torch.zeros(len(points))
        x, change = rk4(
            lambda state, t: exact(self.field, state[0], t, create_graph=True), start, 0.0, 1.0, self.steps
        )
        return (standard_normal(x) + change).mean()

    def run(self):
        self.field.zero_grad(set_to_none=True)
        value = self.value()
        value.backward()
        return value.item()

    def check(self):
        value = torch.tensor(self.run())
        layers = [module for module in self.field.net if isinstance(module, torch.nn.Linear)]
        outputs = {"value": value.reshape(1)}
        for i, layer in enumerate(layers):
            outputs[f"layers.{i}.weight"] = layer.weight.grad.T
            outputs[f"layers.{i}.bias"] = layer.bias.grad
        return outputs
