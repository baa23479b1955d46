import { DataError } from "@nami/errors";
import { parseDocument } from "yaml";
import { mostKinds } from "../session/kinds.js";
import { activationNames, pathNames, sourceNames, type TrainingSettings } from "../session/settings.js";

/** What a file says of a model beside its weights. What it does not say is left out. */
export type ModelFacts = Partial<Pick<TrainingSettings, "activation" | "path" | "source">> & {
  /** Steps of training behind it. */
  readonly step?: number;
  /** Kinds of data that it was told apart. */
  readonly classes?: number;
  /** Whether its data had labels, which are such kinds. */
  readonly hasLabels?: boolean;
};

/** Largest config, in bytes. */
const mostBytes = 65_536;

/** Toys of the command line that come with labels. */
const labelledToys: readonly unknown[] = ["conditionalClusters"];

/** A value of a file for people: its text, or what else it is. Texts of objects would be the work of the file. */
const shown = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : value === null ? "null" : typeof value;

const one = <T extends string>(words: readonly T[], key: string, value: unknown): { [K in string]?: T } => {
  if (value === undefined) return {};
  const found = words.find((word) => word === value);
  if (found === undefined)
    throw new DataError(
      `yourModel: ${key} must be one of ${words.join(", ")}, got ${shown(value)}. Other models are not known here.`,
    );
  return { [key]: found };
};

/** @throws DataError for what is no number of kinds */
const classesIn = (value: unknown): Pick<ModelFacts, "classes"> => {
  if (value === undefined) return {};
  const classes = Number(value);
  if (Number.isSafeInteger(classes) && classes >= 1 && classes <= mostKinds) return { classes };
  throw new DataError(
    `yourModel: classes must be a whole number from 1 to ${mostKinds}, got ${shown(value)}. Save the weights again.`,
  );
};

/**
 * What the words of a file say.
 *
 * @throws DataError when a word is not known here, or the process is no flow: a network that predicts noise looks the same
 * @param words text by name: the metadata of weights, or a part of a config
 */
export const factsOf = (words: ReadonlyMap<string, unknown>): ModelFacts => {
  const step = Number(words.get("step") ?? words.get("nami.step"));
  one(["flow"], "process", words.get("process"));
  return {
    ...classesIn(words.get("classes")),
    ...one(activationNames, "activation", words.get("activation")),
    ...one(pathNames, "path", words.get("path")),
    ...one(sourceNames, "source", words.get("source")),
    ...(Number.isSafeInteger(step) && step > 0 && { step }),
  };
};

/** A value of a record that is its own, and not one that every object has. */
const within = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

/**
 * What a config says of its model: the `config.yaml` of a run folder of the command line, or the same as JSON.
 *
 * @throws DataError when it is too large, no YAML, repeats itself through aliases, or names what is not known here
 */
export const configFacts = (bytes: Uint8Array): ModelFacts => {
  if (bytes.length > mostBytes)
    throw new DataError(
      `yourModel: a config may have ${mostBytes} bytes, got ${bytes.length}. Choose config.yaml of a run folder.`,
    );
  const config = valueOf(bytes);
  const field = within(config, "field");
  if (typeof field !== "object" || field === null)
    throw new DataError(
      "yourModel: a config must have a field with its activation, got none. Choose config.yaml of a run folder.",
    );
  /** A word, or the name of what has settings besides. */
  const nameOf = (key: string): unknown => {
    const value = within(config, key);
    return typeof value === "object" ? within(value, "name") : value;
  };
  const facts = factsOf(
    new Map([
      ["process", nameOf("process")],
      ["activation", within(field, "activation")],
      ["path", nameOf("path")],
      ["source", within(config, "source")],
    ]),
  );
  const dataset = within(config, "dataset");
  const hasLabels =
    typeof within(dataset, "labels") === "string" || labelledToys.includes(within(dataset, "name"));
  return { ...facts, ...(hasLabels && { hasLabels }) };
};

const valueOf = (bytes: Uint8Array): unknown => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const document = parseDocument(text, { prettyErrors: false, strict: true, uniqueKeys: true });
    const [fault] = [...document.errors, ...document.warnings];
    if (fault) throw fault;
    return document.toJS({ maxAliasCount: 20 });
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "").slice(0, 120) : "";
    throw new DataError(
      `yourModel: a config must be YAML or JSON, got something else (${reason}). Choose config.yaml of a run folder.`,
      { cause },
    );
  }
};
