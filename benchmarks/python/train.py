"""One training step: draws, flow matching loss, gradients, Adam."""

import torch

from network import Field

CHECKED_STEPS = 10


class Train:
    def __init__(self, task, tensors, setting):
        self.field = Field(**task["network"]).load(tensors)
        self.tensors = {name: torch.from_numpy(value) for name, value in tensors.items()}
        self.data, self.condition = self.tensors["data"], self.tensors.get("condition")
        self.batch = task["batch"]
        self.optimizer = self.adam(self.field)

    def adam(self, field):
        return torch.optim.Adam(field.parameters(), lr=1e-3)

    def loss(self, field, target, source, t, *condition):
        xt = torch.lerp(target, source, t)
        return torch.nn.functional.mse_loss(field(xt, t, *condition), source - target)

    def step(self, field, optimizer, *batch):
        optimizer.zero_grad(set_to_none=True)
        loss = self.loss(field, *batch)
        loss.backward()
        optimizer.step()
        return loss

    def run(self):
        """Ten steps, and a look at the loss."""
        for _ in range(10):
            rows = torch.randint(len(self.data), (self.batch,))
            target = self.data[rows]
            condition = () if self.condition is None else (self.condition[rows],)
            draws = torch.randn_like(target), torch.rand(self.batch, 1)
            loss = self.step(self.field, self.optimizer, target, *draws, *condition)
        return loss.item()

    def check(self):
        """Losses of some steps on one batch with given draws, and the velocity there after them."""
        at = self.tensors
        condition = () if self.condition is None else (self.condition[: self.batch],)
        batch = at["data"][: self.batch], at["source"], at["time"], *condition
        state = {name: value.clone() for name, value in self.field.state_dict().items()}
        optimizer = self.adam(self.field)
        losses = [self.step(self.field, optimizer, *batch).item() for _ in range(CHECKED_STEPS)]
        with torch.no_grad():
            velocity = self.field(at["source"], at["time"], *condition)
        self.field.load_state_dict(state)
        return {"losses": torch.tensor(losses), "velocity": velocity}
