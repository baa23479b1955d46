import { px } from "./markup.js";

/**
 * One arrow as a filled outline, in path data; a length below half a pixel gives a dot.
 *
 * @param x - pixels of its tail
 * @param y - pixels of its tail
 * @param dx - pixels to its tip
 * @param dy - pixels to its tip
 */
export const arrow = (x: number, y: number, dx: number, dy: number): string => {
  const length = Math.hypot(dx, dy);
  if (length < 0.5) return `M${px(x - 0.7)} ${px(y)}h1.4v1.4h-1.4z`;
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(6, Math.max(2.5, length * 0.4));
  const at = (along: number, aside: number): string =>
    `${px(x + ux * along - uy * aside)} ${px(y + uy * along + ux * aside)}`;
  const neck = Math.max(0, length - head);
  const [thin, wide] = [0.65, head * 0.45];
  return `M${at(0, thin)}L${at(neck, thin)}L${at(neck, wide)}L${at(length, 0)}L${at(neck, -wide)}L${at(neck, -thin)}L${at(0, -thin)}z`;
};

/** The head of an arrow alone, in path data: its tip at a place, towards (dx, dy); nothing without a direction. */
export const arrowHead = (x: number, y: number, dx: number, dy: number, size: number): string => {
  const length = Math.hypot(dx, dy);
  if (!(length > 0)) return "";
  const [ux, uy] = [dx / length, dy / length];
  const at = (along: number, aside: number): string =>
    `${px(x + ux * along - uy * aside)} ${px(y + uy * along + ux * aside)}`;
  return `M${at(0, 0)}L${at(-size, size * 0.5)}L${at(-size * 0.7, 0)}L${at(-size, -size * 0.5)}z`;
};
