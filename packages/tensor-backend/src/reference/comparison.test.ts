import { describe, expect, test } from "vitest";
import type { ComparisonName } from "../primitives.js";
import { apply, host, scattered, valuesOf } from "../testing/apply-primitive.js";

const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
const x = host([1, 2, 3, -0, inf, nan, nan]);
const y = host([2, 2, 1, 0, inf, 1, nan]);

/** What each comparison makes of the pairs above. */
const truth: { readonly [P in ComparisonName]: readonly number[] } = {
  greater: [0, 0, 1, 0, 0, 0, 0],
  greaterEqual: [0, 1, 1, 1, 1, 0, 0],
  less: [1, 0, 0, 0, 0, 0, 0],
  lessEqual: [1, 1, 0, 1, 1, 0, 0],
  equal: [0, 1, 0, 1, 1, 0, 0],
  notEqual: [1, 0, 1, 0, 0, 1, 1],
};

describe.each(Object.entries(truth) as [ComparisonName, number[]][])("%s", (name, expected) => {
  test("gives bools, and false with NaN unless it is notEqual", async () => {
    const z = await apply(name, [x, y], [7], {}, "bool");
    expect(z.values).toEqual(Uint8Array.from(expected));
  });

  test("broadcasts a column with a row", async () => {
    const [column, row] = [scattered([4, 1], 1), scattered([3], 2)];
    const wide = await Promise.all(
      [column, row].map((v) => apply("broadcastTo", [v], [4, 3], { shape: [4, 3] })),
    );
    expect(await apply(name, [column, row], [4, 3], {}, "bool")).toEqual(
      await apply(name, wide, [4, 3], {}, "bool"),
    );
  });
});

test("and, or of all pairs of bools", async () => {
  const [a, b] = [host([0, 0, 1, 1], [4], "bool"), host([0, 1, 0, 1], [4], "bool")];
  expect(await valuesOf(apply("logicalAnd", [a, b], [4], {}))).toEqual([0, 0, 0, 1]);
  expect(await valuesOf(apply("logicalOr", [a, b], [4], {}))).toEqual([0, 1, 1, 1]);
});

describe("where", () => {
  test("takes the first where the condition holds and never touches the other", async () => {
    const c = host([1, 0, 1], [3], "bool");
    const z = apply("where", [c, host([1, nan, 3]), host([nan, 5, inf])], [3], {}, "float64");
    expect(await valuesOf(z)).toEqual([1, 5, 3]);
  });

  test("broadcasts all three operands", async () => {
    const c = host([1, 0], [2, 1, 1], "bool");
    const [a, b] = [scattered([3, 1], 1), scattered([4], 2)];
    const z = await valuesOf(apply("where", [c, a, b], [2, 3, 4], {}, "float64"));
    const expected = [0, 1].flatMap((i) =>
      [0, 1, 2].flatMap((j) => [0, 1, 2, 3].map((k) => (i === 0 ? a.values[j]! : b.values[k]!))),
    );
    expect(z).toEqual(expected);
  });

  test("works on ints, bools, scalars and nothing", async () => {
    const yes = host([1], [], "bool");
    const ints = [yes, host([3], [], "int32"), host([4], [], "int32")];
    expect(await valuesOf(apply("where", ints, [], {}, "int32"))).toEqual([3]);
    const bools = [host([0, 1], [2], "bool"), host([1], [], "bool"), host([0], [], "bool")];
    expect(await valuesOf(apply("where", bools, [2], {}, "bool"))).toEqual([0, 1]);
    const none = [yes, host([], [0, 2]), host([1, 2])];
    expect((await apply("where", none, [0, 2], {}, "float64")).shape).toEqual([0, 2]);
  });
});
