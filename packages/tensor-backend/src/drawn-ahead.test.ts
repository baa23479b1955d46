import { describe, expect, test } from "vitest";
import { drawAhead, takeDrawn, valuesOfDraw } from "./drawn-ahead.js";
import type { Draw, Feed } from "./feed.js";
import { add, foldIn, type Key, key, normal, split, type Tensor } from "./index.js";
import { flattenArguments, traceFunction } from "./trace.js";

const formula = (x: Tensor, own: Key): Tensor => {
  const [a, b] = split(own);
  return add(add(x, normal(a, [3])), normal(b, [3]));
};
const traced = (own: Key): { feeds: readonly Feed[]; draws: Draw[]; leaves: readonly unknown[] } => {
  const args = flattenArguments([normal(key(0), [3]), own]);
  const { feeds } = traceFunction(formula as never, args, { widen: false });
  const draws = feeds.flatMap((feed) => (feed.kind === "draw" ? [feed.draw] : []));
  return { feeds, draws, leaves: args.leaves };
};

describe("draws made ahead", () => {
  test("are those of the run, and are given away once", () => {
    const { feeds, draws, leaves } = traced(key(7));
    expect(draws).toHaveLength(2);
    expect(takeDrawn(draws[0]!, leaves)).toBeUndefined();
    drawAhead(feeds, leaves);
    for (const draw of draws) {
      expect(takeDrawn(draw, leaves)).toEqual(valuesOfDraw(draw, leaves));
      expect(takeDrawn(draw, leaves)).toBeUndefined();
    }
  });

  test("are left to the run where a number among its arguments decides them", () => {
    for (const draw of [
      (x: Tensor, own: Key, n: number) => add(x, normal(foldIn(own, n), [3])),
      (x: Tensor, own: Key, n: number) => add(x, normal(split(foldIn(own, n))[0], [3])),
      (x: Tensor, own: Key, n: number) => add(x, normal(own, [3], { firstRow: n })),
    ]) {
      const args = flattenArguments([normal(key(0), [3]), key(7), 2]);
      const { feeds } = traceFunction(draw as never, args, { widen: false });
      drawAhead(feeds, args.leaves);
      for (const feed of feeds)
        if (feed.kind === "draw") expect(takeDrawn(feed.draw, args.leaves)).toBeUndefined();
    }
  });

  test("are nobody else's: neither another key's nor another formula's", () => {
    const [one, other] = [traced(key(7)), traced(key(7))];
    drawAhead(one.feeds, one.leaves);
    expect(takeDrawn(one.draws[0]!, other.leaves)).toBeUndefined();
    expect(takeDrawn(other.draws[0]!, one.leaves)).toBeUndefined();
    expect(takeDrawn(one.draws[0]!, one.leaves)).toBeDefined();
  });
});
