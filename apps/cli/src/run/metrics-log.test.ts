import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openMetrics, readMetrics } from "./metrics-log.js";

describe("openMetrics", () => {
  test("appends at once, and drops steps that a resumed run does again", () => {
    const path = join(mkdtempSync(join(tmpdir(), "nami-metrics-")), "metrics.jsonl");
    const log = openMetrics(path, { after: 0 });
    log.append([
      { step: 1, loss: 2 },
      { step: 2, loss: 1.5, distanceToOptimum: 0.5 },
    ]);
    expect(readFileSync(path, "utf8")).toBe(
      '{"step":1,"loss":2}\n{"step":2,"loss":1.5,"distanceToOptimum":0.5}\n',
    );
    log.append([{ step: 3, loss: 1 }]);
    log.close();
    const resumed = openMetrics(path, { after: 2 });
    resumed.append([{ step: 3, loss: 0.9 }]);
    resumed.sync();
    resumed.close();
    expect(readMetrics(path).map(({ loss }) => loss)).toEqual([2, 1.5, 0.9]);
  });

  test("names the file when it can't be written", () => {
    const path = join(mkdtempSync(join(tmpdir(), "nami-metrics-")), "metrics.jsonl");
    const log = openMetrics(path, { after: 0 });
    log.close();
    expect(() => log.append([{ step: 1, loss: 2 }])).toThrow(
      `train: ${path} must be a place that can be written, got an error (EBADF). Free space, and go on with --resume.`,
    );
  });

  test("leaves out a last line that was cut off, and names any other that is damaged", () => {
    const path = join(mkdtempSync(join(tmpdir(), "nami-metrics-")), "metrics.jsonl");
    appendFileSync(path, '{"step":1,"loss":2}\n{"step":2,"lo');
    expect(readMetrics(path)).toEqual([{ step: 1, loss: 2 }]);
    appendFileSync(path, '\n{"step":3,"loss":1}\n');
    expect(() => readMetrics(path)).toThrow("must hold one JSON object a line, got another at line 2.");
  });
});
