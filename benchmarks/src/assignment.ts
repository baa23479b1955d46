/** How long does exact assignment of 256, 512 and 1,024 rows take, against SciPy's linear_sum_assignment? */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eightGaussians } from "@nami/datasets";
import { key, normal } from "@nami/tensor-backend";
import { assign, squaredDistances } from "@nami/transport";
import { inTurn } from "./contenders/in-turn.js";
import { median } from "./contenders/median.js";
import { report } from "./report/plain.js";

const sizes = [256, 512, 1024] as const;
const rounds = Number(process.argv[2] ?? 7);

/** Reads a matrix, solves it once, and prints the seconds of that and the cost: reading and start-up are not counted. */
const program = `
import sys, time, numpy, scipy
from scipy.optimize import linear_sum_assignment
n = int(sys.argv[2])
cost = numpy.fromfile(sys.argv[1]).reshape(n, n)
linear_sum_assignment(cost[:64, :64])
start = time.perf_counter()
rows, columns = linear_sum_assignment(cost)
print(time.perf_counter() - start, repr(float(cost[rows, columns].sum())), scipy.__version__)
`;

const folder = mkdtempSync(join(tmpdir(), "nami-assignment-"));
const results: Record<string, unknown>[] = [];
let scipy = "";
try {
  for (const size of sizes) {
    const [noise, data] = await Promise.all(
      [normal(key(0), [size, 2]), eightGaussians().sample([size], { key: key(1) })].map(async (x) =>
        Float64Array.from(await x.data()),
      ),
    );
    const cost = squaredDistances(noise!, data!, { dimension: 2 });
    const file = join(folder, `${size}.bin`);
    writeFileSync(file, new Uint8Array(cost.buffer));
    const costs = { nami: 0, scipy: 0 };
    const scipyTimes: number[] = [];
    const times = await inTurn(
      {
        nami: async () => {
          costs.nami = assign(cost, { rows: size, columns: size }).cost;
        },
        scipy: async () => {
          const answer = execFileSync("python3", ["-c", program, file, String(size)], { encoding: "utf8" });
          const [seconds, total, version] = answer.trim().split(" ");
          scipyTimes.push(1000 * Number(seconds));
          [costs.scipy, scipy] = [Number(total), version!];
        },
      },
      rounds,
    );
    const [own, other] = [median(times.nami!), median(scipyTimes.slice(1))];
    const difference = Math.abs(costs.nami / costs.scipy - 1);
    if (!(difference < 1e-12)) throw new Error(`costs of ${size} rows differ: ${costs.nami}, ${costs.scipy}`);
    results.push({ size, ratio: own / other, milliseconds: { nami: own, scipy: other }, difference });
  }
} finally {
  rmSync(folder, { recursive: true });
}
report("assignment", {
  question: "Exact assignment of normal points to eight Gaussians, squared distances: nami time / SciPy time",
  scipy,
  results,
});
