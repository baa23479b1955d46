import { NamiError } from "@nami/errors";
import { describe, expect, test } from "vitest";

/** Calls that must be refused, by the words of the design: each with something that it says. */
export type Refused = Readonly<Record<string, Readonly<Record<string, readonly [() => unknown, string]>>>>;

/** Holds each call against its words, and against the form `<function>: <rule>, got <value>. <remedy>`. */
export function describeRefused(refused: Refused): void {
  describe.each(Object.entries(refused))("%s is a clear error", (_, calls) => {
    test.each(Object.entries(calls))("%s", async (__, [call, says]) => {
      const error = await Promise.resolve()
        .then(call)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error).toBeInstanceOf(NamiError);
      const { message } = error as NamiError;
      expect(message).toContain(says);
      expect(message).toMatch(/^[\w. -]+: .+, got [\s\S]+\. [A-Z][\s\S]+\.$/);
    });
  });
}
