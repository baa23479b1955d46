import { onnxBackend } from "@nami/backend-onnx";
import { afterAll, describe, expect, test } from "vitest";
import { cases, oneOfEachKind } from "./testing/sampling-law/cases.js";
import { allowed, effectOf, errorOfSolver, type Seen, seenOf } from "./testing/sampling-law/law.js";
import { mistakes } from "./testing/sampling-law/mistakes.js";

/** `npm run sampling-law`: the whole law, and its tables as in docs/sampling-law.md; all numbers are standard errors. */
const backend = onnxBackend();
afterAll(() => backend.dispose());

/** 2¹⁷ samples of one case of each kind and of what the mistakes are in, 2¹³ of the others. */
const whole = new Set([...oneOfEachKind, ...mistakes.map(({ right }) => right)]);
const scaleOf = (one: (typeof cases)[number]): number => (whole.has(one) ? 1 : 1 / 4);

const solverErrors = new Map<string, number>();
const [caseRows, mistakeRows]: [string[], string[]] = [[], []];
const row = (...cells: readonly (string | number)[]): string => {
  const shown = cells.map((cell) => (typeof cell === "string" ? cell : Number(cell.toPrecision(3))));
  return `| ${shown.join(" | ")} |`;
};

describe("from the exact field and the exact marginal at t = 1", () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    "samples have the law of the data: %s",
    async (_, one) => {
      const size = { scale: scaleOf(one), backend };
      const seen = await seenOf(one, size);
      const ofSolver = await errorOfSolver(one, size, seen);
      solverErrors.set(one.name, ofSolver);
      caseRows.push(tableRow(one.name, size.scale, seen, ofSolver));
      for (const { statistic, errors } of seen)
        expect(Math.abs(errors), statistic.name).toBeLessThan(allowed(statistic));
      expect(ofSolver).toBeLessThan(1);
    },
  );
});

function tableRow(name: string, scale: number, seen: readonly Seen[], ofSolver: number): string {
  const of = (kind: "moment" | "distance"): number[] =>
    seen.filter(({ statistic }) => statistic.kind === kind).map(({ errors }) => errors);
  const worst = of("moment").reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  const distances = of("distance");
  return row(
    name,
    `2^${17 + 2 * Math.log2(scale)}`,
    worst,
    ...(distances.length ? distances : ["", ""]),
    ofSolver,
  );
}

test.each(mistakes.map((one) => [one.name, one] as const))("the law rejects: %s", async (_, mistake) => {
  const { statistic, errors } = await effectOf(mistake, { scale: 1, backend });
  mistakeRows.push(
    row(
      mistake.name,
      mistake.right.name,
      mistake.statistic,
      errors,
      solverErrors.get(mistake.right.name) ?? "",
    ),
  );
  expect(Math.abs(errors)).toBeGreaterThan(Math.max(10, allowed(statistic)));
});

afterAll(() => {
  const most = cases[0]!.statistics().map((statistic) => allowed(statistic).toFixed(2));
  console.log(
    [
      `A moment may be off by ${most[0]}, a distance by ${most.at(-1)}.`,
      "",
      "| program | samples | worst moment | sliced W2 | energy | of the solver |\n|---|---|---|---|---|---|",
      ...caseRows,
      "",
      "| mistake | in | seen in | effect | of the solver, without it |\n|---|---|---|---|---|",
      ...mistakeRows,
    ].join("\n"),
  );
});
