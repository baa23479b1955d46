import type { Panel } from "./panel.js";

/**
 * Panels over each other in one set of axes: those of the first, with the marks and legends of all in this order.
 *
 * @param first - gives title, axes and aspect; the first panel that has a colour bar gives that
 * @param others - drawn over it in its limits
 * @returns a panel
 *
 * @example
 * layers(heatMapPanel(field), linePanel({ series: paths }))
 */
export const layers = (first: Panel, ...others: readonly Panel[]): Panel => {
  const all = [first, ...others];
  return {
    ...first,
    summary: all.map(({ summary }) => summary).join(" "),
    legend: (theme) => all.flatMap((panel) => panel.legend(theme)),
    colorBar: all.find(({ colorBar }) => colorBar !== undefined)?.colorBar,
    draw: (area) => all.map((panel) => panel.draw(area)).join(""),
  };
};
