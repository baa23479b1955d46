import { cast, compile, greater, mul, type Tensor, tensor, where } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { onnxBackend } from "../backend.js";

const length = 2048;
const numbers = Array.from({ length }, (_, i) => i % 5);

describe.each(["cpu", "wasm"] as const)("one choice for a whole tensor on %s", (provider) => {
  test.each(["float32", "int32", "bool"] as const)(
    "gives one side of %s, computed or as it came in",
    async (dtype) => {
      const backend = onnxBackend({ executionProviders: [provider] });
      const choose = compile(
        (x: Tensor, size: Tensor) => {
          const large = greater(size, 1);
          const asked = cast(x, dtype);
          const doubled = cast(mul(x, 2), dtype);
          return [where(large, asked, doubled), where(large, x, mul(x, 2)), asked];
        },
        { backend },
      );
      const asBool = (values: number[]): number[] =>
        dtype === "bool" ? values.map((v) => (v ? 1 : 0)) : values;
      for (const [size, factor] of [
        [2, 1],
        [0, 2],
      ] as const) {
        const [chosen, plain, asked] = await choose(tensor(numbers), size);
        const expected = numbers.map((v) => factor * v);
        expect(Array.from(await chosen!.data(), Number)).toEqual(asBool(expected));
        expect(Array.from(await plain!.data())).toEqual(expected);
        expect(Array.from(await asked!.data(), Number)).toEqual(asBool(numbers));
      }
      backend.dispose();
    },
  );

  test("takes nothing over from the side that is not chosen", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const choose = compile(
      (x: Tensor, bad: Tensor, good: Tensor) => where(greater(good, 0), x, mul(x, bad)),
      { backend },
    );
    const kept = await choose(tensor(numbers), Number.NaN, 1);
    expect(Array.from(await kept.data())).toEqual(numbers);
    const lost = await choose(tensor(numbers), Number.NaN, 0);
    expect(Array.from(await lost.data())).toEqual(numbers.map(() => Number.NaN));
    backend.dispose();
  });
});
