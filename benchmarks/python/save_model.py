"""Saves the weights of a safetensors file as PyTorch users do: save_model.py INPUTS MODEL"""

import sys

import torch

import safetensors_file
from network import Field

field = Field(dim=2, conditionDim=0, hidden=128, layers=3, activation="silu")
tensors = safetensors_file.read(sys.argv[1])
torch.save({"field": field.load(tensors).state_dict(), "noise": torch.from_numpy(tensors["noise"])}, sys.argv[2])
print("saved")
