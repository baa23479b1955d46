import { key, split, type Tensor, tensor, zeros } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  dropCondition,
  guide,
  type Model,
  underCondition,
  velocityField,
  withConditionDropout,
} from "./index.js";
import { valuesOf } from "./testing/reference.js";

describe("withConditionDropout", () => {
  const seen: Tensor[] = [];
  const loss = withConditionDropout<Model, Tensor>(
    (_, target, __, { condition }) => {
      seen.push(condition!);
      return target;
    },
    { features: 3, probability: 0.5 },
  );
  const condition = tensor(Array.from({ length: 40 }, () => [1, 2, 3]));
  const at = (options: { readonly condition?: Tensor }): Tensor => {
    loss((x) => x, zeros([]), zeros([]), { key: key(4), ...options });
    return seen.pop()!;
  };

  test("drops what the second half of its key decides", async () => {
    const dropped = await valuesOf(at({ condition }));
    const want = dropCondition(condition, { key: split(key(4))[1]!, probability: 0.5 });
    expect(dropped).toEqual(await valuesOf(want));
    const kept = dropped.filter((value) => value === 3).length;
    expect(kept).toBeGreaterThan(5);
    expect(kept).toBeLessThan(35);
  });

  test("of a batch without conditions learns that which stands for none", async () => {
    expect(at({}).shape).toEqual([1, 3]);
    expect(await valuesOf(at({}))).toEqual([0, 0, 0]);
  });
});

describe("underCondition", () => {
  const field = velocityField({ dim: 2, conditionDim: 3, hidden: 8, layers: 1 });
  const model = field.with(field.init(key(0)));
  const [x, t] = [tensor([[0.3, -1], [2, 0.5]]), tensor([0.2, 0.7])]; // biome-ignore format: a matrix
  const condition = tensor([[0, 1, 0]]);

  test("is the model, or the guided model, under that condition, with its marks", async () => {
    const both = tensor([[0, 1, 0], [0, 1, 0]]); // biome-ignore format: a matrix
    const plain = underCondition(model, condition);
    expect(plain.eventShape).toEqual([2]);
    expect(await valuesOf(plain(x, t))).toEqual(await valuesOf(model(x, t, both)));
    expect(await valuesOf(underCondition(model, condition, { scale: 1 })(x, t))).toEqual(
      await valuesOf(plain(x, t)),
    );
    const guided = underCondition(model, condition, { scale: 3 });
    expect(await valuesOf(guided(x, t))).toEqual(await valuesOf(guide(model, { scale: 3 })(x, t, both)));
    expect(await valuesOf(guided(x, t))).not.toEqual(await valuesOf(plain(x, t)));
  });
});
