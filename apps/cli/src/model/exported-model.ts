import { exportOnnx, exportOnnxLoop } from "@nami/backend-onnx";
import { OptionError } from "@nami/errors";
import type { BoundModel } from "@nami/models";
import type { OdeMethod } from "@nami/solvers";
import { add, gather, stepAlgebra, type Tensor, tensor, zeros } from "@nami/tensor-backend";
import { version } from "../version.js";

/** What can be exported of a flow: the velocity, one solver step, or the way from noise to samples. */
export const exportedParts = ["field", "step", "sampler"] as const;

/** One of {@link exportedParts}. */
export type ExportedPart = (typeof exportedParts)[number];

/** A value of a file, for people: name, shape, meaning. */
export type Port = readonly [name: string, shape: string, meaning: string];

/** An ONNX file and what it takes and gives. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** One step of a method from x at t to t + h, which is `end`. */
const stepOf = (model: BoundModel, { formula }: OdeMethod) => {
  const algebra = stepAlgebra((x, t) => model(x as Tensor, t), 1);
  return (x: Tensor, t: Tensor, h: Tensor, end: Tensor): Tensor =>
    formula.lean(algebra, [x], [t, h, end]).states[0] as Tensor;
};

/** Where samples start and end. */
export interface SampleTimes {
  readonly t0: number;
  readonly t1: number;
}

/** Times of even steps from noise to data, as `solve` takes them: where each starts, its length, where it ends. */
const clocksOf = (steps: number, { t0, t1 }: SampleTimes): readonly [t: Tensor, h: Tensor, end: Tensor] => {
  const times = Array.from({ length: steps + 1 }, (_, i) =>
    i === steps ? t1 : t0 - (i * (t0 - t1)) / steps,
  );
  const [starts, ends] = [times.slice(0, -1), times.slice(1)];
  return [tensor(starts), tensor(ends.map((end, i) => end - starts[i]!)), tensor(ends)];
};

const convention = "t = 1 is noise, t = 0 is data";

/**
 * A trained flow as an ONNX file, its weights inside, for any number of rows.
 *
 * @param model v(x, t) with weights on the host
 * @param times where samples start and end
 * @throws OptionError for the sampler of a method that controls its steps
 */
export const exportModel = (
  part: ExportedPart,
  model: BoundModel,
  solver: OdeMethod,
  times: SampleTimes = { t0: 1, t1: 0 },
): ExportedModel => {
  const points = [4, ...model.eventShape];
  const shape = `[${["batch", ...model.eventShape].join(", ")}]`;
  const { name } = solver.formula;
  const notes = (title: string) => ({
    description: `${title}. Time: ${convention}.`,
    metadata: { nami: version, what: part, time: convention, solver: name },
  });
  if (part === "field") {
    const title = "velocity of a flow, v(x, t) = dx/dt";
    const options = { ...notes(title), inputNames: ["x", "t"], outputNames: ["v"] };
    return {
      title,
      bytes: exportOnnx((x: Tensor, t: Tensor) => model(x, t), [zeros(points), zeros([4])], options),
      inputs: [
        ["x", shape, "points"],
        ["t", "[batch]", `time of each: ${convention}`],
      ],
      outputs: [["v", shape, "dx/dt"]],
    };
  }
  const step = stepOf(model, solver);
  if (part === "step") {
    const title = `one step of ${name} along a flow`;
    const options = { ...notes(title), inputNames: ["x", "t", "h"], outputNames: ["next"] };
    const move = (x: Tensor, t: Tensor, h: Tensor): Tensor => step(x, t, h, add(t, h));
    return {
      title,
      bytes: exportOnnx(move, [zeros(points), zeros([]), zeros([])], options),
      inputs: [
        ["x", shape, "points at time t"],
        ["t", "[]", convention],
        ["h", "[]", "length of the step: negative towards data"],
      ],
      outputs: [["next", shape, "points at time t + h"]],
    };
  }
  const { steps } = solver.stepping;
  if (steps === undefined)
    throw new OptionError(
      `export: the solver of a sampler must take even steps, got ${name}. Pass --steps 100, which takes RK4.`,
    );
  const [t, h, end] = clocksOf(steps, times);
  const title = `sampler of a flow: ${steps} steps of ${name} from noise to data`;
  const loop = (x: Tensor, i: Tensor): Tensor => step(x, gather(t, i), gather(h, i), gather(end, i));
  return {
    title,
    bytes: exportOnnxLoop(loop, [zeros(points)], {
      ...notes(title),
      steps,
      inputNames: ["noise"],
      outputNames: ["samples"],
    }),
    inputs: [
      [
        "noise",
        shape,
        `draws at t = ${times.t0}: standard normal numbers, times σ(${times.t0}) of a diffusion`,
      ],
    ],
    outputs: [["samples", shape, "points like the data"]],
  };
};
