/** How long does a number take that is drawn: by the kernels of WebAssembly, and by JavaScript alone? */
import { type FloatDType, type Key, key, normal, permutation, uniform } from "@nami/random";
import { drawWithWebAssembly } from "@nami/random/webassembly";
import { median } from "./contenders/median.js";
import { report } from "./report/plain.js";

const sizes = [4, 65_536] as const;
const rounds = 31;
const contender = process.argv[2] ?? "webassembly";

if (contender === "webassembly") drawWithWebAssembly();

/** Nanoseconds a number of a draw of so many. */
function perNumber(size: number, draw: (one: Key) => unknown): number {
  const calls = Math.ceil(200_000 / size / (size < 100 ? 5 : 1));
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) draw(key(call));
    return ((performance.now() - start) * 1e6) / (calls * size);
  });
  return Number(median(times.slice(5)).toPrecision(3));
}

const nanoseconds: Record<string, number> = {};
for (const [name, draw] of Object.entries({ uniform, normal }))
  for (const dtype of ["float32", "float64"] satisfies FloatDType[])
    for (const size of sizes)
      nanoseconds[`${name} ${dtype}, ${size} at once`] = perNumber(size, (one) =>
        draw(one, [size], { dtype }),
      );
nanoseconds["permutation, 10000 at once"] = perNumber(10_000, (one) => permutation(one, 10_000));
report(`draws-${contender}`, { unit: "ns a number", nanoseconds });
