import type { BrownianTree } from "@nami/random";
import { eulerMaruyama, solveSde, sra1, stochasticHeun } from "../index.js";

declare const noise: BrownianTree;
const ito = { drift: (y: number) => -y, diffusion: () => 1, calculus: "ito" } as const;
const options = { t0: 0, t1: 1, noise };

const y: number = solveSde(ito, 1, { ...options, method: eulerMaruyama({ steps: 8 }) }).y;
const z: number = solveSde(ito, y, { ...options, method: sra1({ steps: 8 }) }).y;
// @ts-expect-error an Itô equation with a method for Stratonovich equations
solveSde(ito, z, { ...options, method: stochasticHeun({ steps: 8 }) });
