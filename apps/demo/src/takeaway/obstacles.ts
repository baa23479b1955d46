import type { TrainingSettings, ViewSettings } from "../session/settings.js";

/** Why there is nothing of a model that has not begun to learn. */
export const tooEarly = "After the first steps of training.";

/** Why no config of the command line says what is set, in words; nothing where one does. */
export const configObstacle = (
  { source, path }: TrainingSettings,
  { solver }: Pick<ViewSettings, "solver">,
): string | undefined => {
  if (source !== "normal")
    return "The command line starts from a standard normal source: choose that, or take the program.";
  if (path === "vp")
    return "The command line does not know the variance-preserving path: choose another, or take the program.";
  if (solver === "eulerMaruyama")
    return "The command line samples without noise on the way: choose another solver, or take the program.";
  return undefined;
};
