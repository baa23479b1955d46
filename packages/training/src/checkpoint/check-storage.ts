import { OptionError } from "@nami/errors";
import { describeValue, hasMethods } from "../describe-value.js";

/** @throws OptionError unless a value is a {@link Storage}; a path is a common slip */
export function checkStorage(caller: string, storage: unknown): void {
  if (hasMethods(storage, "read", "write", "list", "rename", "remove")) return;
  const folder = typeof storage === "string" ? JSON.stringify(storage) : '"run"';
  throw new OptionError(
    `${caller}: storage must be a Storage, got ${describeValue(storage)}. Pass fileStorage(${folder}) of @nami/training/node, or memoryStorage().`,
  );
}
