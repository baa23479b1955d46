import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { allPrograms, folder, root, writePrograms } from "./documents.js";

const limit = 60_000;
const all = allPrograms();
const programs = all.filter(({ runs }) => runs);

/** Runs one program from source as a reader would, with Node; gives its exit code and all that it printed. */
const execute = (fileName: string): Promise<{ readonly code: number | string; readonly output: string }> =>
  new Promise((resolve) => {
    const flags = ["--conditions=@nami/source", "--import", "tsx", join(folder, fileName)];
    execFile(process.execPath, flags, { cwd: root, timeout: limit }, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? error.signal ?? 1);
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });

// Two at a time: see `maxConcurrency` in vitest.config.ts.
describe.skipIf(programs.length === 0)("the programs of the documents", { concurrent: true }, () => {
  beforeAll(() => writePrograms(all));

  test.for(programs)(
    "$title runs as it stands",
    { timeout: limit + 5_000 },
    async ({ fileName }, { expect }) => {
      const { code, output } = await execute(fileName);
      expect(code, output).toBe(0);
    },
  );
});

describe("the run of a program", () => {
  test("reports a program that fails", async () => {
    const { code } = await execute("there-is-no-such-program.ts");
    expect(code).not.toBe(0);
  });
});
