"""Seconds of a product of two matrices of 1,024²: whether OpenBLAS has kernels for this processor."""

import time

import torch

size, turns = 1024, 9
a, b, product = (torch.randn(size, size) for _ in range(3))


def seconds():
    start = time.perf_counter()
    torch.matmul(a, b, out=product)
    return time.perf_counter() - start


seconds()
print(sorted(seconds() for _ in range(turns))[turns // 2])
