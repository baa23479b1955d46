import { SolveError } from "@nami/errors";

/** What nami advises who writes a program, and what a visitor of the page can do. */
const advice: readonly (readonly [program: RegExp, visitor: string])[] = [
  [/Mend the row, or pass missing: "drop"\.$/, "Mend the row, or take it out of the file."],
  [/, or pass header: true if the line holds names\.$/, "."],
];

/** How many points a solve was for, and how many did not reach the end; nothing for an error of another kind. */
const astray = (error: unknown): readonly [failed: number, all: number] | undefined => {
  if (!(error instanceof SolveError)) return undefined;
  const { rows } = (error.details ?? {}) as { readonly rows?: { readonly status: readonly string[] } };
  return rows && [rows.status.filter((status) => status !== "success").length, rows.status.length];
};

/**
 * An error in the words of the page: what went wrong, and what its visitor can do.
 *
 * @param remedy for a flow whose points run away
 */
export const visitorText = (error: unknown, remedy = "Take more steps, or another solver."): string => {
  const lost = astray(error);
  if (lost) {
    const [failed, all] = lost.map((count) => count.toLocaleString("en"));
    return `The flow runs away: ${failed} of ${all} points left all bounds on their way. ${remedy}`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return advice.reduce((said, [program, visitor]) => said.replace(program, visitor), text);
};
