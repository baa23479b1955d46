import { checkOptions, OptionError } from "@nami/errors";
import { checkKey, isIndex, type Key } from "./key.js";
import { normalPairs } from "./normal.js";
import { fillPairs } from "./pairs.js";
import { domain } from "./philox.js";

/** Options of {@link brownianTree}. */
export interface BrownianOptions {
  /** Where the path is 0 (default 0). Finite. With neither end, the interval is that of the first solve or question. */
  readonly t0?: number;
  /** Where the path ends, above t0 (default 1). */
  readonly t1?: number;
  /**
   * Times closer than this are not told apart by a draw (default `(t1 − t0)/2²⁴`): between them the path is a parabola.
   * It is halved to the next power of ½ of the interval, 2⁻³⁰ at the least.
   */
  readonly tolerance?: number;
}

/** Which of the endless many paths of a tree are meant. */
export interface EntryOptions {
  /** Number of the first path (default 0). */
  readonly first?: number;
}

/** What a path does between two times. */
export interface BrownianIncrement {
  /** W(t) − W(s), one entry a path. */
  readonly w: Float64Array;
  /** ∫ₛᵗ (W(u) − W(s)) du, one entry a path. */
  readonly area: Float64Array;
}

/** Brownian paths W with W(t0) = 0, one for each entry number, each a function of time that never changes. */
export interface BrownianTree {
  readonly t0: number;
  readonly t1: number;
  /** W(t) of `count` paths. */
  value(t: number, count: number, options?: EntryOptions): Float64Array;
  /** ∫ W du from t0 to t, of `count` paths. */
  integral(t: number, count: number, options?: EntryOptions): Float64Array;
  /** What `count` paths do from s to t, in either order. */
  increment(s: number, t: number, count: number, options?: EntryOptions): BrownianIncrement;
  /**
   * The tree for a solve between two times. A tree without an interval takes that of the first question, and keeps it: solves
   * that follow each other need one tree over all of their times.
   *
   * @throws OptionError when the interval does not hold both times
   */
  between(a: number, b: number): BrownianTree;
}

const defaultDepth = 24;
const deepest = 30;

/**
 * Brownian paths that a key decides, for stochastic differential equations: whatever the number of steps, their sizes and
 * the order of questions, a time has the same value, and path i depends on the key and i alone.
 *
 * Nothing but the last answer is stored. The interval is halved towards the time that is asked for; each half follows from the whole and two
 * standard normal numbers that belong to the place. With w the increment over a stretch of length h and H its
 * space–time Lévy area, `∫ (W(u) − W(a)) du = h (w/2 + H)`, independent of w with variance h/12:
 *
 *     w_left = w/2 + 3H/2 + Z,     Z ~ N(0, h/16)
 *     H_left = H/4 − Z/2 + D/2,    D ~ N(0, h/12)
 *     w_right = w − w_left,        H_right = H/4 − Z/2 − D/2
 *
 * Values of the path and of its integral are therefore exact in law at all times that are multiples of the tolerance,
 * jointly, and refinement never changes them. A question costs up to log₂((t1 − t0)/tolerance) pairs of normal numbers a
 * path, fewer at dyadic times.
 *
 * @param key decides the paths
 * @throws OptionError for a bad key, interval or tolerance; later for a time outside of the interval
 * @example
 * const tree = brownianTree(key(0));
 * const { w } = tree.increment(0.25, 0.5, 3); // three numbers of variance 1/4
 * @see Foster, Lyons and Oberhauser 2020, https://arxiv.org/abs/1905.09144 (space–time Lévy area); Li et al. 2020,
 * https://arxiv.org/abs/2001.01328 (the virtual tree). Deviation: between leaves the path is the parabola with the leaf's
 * increment and area, where a further draw would be exact
 */
export function brownianTree(key: Key, options: BrownianOptions = {}): BrownianTree {
  checkKey("brownianTree", key);
  checkOptions<BrownianOptions>("brownianTree", options, { t0: true, t1: true, tolerance: true });
  const { t0 = 0, t1 = 1, tolerance } = options;
  const tree = treeOver(key, t0, t1, tolerance);
  if (options.t0 !== undefined || options.t1 !== undefined) return tree;
  // The first question decides the interval: over another one the same draws would be another path, and no new one.
  let own: BrownianTree | undefined;
  const asked = (): BrownianTree => {
    own ??= tree;
    return own;
  };
  return Object.freeze<BrownianTree>({
    get t0() {
      return (own ?? tree).t0;
    },
    get t1() {
      return (own ?? tree).t1;
    },
    value: (t, count, of) => asked().value(t, count, of),
    integral: (t, count, of) => asked().integral(t, count, of),
    increment: (s, t, count, of) => asked().increment(s, t, count, of),
    between: (a, b) => {
      own ??= treeOver(key, Math.min(a, b), Math.max(a, b), tolerance);
      return own.between(a, b);
    },
  });
}

function treeOver(key: Key, t0: number, t1: number, tolerance: number | undefined): BrownianTree {
  const span = t1 - t0;
  if (!(span > 0 && Number.isFinite(span)))
    throw new OptionError(
      `brownianTree: t1 must exceed t0 and both be finite, got t0 ${t0} and t1 ${t1}. Pass for example { t0: 0, t1: 1 }.`,
    );
  if (tolerance !== undefined && !(tolerance > 0))
    throw new OptionError(
      `brownianTree: tolerance must be above 0, got ${tolerance}. Leave it out for a 2^24th of the interval.`,
    );
  const depth =
    tolerance === undefined
      ? defaultDepth
      : Math.min(deepest, Math.max(0, Math.ceil(Math.log2(span / tolerance))));

  /** The last answer: a solver asks for the end of a step and then for the start of the next. */
  let last: (Descent & { readonly t: number; readonly count: number; readonly first: number }) | undefined;
  const at = (t: number, count: number, first: number): Descent => {
    if (last?.t === t && last.count === count && last.first === first) return last;
    if (!(t >= t0 && t <= t1))
      throw new OptionError(
        `brownianTree: times must lie in [${t0}, ${t1}], got ${t}. Make the tree over the whole interval.`,
      );
    if (!isIndex(count) || !isIndex(first))
      throw new OptionError(
        `brownianTree: count and first must be non-negative integers, got ${count} and ${first}. Count the paths.`,
      );
    last = { t, count, first, ...descend({ key, span, depth, first }, (t - t0) / span, count) };
    return last;
  };
  const tree: BrownianTree = Object.freeze<BrownianTree>({
    t0,
    t1,
    value: (t, count, { first = 0 } = {}) => at(t, count, first).value.slice(),
    integral: (t, count, { first = 0 } = {}) => at(t, count, first).integral.slice(),
    increment: (s, t, count, { first = 0 } = {}) => {
      const from = at(s, count, first);
      const to = at(t, count, first);
      return {
        w: to.value.map((end, i) => end - from.value[i]!),
        area: to.integral.map((end, i) => end - from.integral[i]! - (t - s) * from.value[i]!),
      };
    },
    between: (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      if (low >= t0 && high <= t1) return tree;
      throw new OptionError(
        `brownianTree: the tree must cover [${low}, ${high}], got one over [${t0}, ${t1}]. Give it { t0, t1 } of all solves, or take another key for another path.`,
      );
    },
  });
  return tree;
}

interface Roots {
  readonly key: Key;
  readonly span: number;
  readonly depth: number;
  /** Number of the first path. */
  readonly first: number;
}

/** A path and its integral at one time. */
interface Descent {
  readonly value: Float64Array;
  readonly integral: Float64Array;
}

/** Walks from the whole interval to the leaf that holds a place in [0, 1]. */
function descend({ key, span, depth, first }: Roots, place: number, count: number): Descent {
  const value = new Float64Array(count);
  const integral = new Float64Array(count);
  const w = new Float64Array(count);
  const area = new Float64Array(count);
  const pairs = new Float64Array(2 * count);
  const draw = (node: number): void =>
    fillPairs({ key, use: domain.brownian, attempt: node }, 2 * first, pairs, normalPairs);

  draw(0);
  for (let i = 0; i < count; i++) {
    w[i] = Math.sqrt(span) * pairs[2 * i]!;
    area[i] = Math.sqrt(span / 12) * pairs[2 * i + 1]!;
  }
  // Nodes are numbered as in a heap: the children of n are 2n and 2n + 1.
  let node = 1;
  let h = span;
  let rest = place;
  for (let level = 0; level < depth && rest > 0 && rest < 1; level++) {
    draw(node);
    const [ofMiddle, ofAreas] = [Math.sqrt(h / 16), Math.sqrt(h / 12)];
    rest *= 2;
    const right = rest >= 1;
    for (let i = 0; i < count; i++) {
      const z = ofMiddle * pairs[2 * i]!;
      const left = w[i]! / 2 + 1.5 * area[i]! + z;
      const common = area[i]! / 4 - z / 2;
      const difference = (ofAreas * pairs[2 * i + 1]!) / 2;
      if (right) {
        integral[i]! += (h / 2) * (value[i]! + left / 2 + common + difference);
        value[i]! += left;
        w[i]! -= left;
        area[i] = common - difference;
      } else {
        w[i] = left;
        area[i] = common + difference;
      }
    }
    if (right) rest -= 1;
    node = 2 * node + (right ? 1 : 0);
    h /= 2;
  }
  // Within the leaf: the parabola with its increment and its area.
  for (let i = 0; i < count; i++) {
    const begin = value[i]!;
    value[i]! += rest * w[i]! + 6 * rest * (1 - rest) * area[i]!;
    integral[i]! += h * rest * (begin + (rest * w[i]!) / 2 + rest * (3 - 2 * rest) * area[i]!);
  }
  return { value, integral };
}
