import { eightGaussians } from "@nami/datasets";
import {
  cosinePath,
  icfmPath,
  linearPath,
  lipmanPath,
  polynomialPath,
  schrodingerBridgePath,
  vpPath,
} from "@nami/paths";
import { figure, linePanel } from "@nami/plots";
import { key, normal, split } from "@nami/tensor-backend";
import { liveFigure } from "./figure.js";
import { pointsOf } from "./points.js";

const paths = {
  "linear, CondOT": linearPath(),
  "Lipman, σ_min = 0.2": lipmanPath({ sigmaMin: 0.2 }),
  "I-CFM, σ = 0.2": icfmPath({ sigma: 0.2 }),
  "Schrödinger bridge, σ = 0.5": schrodingerBridgePath({ sigma: 0.5 }),
  "cosine, VP-CFM": cosinePath(),
  "diffusion, VP": vpPath(),
  "polynomial, n = 3": polynomialPath({ power: 3 }),
};
const frames = 25;

/** The ways of a few pairs of noise and data along each path; noise beside the way is the same at all times, so that it bends the way. */
export const figureOfNamedPaths = liveFigure({
  controls: {
    path: { label: "path", choices: Object.keys(paths), value: "linear, CondOT" },
    pairs: { label: "pairs", min: 4, max: 40, step: 4, value: 16 },
  },
  async *draw({ path: name, pairs }, theme) {
    const [targets, sources, noise] = split(key(0), 3);
    const target = eightGaussians({ radius: 3 }).sample([pairs], { key: targets! });
    const source = normal(sources!, [pairs, 2]);
    const path = paths[name as keyof typeof paths];
    const [from, to] = [1e-3, 1 - 1e-3];
    const places: Float32Array[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const t = from + ((to - from) * frame) / (frames - 1);
      places.push(await pointsOf(path.sample({ target, source, t, key: noise! }).xt));
    }
    const series = Array.from({ length: pairs }, (_, i) => ({
      x: places.map((points) => points[2 * i]!),
      y: places.map((points) => points[2 * i + 1]!),
      color: theme.series[i % 2],
      dash: "none",
      width: 1.3,
      opacity: 0.8,
    }));
    yield figure({
      theme,
      panels: [linePanel({ series, equal: true, title: name, xlim: [-4.5, 4.5], ylim: [-4.5, 4.5] })],
    });
  },
});
