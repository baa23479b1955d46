import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { readSafetensors, type StoredTensor, writeSafetensors } from "@nami/training";
import type { Answer, Request } from "../contenders/protocol.js";
import type { Task, TaskOf } from "../tasks/task.js";

/** Tensors of a safetensors file by name. */
export type Tensors = ReadonlyMap<string, StoredTensor>;

/** A task made ready. */
export interface Prepared {
  /** Does it once. */
  run(): Promise<unknown>;
  /** The results for the given inputs, which must be those of all contenders. */
  check?(): Promise<ReadonlyMap<string, StoredTensor>>;
}

/** How a contender does the tasks that it takes part in. */
export type Programs = {
  readonly [Kind in Task["kind"]]?: (task: TaskOf<Kind>, inputs: Tensors) => Promise<Prepared>;
};

/**
 * Answers requests on standard input until it ends.
 *
 * @param versions of what computes, and its threads; asked once a task is ready
 */
export async function serve(
  programs: Programs,
  versions: () => Readonly<Record<string, string>>,
): Promise<void> {
  let prepared: Prepared | undefined;
  const answer = async (request: Request): Promise<Answer> => {
    if ("task" in request) {
      const task = request.task as Task;
      const program = programs[task.kind] as ((task: Task, inputs: Tensors) => Promise<Prepared>) | undefined;
      if (!program) return { missing: `does not take part in ${task.kind}` };
      prepared = await program(task, readSafetensors(readFileSync(request.inputs)).tensors);
      return { versions: { node: process.versions.node, ...versions() } };
    }
    if (!prepared) throw new Error("serve: a task must come first, got none.");
    if ("check" in request) {
      writeFileSync(request.check, writeSafetensors((await prepared.check?.()) ?? new Map()));
      return { checked: true };
    }
    const start = performance.now();
    for (let i = 0; i < request.repeats; i++) await prepared.run();
    return { seconds: (performance.now() - start) / 1000 };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request);
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

/** A tensor that must be in the inputs. */
export function required(inputs: Tensors, name: string): StoredTensor {
  const found = inputs.get(name);
  if (!found) throw new Error(`inputs: ${name} must be there, got only ${[...inputs.keys()].join(", ")}.`);
  return found;
}
