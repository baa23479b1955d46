import { moons, rings } from "@nami/datasets";
import { brownianGamma, type Gamma, sineSquaredGamma, stochasticInterpolant, zeroGamma } from "@nami/paths";
import { figure, scatterPanel } from "@nami/plots";
import { key, split } from "@nami/tensor-backend";
import { liveFigure } from "./figure.js";
import { pointsOf } from "./points.js";

const gammas: Readonly<Record<string, Gamma>> = {
  none: zeroGamma(),
  "√(t(1 − t))": brownianGamma(),
  "sin²": sineSquaredGamma(),
};

/** From one data set to another, with noise on the way. */
export const figureOfInterpolant = liveFigure({
  controls: {
    gamma: { label: "γ(t)", choices: Object.keys(gammas), value: "√(t(1 − t))" },
    t: { label: "t", min: 0, max: 1, step: 0.05, value: 0.5 },
  },
  async *draw({ gamma, t }, theme) {
    const [targets, sources, noise] = split(key(0), 3);
    const path = stochasticInterpolant({
      alpha: (time, m) => m.sub(1, time),
      beta: (time) => time,
      gamma: gammas[gamma]!,
    });
    const target = moons().sample([1000], { key: targets! });
    const source = rings().sample([1000], { key: sources! });
    const { xt } = path.sample({ target, source, t, key: noise! });
    const panel = async (title: string, points: typeof xt) =>
      scatterPanel({
        points: await pointsOf(points),
        title,
        xlim: [-4, 4],
        ylim: [-4, 4],
      });
    yield figure({
      theme,
      panels: [
        await panel("t = 0, target", target),
        await panel(`t = ${t.toFixed(2)}`, xt),
        await panel("t = 1, source", source),
      ],
    });
  },
});
