import { describe, expect, test } from "vitest";
import type { Recorded } from "./record.js";
import { resultsText } from "./table.js";

const recorded: Recorded = {
  name: "speed",
  title: "speed of light",
  asks: "How fast?",
  unit: "metre",
  unitsInTask: 10,
  heldBack: "Glass.",
  outcomes: [
    {
      contender: "pytorch",
      title: "PyTorch",
      ours: false,
      task: { kind: "matrix-product", size: 1 },
      milliseconds: 50,
    },
    {
      contender: "tfjs-wasm",
      title: "stock",
      ours: false,
      task: { kind: "matrix-product", size: 1 },
      missing: "not there",
    },
  ],
  verdicts: [{ what: "faster", value: 1.25, unit: "×", atLeast: 2 }],
  versions: {},
  machine: { cpu: "CPU", cores: 2, memoryBytes: 2 ** 34, platform: "linux x64", node: "v20" },
};

describe("resultsText", () => {
  const text = resultsText([recorded]);

  test("says what is missed, and what holds it back", () => {
    expect(text).toContain(
      "| [speed of light](results/speed.json) | **1.25×** faster | at least 2.00× | **missed** |",
    );
    expect(text).toContain("*What holds it back:* Glass.");
  });

  test("divides a task's time by its units, and names who is missing", () => {
    expect(text).toContain("| PyTorch | 5.00 ms |  |");
    expect(text).toContain("| stock | missing: not there | |");
  });
});
