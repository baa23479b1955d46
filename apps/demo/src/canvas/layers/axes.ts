import { withMinus } from "../../charts/axis.js";
import type { Layer } from "../layer.js";

/** Lines at whole numbers, with the axes stronger. */
export const axes = (): Layer => (surface) => {
  const { context, viewport, theme } = surface;
  const { width, height, scale } = viewport;
  const spacing = [1, 2, 5, 10, 20, 50].find((step) => step * scale >= 48) ?? 100;
  const reach = (pixels: number): number => Math.floor(pixels / 2 / scale / spacing);
  context.lineWidth = 1;
  const line = (vertical: boolean, k: number): void => {
    context.strokeStyle = k === 0 ? theme.axis : theme.grid;
    const at = Math.round(vertical ? viewport.x(k * spacing) : viewport.y(k * spacing)) + 0.5;
    context.beginPath();
    context.moveTo(vertical ? at : 0, vertical ? 0 : at);
    context.lineTo(vertical ? at : width, vertical ? height : at);
    context.stroke();
  };
  for (let k = -reach(width); k <= reach(width); k++) line(true, k);
  for (let k = -reach(height); k <= reach(height); k++) line(false, k);
  const number = (k: number): string => withMinus(String(k * spacing));
  context.fillStyle = theme.muted;
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "center";
  for (let k = -reach(width); k <= reach(width); k++)
    if (k !== 0) context.fillText(number(k), viewport.x(k * spacing), height - 6);
  context.textAlign = "left";
  for (let k = -reach(height); k <= reach(height); k++)
    if (k !== 0 && viewport.y(k * spacing) < height - 24)
      context.fillText(number(k), 6, viewport.y(k * spacing) - 4);
};
