import type { Point } from "../../url-state/field.js";

/** Distance of neighbouring places of a drawing. */
const spacing = 0.06;

/**
 * Marks at nearly even distances, at most so many: what lies within the spacing of an earlier mark is left out, and
 * the spacing grows until few enough are left.
 */
export const thinned = (marks: readonly Point[], most: number): readonly Point[] => {
  for (let apart = spacing; ; apart *= 1.25) {
    const kept: Point[] = [];
    for (const mark of filled(marks, apart))
      if (kept.every(({ x, y }) => Math.hypot(mark.x - x, mark.y - y) >= 0.999 * apart)) kept.push(mark);
    if (kept.length <= most) return kept;
  }
};

/** With places between marks that a quick hand left apart, unless they are so far that the hand was lifted. */
const filled = (marks: readonly Point[], apart: number): Point[] =>
  marks.flatMap((mark, i) => {
    const last = marks[i - 1] ?? mark;
    const gap = Math.hypot(mark.x - last.x, mark.y - last.y);
    const between = gap > apart && gap < 12 * spacing ? Math.floor(gap / apart + 1e-9) - 1 : 0;
    return [
      ...Array.from({ length: between }, (_, k) => {
        const share = (k + 1) / (between + 1);
        return { x: last.x + share * (mark.x - last.x), y: last.y + share * (mark.y - last.y) };
      }),
      mark,
    ];
  });
