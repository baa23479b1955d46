import type { TrainingSettings } from "../session/settings.js";

/** Why no config of the command line says what is set, in words; nothing where one does. */
export const configObstacle = ({ source, path }: TrainingSettings): string | undefined => {
  if (source !== "normal")
    return "The command line starts from a standard normal source: choose that, or take the program.";
  if (path === "vp")
    return "The command line does not know the variance-preserving path: choose another, or take the program.";
  return undefined;
};
