import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { backendsCommand } from "./commands/backends.js";
import { evaluateCommand } from "./commands/evaluate.js";
import { exportCommand } from "./commands/export.js";
import { logProbCommand } from "./commands/log-prob.js";
import { plotCommand } from "./commands/plot.js";
import { sampleCommand } from "./commands/sample.js";
import { schemaCommand } from "./commands/schema.js";
import { trainCommand } from "./commands/train.js";
import { endingOf } from "./exit-code.js";
import { type ExportedPart, exportedParts } from "./model/exported-model.js";
import type { Terminal } from "./terminal.js";
import { version } from "./version.js";

const count = (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a whole number of at least 1.");
};

const seed = (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("It must be a whole number of at least 0.");
};

const place = (text: string): string => {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must be a path.");
};

const scale = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number.");
};

const backendHelp = "what computes; see nami backends (default: what the run was trained on)";

/**
 * The commands.
 *
 * @param done takes the exit code of the command that ran
 */
const commands = (terminal: Terminal, done: (code: number) => void): Command => {
  const program = new Command("nami")
    .description("Trains flows, samples from them and evaluates their likelihood.")
    .version(version)
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      // Errors come back as one line; see `runProgram`.
      writeErr: () => {},
    });
  program
    .command("train")
    .description("train a flow, evaluate it and draw its figures")
    .argument("[config]", "YAML or JSON file; see nami schema")
    .option("-o, --out <dir>", "run folder (default: runs/<name>-<number>)", place)
    .option("-b, --backend <name>", "what computes, in place of the config's; see nami backends")
    .option("-s, --steps <n>", "training steps, in place of the config's", count)
    .option("-r, --resume <run>", "go on with a run from its newest checkpoint", place)
    .action(async (config: string | undefined, options: Readonly<Record<string, never>>) =>
      done(await trainCommand({ config, ...options }, terminal)),
    );
  program
    .command("sample")
    .description("draw samples from a trained model")
    .argument("<run>", "run folder")
    .requiredOption("-o, --out <file>", "npy file to write, of shape [n, dim]", place)
    .option("-n, --count <n>", "samples to draw", count, 2000)
    .option("--seed <seed>", "decides the samples", seed, 0)
    .option("-s, --steps <n>", "even solver steps, in place of the config's", count)
    .option("-l, --label <k>", "of labelled data: only points of this label", seed)
    .option("-g, --guidance <w>", "exaggerates the label: 1 is the model itself", scale)
    .option("-b, --backend <name>", backendHelp)
    .action(async (run: string, options: { count: number; seed: number; out: string }) =>
      done(await sampleCommand({ run, ...options }, terminal)),
    );
  program
    .command("log-prob")
    .description("evaluate exact log-densities, in nats")
    .argument("<run>", "run folder")
    .requiredOption("-d, --data <file>", "npy or csv file to read, of shape [rows, dim]", place)
    .requiredOption("-o, --out <file>", "npy file to write, of shape [rows]", place)
    .option("-l, --label <k>", "of labelled data: the density given this label", seed)
    .option("-b, --backend <name>", backendHelp)
    .action(async (run: string, options: { data: string; out: string }) =>
      done(await logProbCommand({ run, ...options }, terminal)),
    );
  program
    .command("evaluate")
    .description("measure a trained model: loss, densities, distances, field")
    .argument("<run>", "run folder")
    .option(
      "-d, --data <file>",
      "npy or csv file of rows to hold the model against (default: fresh toy data)",
      place,
    )
    .option("-b, --backend <name>", backendHelp)
    .action(async (run: string, options: { data?: string }) =>
      done(await evaluateCommand({ run, ...options }, terminal)),
    );
  program
    .command("plot")
    .description("draw the figures and the report of a run anew")
    .argument("<run>", "run folder")
    .option("-b, --backend <name>", backendHelp)
    .action(async (run: string, options: { backend?: string }) =>
      done(await plotCommand({ run, ...options }, terminal)),
    );
  program
    .command("export")
    .description("write a trained model as an ONNX file, for any batch size and any runtime")
    .argument("<run>", "run folder")
    .addOption(
      new Option("-w, --what <part>", "the velocity v(x, t), one solver step, or noise to samples")
        .choices(exportedParts)
        .default("field"),
    )
    .option("-o, --out <file>", "file to write (default: <run>/<what>.onnx)", place)
    .option("-s, --steps <n>", "even solver steps of the sampler, in place of the config's", count)
    .action(async (run: string, options: { what: ExportedPart; out?: string; steps?: number }) =>
      done(await exportCommand({ run, ...options }, terminal)),
    );
  program
    .command("backends")
    .description("try every backend on this machine")
    .action(async () => done(await backendsCommand(terminal)));
  program
    .command("schema")
    .description("print the JSON schema of a config")
    .action(() => done(schemaCommand(terminal)));
  return program;
};

/** One line of what commander found wrong, with the way to the help. */
const usageLine = ({ message }: CommanderError): string =>
  `nami: ${message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ")}. See nami --help.`.replace(
    /([.?)])\. See/,
    "$1 See",
  );

/**
 * Runs one command.
 *
 * @param argv arguments, without the names of node and the program
 * @returns the exit code: 0, 1 when the work failed, 2 for wrong usage or input, 130 and 143 after a signal
 */
export const runProgram = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  let code = 0;
  const program = commands(terminal, (result) => {
    code = result;
  });
  try {
    if (argv.length === 0) {
      terminal.print(program.helpInformation().trimEnd());
      return 2;
    }
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      terminal.printError(usageLine(error));
      return 2;
    }
    const ending = endingOf(error);
    terminal.printError(ending.line);
    if (process.env.NAMI_DEBUG && error instanceof Error) terminal.printError(error.stack ?? "");
    return ending.code;
  }
};
