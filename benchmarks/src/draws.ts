/** How long does a number take that is drawn: by the kernels of WebAssembly, and by JavaScript alone? */
import { type FloatDType, key, normal, uniform } from "@nami/random";
import { drawWithWebAssembly } from "@nami/random/webassembly";
import { median } from "./contenders/median.js";
import { report } from "./report/plain.js";

const sizes = [4, 65_536] as const;
const rounds = 31;
const contender = process.argv[2] ?? "webassembly";

if (contender === "webassembly") drawWithWebAssembly();

const nanoseconds: Record<string, number> = {};
for (const [name, draw] of Object.entries({ uniform, normal }))
  for (const dtype of ["float32", "float64"] satisfies FloatDType[])
    for (const size of sizes) {
      const calls = Math.ceil(200_000 / size / (size < 100 ? 5 : 1));
      const times = Array.from({ length: rounds }, () => {
        const start = performance.now();
        for (let call = 0; call < calls; call++) draw(key(call), [size], { dtype });
        return ((performance.now() - start) * 1e6) / (calls * size);
      });
      nanoseconds[`${name} ${dtype}, ${size} at once`] = Number(median(times.slice(5)).toPrecision(3));
    }
report(`draws-${contender}`, { unit: "ns a number", nanoseconds });
