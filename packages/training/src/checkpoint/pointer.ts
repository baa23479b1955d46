import { DataError } from "@nami/errors";

/** The file that says which checkpoint is the latest. */
export const pointerFile = "latest.json";

/** What it says. */
export interface Pointer {
  readonly file: string;
  /** Of the whole file. */
  readonly sha256: string;
  readonly step: number;
}

const pattern = /^checkpoint-([0-9]{9,16})\.safetensors$/;

/** The name of the checkpoint of a step. */
export const fileOf = (step: number): string => `checkpoint-${String(step).padStart(9, "0")}.safetensors`;

/** The checkpoints among some files, the highest step first. */
export const checkpointsIn = (files: readonly string[]): { readonly file: string; readonly step: number }[] =>
  files
    .flatMap((file) => {
      const [, digits] = pattern.exec(file) ?? [];
      return digits === undefined ? [] : [{ file, step: Number(digits) }];
    })
    .sort((a, b) => b.step - a.step);

/** The bytes of a pointer. */
export const writePointer = (pointer: Pointer): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(pointer, undefined, 2)}\n`);

/** @throws DataError when it is damaged, or names anything but a checkpoint */
export function readPointer(bytes: Uint8Array): Pointer {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, 4096));
    const { file, sha256, step } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (
      typeof file === "string" &&
      pattern.test(file) &&
      typeof sha256 === "string" &&
      typeof step === "number"
    )
      return { file, sha256, step };
  } catch (cause) {
    throw broken({ cause });
  }
  throw broken();
}

const broken = (options?: ErrorOptions): DataError =>
  new DataError(
    `loadCheckpoint: ${pointerFile} must name a checkpoint and its SHA-256, got something else. The next checkpoint writes it anew.`,
    options,
  );
