import { standardNormal } from "@nami/distributions";
import { DataError, OptionError, ShapeError } from "@nami/errors";
import { linearPath } from "@nami/paths";
import { euler, rk4 } from "@nami/solvers";
import { key, neg, tensor, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { flowMatching, fmLoss, type Model, velocityField } from "./index.js";
import { backend } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const wrong = (value: unknown): never => value as never;
const field: Model = (x) => neg(x);
const parts = { field, base: standardNormal([2]), solver: rk4({ steps: 4 }), backend };
const flow = flowMatching(parts).bind();

describe("what a flow is made of", () => {
  test.each([
    ["field", "flowMatching: the model must be a function (x, t, condition?) => Tensor, got undefined."],
    ["backend", "flowMatching: backend must be a tensor backend, got undefined."],
    [
      "base",
      "flowMatching: base must be a distribution, got undefined. Pass for example base: standardNormal([2]).",
    ],
    [
      "solver",
      "flowMatching: solver must be a method, got undefined. Pass for example solver: rk4({ steps: 100 }).",
    ],
  ])("%s is asked for at the door", (name, message) => {
    const make = (): unknown => flowMatching(wrong({ ...parts, [name]: undefined }));
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
    expect(() => flowMatching(wrong(undefined))).toThrow(OptionError);
  });

  test("a condition is a tensor, and its batch fits that of the points", async () => {
    expect(() => flowMatching(parts).bind(wrong([1, 2]))).toThrow(
      new OptionError("bind: the condition must be a Tensor, got an array. Pass tensor(values)."),
    );
    expect(() => flowMatching(parts).bind(tensor(1))).toThrow(ShapeError);
    await expect(
      flowMatching(parts)
        .bind(zeros([3, 1]))
        .logProb(zeros([4, 2])),
    ).rejects.toThrow(
      new ShapeError(
        "bind: the batch axes of the condition must broadcast to the batch [4], got [3, 1]. Pass one row of features for each point.",
      ),
    );
  });

  test("velocityField without options asks for dim", () => {
    expect(() => velocityField(wrong(undefined))).toThrow(
      "velocityField: dim must be a positive integer, got undefined.",
    );
  });
});

describe("what a flow is asked", () => {
  test("samples need an array and a key", async () => {
    await expect(flow.sample([2], wrong(undefined))).rejects.toThrow(
      new OptionError("sample: a key is needed to draw noise, got undefined. Pass { key: key(0) }."),
    );
    await expect(flow.sample(wrong(2), { key: key(0) })).rejects.toThrow(
      new OptionError("sample: shape must be an array, got 2. Pass for example [2]."),
    );
    await expect(flow.sampleWithLogProb([2], wrong(undefined))).rejects.toThrow(OptionError);
  });

  test.each([
    [undefined, "trajectory: there must be at least one time, got undefined. Pass { times: [1, 0] }."],
    [[], "trajectory: there must be at least one time, got none."],
    [[0, 1], "trajectory: times must run from 1 (noise) to 0 (data) in order, got 1 after 0."],
    [[1.5], "trajectory: times must run from 1 (noise) to 0 (data) in order, got 1.5 after 1."],
  ])("a trajectory speaks of its times: %s", async (times, message) => {
    const asked = flow.trajectory([3], wrong({ key: key(0), times }));
    await expect(asked).rejects.toThrow(OptionError);
    await expect(asked).rejects.toThrow(message);
  });

  test("points that are not finite are named by their row, before anything is solved", async () => {
    const x = tensor([[[0, 1], [2, 3]], [[4, 5], [Number.NaN, 7]]]); // biome-ignore format: a table
    for (const name of ["logProb", "encode", "decode"] as const)
      for (const points of [x, neg(neg(x))])
        await expect(flow[name](points)).rejects.toThrow(
          new DataError(`${name}: points must be finite, got NaN in row [1, 1]. Drop or mend that row.`),
        );
    await expect(flow.logProb(tensor([0, Infinity]))).rejects.toThrow("got Infinity in row [].");
  });

  test("an aborted signal ends every call with its reason", async () => {
    const reason = new Error("enough");
    const signal = {
      throwIfAborted: () => {
        throw reason;
      },
    };
    const draw = { key: key(0), signal };
    const x = zeros([2, 2]);
    for (const call of [
      () => flow.sample([2], draw),
      () => flow.sampleWithStats([2], draw),
      () => flow.sampleWithLogProb([2], draw),
      () => flow.trajectory([2], { ...draw, times: [1, 0] }),
      () => flow.logProb(x, { signal }),
      () => flow.estimateLogProb(x, { signal }),
      () => flow.encode(x, { signal }),
      () => flow.decode(x, { signal }),
    ])
      await expect(call()).rejects.toBe(reason);
  });

  test("a signal is heard while a backend answers at once, and timers have their turn", async () => {
    const control = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => control.abort(reason), 20);
    const long = flowMatching({ ...parts, solver: euler({ steps: 1_000_000 }) }).bind();
    await expect(long.sample([2], { key: key(0), signal: control.signal })).rejects.toBe(reason);
  });
});

describe("what fmLoss and a path are given", () => {
  test("a target of floats, and a time in [0, 1]", () => {
    const source = zeros([1, 2]);
    expect(() => fmLoss(field, tensor([[1, 2]], undefined, "int32"), source, { t: 0.5 })).toThrow(
      new ShapeError('fmLoss: target must hold floats, got int32. Pass cast(target, "float32").'),
    );
    for (const t of [-0.1, 1.5, Number.NaN])
      expect(() => fmLoss(field, source, source, { t })).toThrow(
        new OptionError(`fmLoss: t must be in [0, 1], got ${t}. Data are at 0, noise is at 1.`),
      );
  });

  test("both ends", () => {
    expect(() => linearPath().sample(wrong({ target: zeros([1, 2]), t: 0.5 }))).toThrow(
      new OptionError("path.sample: source must be a Tensor, got undefined. Pass { target, source, t }."),
    );
  });
});
