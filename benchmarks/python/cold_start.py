"""Samples of a saved model from a cold start: cold_start.py MODEL"""

import json
import sys

import torch

from network import Field, rk4

saved = torch.load(sys.argv[1])
field = Field(dim=2, conditionDim=0, hidden=128, layers=3, activation="silu")
field.load_state_dict(saved["field"])
with torch.inference_mode():
    (x,) = rk4(lambda state, t: (field(state[0], t),), (saved["noise"],), 1.0, 0.0, 20)
print(json.dumps(x.tolist()), flush=True)
