import { NamiError } from "@nami/errors";

/** How a command ends: the code, and the line that says why. */
export interface Ending {
  readonly code: number;
  readonly line: string;
}

/** Whether the disk, or one's share of it, was full. */
const outOfSpace = (error: unknown): boolean =>
  error instanceof Error &&
  (["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "") || outOfSpace(error.cause));

/**
 * What an error means to a shell: 2 for wrong usage or input (option, shape, data, capability), 1 for what went wrong
 * in the work itself (a solve that failed, a full disk, a bug).
 *
 * The line is one line: what the rule is, what was got, how to mend it.
 */
export const endingOf = (error: unknown): Ending => {
  const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ");
  if (error instanceof NamiError)
    return {
      code: error.code === "solve" || outOfSpace(error) ? 1 : 2,
      line: `nami: ${oneLine(error.message)}`,
    };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 1,
    line: `nami: unexpected error: ${oneLine(message)}. Run again with NAMI_DEBUG=1 for the stack.`,
  };
};
