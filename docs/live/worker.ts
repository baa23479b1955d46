import { darkTheme, lightTheme } from "@nami/plots";
import type { Control, Settings } from "./figure.js";
import { figures } from "./figures.js";

/** What a page asks of the worker: the controls of a figure, or to draw it. */
export interface Request {
  readonly name: string;
  /** Without them the controls are sent. */
  readonly settings?: Settings;
  readonly dark: boolean;
}

/** What the worker answers. */
export type Answer =
  | { readonly kind: "controls"; readonly controls: Readonly<Record<string, Control>> }
  | { readonly kind: "svg"; readonly svg: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };

const tell = (answer: Answer): void => postMessage(answer);

const serve = async ({ name, settings, dark }: Request): Promise<void> => {
  const figure = await figures[name]!();
  if (settings === undefined) return tell({ kind: "controls", controls: figure.controls });
  for await (const svg of figure.draw(settings, dark ? darkTheme : lightTheme)) tell({ kind: "svg", svg });
  tell({ kind: "done" });
};

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  serve(data).catch((error: unknown) =>
    tell({ kind: "failed", message: String((error as Error)?.message ?? error) }),
  );
});
