import { darkTheme, lightTheme } from "@nami/plots";
import { describe, expect, test } from "vitest";
import type { Control, LiveFigure, Settings } from "./figure.js";
import { figures } from "./figures.js";

const initial = ({ controls }: LiveFigure): Settings =>
  Object.fromEntries(Object.entries(controls).map(([name, { value }]) => [name, value]));

/** Both ends of a slider, or all choices. */
const values = (control: Control): readonly (number | string)[] =>
  "choices" in control ? control.choices : [control.min, control.max];

const last = async (figure: LiveFigure, settings: Settings, theme = lightTheme): Promise<string> => {
  let text = "";
  for await (const svg of figure.draw(settings, theme)) text = svg;
  return text;
};

// Training is run by `npm run check:docs`, in the browser.
describe.for(Object.keys(figures).filter((name) => name !== "training"))("the figure %s", (name) => {
  test("draws with every value of each control, and each changes it", async () => {
    const figure = await figures[name]!();
    const settings = initial(figure);
    const first = await last(figure, settings);
    expect(first).toMatch(/^<svg /);
    expect(first).not.toContain("NaN");
    for (const [control, description] of Object.entries(figure.controls)) {
      const texts = [];
      for (const value of values(description))
        texts.push(await last(figure, { ...settings, [control]: value }));
      expect(new Set(texts).size).toBe(texts.length);
      for (const text of texts) expect(text).toMatch(/^<svg /);
    }
  });

  test("has a dark form", async () => {
    const figure = await figures[name]!();
    expect(await last(figure, initial(figure), darkTheme)).toContain(darkTheme.background);
  });
});
