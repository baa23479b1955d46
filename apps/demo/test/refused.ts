import type { Locator } from "playwright";
import type { Upload } from "./files.js";

/** Milliseconds until a file has its named error. */
const soon = 2000;

/**
 * Gives a page a file that it must refuse within two seconds. A machine that stood still in between is no fault of the page,
 * so that a file is given a second time before it fails.
 *
 * @param place.message the error that is waited for; it must go away when another file is given
 */
export const refused = async (
  file: Upload,
  { input, message }: { readonly input: Locator; readonly message: Locator },
): Promise<void> => {
  const give = async (): Promise<void> => {
    await input.setInputFiles([]);
    await input.setInputFiles(file);
    await message.waitFor({ timeout: soon });
  };
  await give()
    .catch(give)
    .catch((cause: unknown) => {
      throw new Error(`${file.name} has no named error within ${soon} ms`, { cause });
    });
};
