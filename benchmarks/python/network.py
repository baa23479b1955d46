"""The field of the benchmarks as a PyTorch user writes it."""

import torch
from torch import nn

ACTIVATIONS = {"silu": nn.SiLU, "gelu": nn.GELU}


class Field(nn.Module):
    """v(x, t, condition): a multilayer perceptron over their concatenation."""

    def __init__(self, dim, conditionDim, hidden, layers, activation):
        super().__init__()
        modules, size = [], dim + 1 + conditionDim
        for _ in range(layers):
            modules += [nn.Linear(size, hidden), ACTIVATIONS[activation]()]
            size = hidden
        self.net = nn.Sequential(*modules, nn.Linear(size, dim))

    def forward(self, x, t, *condition):
        return self.net(torch.cat([x, t.expand(len(x), 1), *condition], dim=1))

    def load(self, tensors):
        """Takes the weights `layers.I.weight [in, out]` and `layers.I.bias` of a file."""
        linears = [module for module in self.net if isinstance(module, nn.Linear)]
        with torch.no_grad():
            for i, linear in enumerate(linears):
                linear.weight.copy_(torch.from_numpy(tensors[f"layers.{i}.weight"]).T)
                linear.bias.copy_(torch.from_numpy(tensors[f"layers.{i}.bias"]))
        return self


def rk4(derivative, state, t0, t1, steps):
    """Classical Runge-Kutta steps for a tuple of tensors; the derivative takes the state and t as a tensor."""
    h = (t1 - t0) / steps

    def moved(k, factor):
        return tuple(torch.add(y, slope, alpha=factor) for y, slope in zip(state, k))

    for n in range(steps):
        t = t0 + n * h
        middle, end = torch.tensor(t + h / 2), torch.tensor(t + h)
        k1 = derivative(state, torch.tensor(t))
        k2 = derivative(moved(k1, h / 2), middle)
        k3 = derivative(moved(k2, h / 2), middle)
        k4 = derivative(moved(k3, h), end)
        state = tuple(y + (h / 6) * (a + 2 * (b + c) + d) for y, a, b, c, d in zip(state, k1, k2, k3, k4))
    return state
