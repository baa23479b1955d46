/** `npm run check:packages`: packs every built package and holds it against publint, are-the-types-wrong and the size limits,
 * and trains a flow with them. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { type Packed, packAll, root } from "./pack.js";

/** Runs a tool of the root with its output kept; gives what it printed when it fails. */
const failureOf = (tool: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(join(root, "node_modules/.bin", tool), args, { cwd: root }, (error, stdout, stderr) =>
      resolve(error === null ? undefined : `${stdout}${stderr}`),
    );
  });

const lint = async ({ name, tarball }: Packed): Promise<string[]> => {
  const bytes = readFileSync(tarball);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => `publint: ${name}: ${formatMessage(message, pkg, { color: false })}`);
};

const types = async ({ name, tarball }: Packed): Promise<string[]> => {
  const failure = await failureOf("attw", [tarball, "--profile", "esm-only", "--no-color", "--no-emoji"]);
  return failure === undefined ? [] : [`attw: ${name}\n${failure}`];
};

const sizes = async (): Promise<string[]> => {
  const failure = await failureOf("size-limit", []);
  return failure === undefined ? [] : [`size-limit:\n${failure}`];
};

/** A flow trained and asked with the built packages alone: what holds in the sources may break in a bundle. */
const flow = (): Promise<string[]> =>
  new Promise((resolve) => {
    const program = readFileSync(join(root, "scripts/packages/flow.mjs"), "utf8");
    const args = ["--input-type=module", "--eval", program];
    execFile(process.execPath, args, { cwd: join(root, "apps/cli") }, (error, _, stderr) =>
      resolve(error === null ? [] : [`flow: ${stderr}`]),
    );
  });

const packed = packAll();
const problems = [...(await sizes()), ...(await flow())];
// Two at a time: each run of attw is a process of its own.
const queue = [...packed];
const worker = async (): Promise<void> => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    problems.push(...(await lint(next)), ...(await types(next)));
};
await Promise.all([worker(), worker()]);
rmSync(dirname(packed[0]?.tarball ?? join(root, ".none/none")), { recursive: true, force: true });

for (const problem of problems) console.error(problem);
console.log(`packages: ${packed.length} packed, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
