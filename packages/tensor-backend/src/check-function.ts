import { OptionError } from "@nami/errors";

/** @throws OptionError unless what is to be transformed is a function; its result is a common slip */
export function checkFunction(caller: string, fn: unknown, example = `${caller}((x) => …)`): void {
  if (typeof fn !== "function")
    throw new OptionError(
      `${caller}: fn must be a function, got ${fn === null ? "null" : typeof fn}. Pass ${example}.`,
    );
}
