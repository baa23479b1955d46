import { figure } from "./figure.js";
import type { Appearance, Panel } from "./panel.js";

/** Draws a figure of one panel. */
export const single = (panel: Panel, { theme, panelWidth, panelHeight }: Appearance): string =>
  figure({ panels: [panel], share: false, theme, panelWidth, panelHeight });
