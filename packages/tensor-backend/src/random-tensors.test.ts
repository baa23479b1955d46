import * as random from "@nami/random";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  add, compile, evaluate, foldIn, type Key, key, mul, normal, permutation, rademacher, randint, referenceBackend, split, stack, type Tensor, tensor, uniform,
} from "./index.js"; // biome-ignore format: a list

const backend = referenceBackend();

async function read(x: Tensor): Promise<number[]> {
  const values = Array.from(await x.data());
  x.dispose();
  return values;
}

const draws: readonly (readonly [string, (k: Key) => Tensor])[] = [
  ["normal", (k) => normal(k, [3, 2])],
  ["uniform", (k) => uniform(k, [5], { low: -1, high: 3 })],
  ["rademacher", (k) => rademacher(k, [7])],
  ["randint", (k) => randint(k, [4], { low: -5, high: 5 })],
  ["permutation", (k) => permutation(k, 9)],
];

describe.each(draws)("%s", (_, draw) => {
  test("inside a compiled function equals the draw outside, bit for bit", async () => {
    const f = compile((k: Key) => draw(k), { backend });
    for (const seed of [0, 1, 2 ** 40])
      expect(await read(await f(key(seed)))).toEqual(await read(draw(key(seed))));
  });

  test("with keys split and folded inside equals the draw with the same keys outside", async () => {
    const derive = (k: Key): Tensor => {
      const [a, b] = split(k);
      return stack([draw(a), draw(foldIn(b, 7)), draw(split(a, 3)[2])]);
    };
    expect(await read(await compile(derive, { backend })(key(5)))).toEqual(
      await read(await evaluate(derive(key(5)), { backend })),
    );
  });

  test("from a concrete key inside a compiled function is an error", async () => {
    await expect(compile((x: Tensor) => [x, draw(key(0))], { backend })(tensor(1))).rejects.toThrow(
      "inside a compiled function the key must be one of its arguments, got a concrete key. Every run would draw the same numbers: pass the key as an argument.",
    );
  });

  test("from a key that has left its function is an error", async () => {
    const kept: Key[] = [];
    await read(
      await compile(
        (k: Key) => {
          kept.push(k);
          return tensor(1);
        },
        { backend },
      )(key(0)),
    );
    expect(() => draw(kept[0]!)).toThrow(
      "a key must not leave the compiled function it was given to, got one from outside. Return tensors, not keys.",
    );
  });
});

describe("keys inside a compiled function", () => {
  test("another key draws anew without tracing anew", async () => {
    let traces = 0;
    const f = compile(
      (k: Key) => {
        traces++;
        return normal(k, [4]);
      },
      { backend },
    );
    const [a, b, again] = [
      await read(await f(key(0))),
      await read(await f(key(1))),
      await read(await f(key(0))),
    ];
    expect(a).not.toEqual(b);
    expect(again).toEqual(a);
    expect(traces).toBe(1);
  });

  test("numbers may be folded in and count rows, as arguments", async () => {
    const f = compile(
      (k: Key, step: Tensor, first: Tensor) => normal(foldIn(k, step), [2, 3], { firstRow: first }),
      { backend },
    );
    for (const [step, first] of [
      [0, 0],
      [5, 2],
    ] as const) {
      const want = random.normal(random.foldIn(key(1), step), [2, 3], { firstRow: first });
      expect(await read(await f(key(1), step, first))).toEqual(Array.from(want));
    }
  });

  test("row i of a draw depends on the key and i only", async () => {
    const whole = await read(normal(key(3), [5, 2]));
    expect(await read(normal(key(3), [2, 2], { firstRow: 3 }))).toEqual(whole.slice(6));
  });

  test("the host must know the number that is folded in", async () => {
    const f = compile((k: Key, t: Tensor) => normal(foldIn(k, add(t, 1)), [1]), { backend });
    await expect(f(key(0), 1)).rejects.toThrow(
      "foldIn: the host must know the number, got Tensor(float32[]). Pass a number, or a number argument of the compiled function as it is.",
    );
    expect(() => foldIn(key(0), tensor(1))).toThrow("foldIn: data must be a number for a concrete key");
  });

  test("the words of a traced key are not there yet", async () => {
    await expect(compile((k: Key) => tensor(k.words[0]), { backend })(key(0))).rejects.toThrow(
      "key: a key inside a compiled function has no words, got a read of them. Use split, foldIn and the draws of @nami/tensor-backend.",
    );
  });

  test("keys may lie deep in the arguments", async () => {
    const f = compile(
      ({ keys, scale }: { keys: readonly Key[]; scale: Tensor }) => mul(normal(keys[1]!, [2]), scale),
      { backend },
    );
    expect(await read(await f({ keys: [key(1), key(2)], scale: 1 }))).toEqual(
      Array.from(random.normal(key(2), [2])),
    );
  });

  test("draws are float32 unless told, and widened without change on the float64 reference", async () => {
    const wide = referenceBackend({ dtype: "float64" });
    const f = compile((k: Key) => normal(k, [3]), { backend: wide });
    const result = await f(key(0));
    expect(result.dtype).toBe("float64");
    expect(await read(result)).toEqual(Array.from(random.normal(key(0), [3])));
    expect(normal(key(0), [2], { dtype: "float64" }).dtype).toBe("float64");
  });
});

test("a shape may be changed after a draw inside a compiled function", async () => {
  const shape = [2];
  const f = compile((k: Key) => normal(k, shape), { backend });
  const before = await read(await f(key(0)));
  shape[0] = 5;
  expect(await read(await f(key(0)))).toEqual(before);
});

test("a key is split once a run, however many of its children are drawn from", async () => {
  const readsFor = async (children: number): Promise<number> => {
    let reads = 0;
    const counted: Key = {
      get words(): readonly [number, number] {
        reads++;
        return [7, 0];
      },
    };
    const f = compile((k: Key) => stack(split(k, children).map((child) => normal(child, [1]))), { backend });
    (await f(counted)).dispose();
    return reads;
  };
  // Each child reads them once.
  expect((await readsFor(200)) - (await readsFor(100))).toBeLessThanOrEqual(200);
});

test("types: split gives as many keys as asked for", () => {
  expectTypeOf(split(key(0))).toEqualTypeOf<[Key, Key]>();
  expectTypeOf(split(key(0), 3)).toEqualTypeOf<[Key, Key, Key]>();
  expectTypeOf(split(key(0), 10 as number)).toEqualTypeOf<Key[]>();
});
