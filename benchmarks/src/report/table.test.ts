import { describe, expect, test } from "vitest";
import { odeSpeedVerdicts } from "./ode-speed-verdicts.js";
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

  test("tells the bars of another machine apart", () => {
    const elsewhere = {
      ...recorded,
      machine: { ...recorded.machine, cpu: "Other" },
      verdicts: [{ what: "faster", value: 3, unit: "×", atLeast: 2 }],
    } as const;
    const heat = { ...recorded, name: "heat", title: "heat of the sun" };
    const alone = { ...elsewhere, name: "ode-speed", title: "solvers" };
    const both = resultsText([recorded, heat], [{ folder: "other/", results: [elsewhere], judged: [alone] }]);
    const [own, others] = both.split("### On another machine: results/other") as [string, string];
    expect(own).toContain("Measured on CPU,");
    expect(own).toContain("**1.25×**");
    expect(others).toContain("Measured on Other,");
    expect(others).toContain("Not measured there: heat of the sun.");
    expect(others).toContain(
      "| [speed of light](results/other/speed.json) | **3.00×** faster | at least 2.00× | reached |",
    );
    expect(others).toContain("| [solvers](results/other/ode-speed.json) | **3.00×** faster |");
    const swapped = resultsText([elsewhere], [{ folder: "other/", results: [recorded] }]);
    expect(swapped).toContain("*What holds it back:* Glass.");
    expect(resultsText([elsewhere])).not.toContain("Glass.");
  });

  test("has the bars of the speed of solvers, each of its worst problem", () => {
    const results = [1.25, 0.75].map((ratio) => ({
      "odex / nami": ratio,
      "odex / nami, both returning arrays": 2 * ratio,
      "mathjs / nami": 100 * ratio,
    }));
    const { machine } = recorded;
    const verdicts = odeSpeedVerdicts({ results, rows: { ratio: 4.5 } });
    const solvers = resultsText([recorded], [], [{ name: "ode-speed", title: "solvers", verdicts, machine }]);
    expect(solvers).toContain(
      "| [solvers](results/ode-speed.json) | **0.750×** faster than odex | at least 1.00× | **missed** |",
    );
    expect(solvers).toContain(
      "|  | **1.50×** faster than odex, both returning arrays | at least 1.00× | reached |",
    );
    expect(solvers).toContain("|  | **75.0×** faster than mathjs | at least 20.0× | reached |");
    expect(solvers).toContain(
      "|  | **4.50×** faster than a loop of solves: 10⁴ rows in one array | at least 5.00× | **missed** |",
    );
    expect(solvers).not.toContain("### Solvers");
  });

  test("divides a task's time by its units, and names who is missing", () => {
    expect(text).toContain("| PyTorch | 5.00 ms |  |");
    expect(text).toContain("| stock | missing: not there | |");
  });
});
