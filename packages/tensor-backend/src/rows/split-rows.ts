import { type GraphBuilder, graphBuilder } from "../build-graph.js";
import { type Graph, type GraphNode, valueType } from "../graph.js";
import type { Attributes, PrimitiveName } from "../primitives.js";
import { type Layout, type RowRule, rowRules, withExtent } from "./row-rules.js";

/** A graph whose rows are divided among equal parts. */
export interface SplitGraph {
  /** What a part computes from its rows, or from those of one of its tiles: addends. */
  readonly part: Graph;
  /** For each input of `part`: which of the graph's it is, and whether a part takes its rows of it or all. */
  readonly partInputs: readonly { readonly input: number; readonly rows: boolean }[];
  /** What is computed once, from sums of the addends. */
  readonly rest: Graph;
  /** For each input of `rest`: an input of the graph, or an output of one of the parts. */
  readonly restInputs: readonly (
    | { readonly input: number }
    | { readonly part: number; readonly output: number }
  )[];
}

/** Where the rows of a value lie. */
interface Rows extends Layout {
  readonly axis: number;
}

/**
 * Where a value is known: `everywhere` the same in all parts; along an axis, each part its rows; as an `addend` in each
 * part; or as a `total`, when the addends of all parts are there.
 */
type Place = "everywhere" | "addend" | "total" | Rows;

/** A value of the graph, in the two graphs that come of it. */
interface Placed {
  readonly place: Place;
  readonly part?: number;
  readonly rest?: number;
  /** Of a value that is known everywhere, where all its rows are equal: as many of them as a part has. */
  readonly even?: OnRows | undefined;
}

/** A value of which each part has its rows. */
interface OnRows extends Placed {
  readonly place: Rows;
  readonly part: number;
}

/** What may as well be done with addends as with their sums: fewer of them are left to hand over. */
const joining: ReadonlySet<PrimitiveName> = new Set(["add", "reshape", "transpose", "concat"]);

/**
 * Divides the rows of a graph: its batch of a training step, for example, whose gradients are sums over rows.
 *
 * Inputs with one leading extent are cut along it, and each value is followed: one that keeps the rows apart is
 * computed in parts, each for its own; one that adds them up (a sum over rows, a product contracted over them)
 * gives an addend in each part; what depends on such a sum is computed once.
 *
 * @param parts how many; two at least
 * @param tiles how often a part runs `part`, each time for as many of its rows, to add the results up: rows that are
 *   few enough stay in a cache between one operator and the next. Default 1
 * @returns undefined when rows meet otherwise, an output has rows, or their number does not divide
 */
export function splitRows(graph: Graph, parts: number, tiles = 1): SplitGraph | undefined {
  const extents = new Set(graph.inputs.flatMap(({ shape }) => shape.slice(0, 1)));
  for (const rows of [...extents].sort((a, b) => b - a)) {
    if (rows < 2 * parts * tiles || rows % (parts * tiles) !== 0) continue;
    const split = splitAlong(graph, rows, parts, rows / (parts * tiles));
    if (split) return split;
  }
  return undefined;
}

function splitAlong(graph: Graph, rows: number, parts: number, share: number): SplitGraph | undefined {
  const [part, rest] = [graphBuilder(), graphBuilder()];
  const division = { graph, part, rows, share };
  const addends = new Map<number, number>();
  const restOrigins: SplitGraph["restInputs"][number][] = [];
  const cut = graph.inputs.map(({ shape }) => shape[0] === rows);

  const values: Placed[] = graph.inputs.map((type, input) => {
    restOrigins.push({ input });
    const whole = rest.input(type);
    if (!cut[input]) return { place: "everywhere", part: part.input(type), rest: whole };
    const own = part.input({ ...type, shape: withExtent(type.shape, 0, share) });
    return { place: { axis: 0, outer: 1, inner: 1 }, part: own };
  });
  /** A value in `rest`: one that is an addend in each part is added up. */
  const total = ({ place, part: addend, rest: known }: Placed): number | undefined => {
    if (place !== "addend") return known;
    const found = addends.get(addend!);
    if (found !== undefined) return found;
    const output = addends.size;
    const each = Array.from({ length: parts }, (_, n) => {
      restOrigins.push({ part: n, output });
      return rest.input(part.typeOf(addend!));
    });
    const sum = each.reduce((a, b) => rest.emit("add", {}, [a, b]));
    addends.set(addend!, sum);
    return sum;
  };
  const follow = (node: GraphNode): Placed | undefined => {
    const operands = node.inputs.map((input) => values[input]!);
    const places = operands.map(({ place }) => place);
    const inPart = (): number =>
      emit(
        part,
        node.primitive,
        node.attributes,
        operands.map((operand) => operand.part!),
      );
    const inRest = (): number =>
      emit(
        rest,
        node.primitive,
        node.attributes,
        operands.map((operand) => total(operand)!),
      );
    if (places.some((place) => typeof place === "object")) return onRows(node, operands, division);
    if (places.every((place) => place === "everywhere"))
      return {
        place: "everywhere",
        part: inPart(),
        rest: inRest(),
        even: evenRows(node, operands, division),
      };
    if (joining.has(node.primitive) && places.every((place) => place === "addend"))
      return { place: "addend", part: inPart() };
    return { place: "total", rest: inRest() };
  };
  for (const node of graph.nodes) {
    const placed = follow(node);
    if (!placed) return undefined;
    values.push(placed);
  }
  const outputs = graph.outputs.map((value) => total(values[value]!));
  if (addends.size === 0 || !outputs.every((value) => value !== undefined)) return undefined;

  const parted = part.finish([...addends.keys()]);
  const joined = rest.finish(outputs);
  return {
    part: parted.graph,
    partInputs: parted.used.map((input) => ({ input, rows: cut[input]! })),
    rest: joined.graph,
    restInputs: joined.used.map((place) => restOrigins[place]!),
  };
}

function emit(
  builder: GraphBuilder,
  primitive: PrimitiveName,
  attributes: Attributes[PrimitiveName],
  operands: readonly number[],
): number {
  return builder.emit(primitive, attributes as Attributes[typeof primitive], operands);
}

/** A graph that is being divided. */
interface Division {
  readonly graph: Graph;
  readonly part: GraphBuilder;
  readonly rows: number;
  /** Rows of a part. */
  readonly share: number;
}

/** A part of the rows of a value that is known everywhere, where they are equal. */
function evenRows(node: GraphNode, operands: readonly Placed[], division: Division): OnRows | undefined {
  const { graph, part, rows, share } = division;
  if (operands.some(({ even }) => even)) {
    const own = operands.map((operand) => operand.even ?? operand);
    const placed = onRows(node, own, division);
    return typeof placed?.place === "object" ? (placed as OnRows) : undefined;
  }
  if (node.primitive !== "full" && node.primitive !== "broadcastTo") return undefined;
  const [repeated = []] = node.inputs.map((input) => valueType(graph, input).shape);
  const axis = node.shape.findIndex(
    (extent, i) => extent === rows && (repeated.at(i - node.shape.length) ?? 1) === 1,
  );
  if (axis < 0) return undefined;
  const attributes = { ...node.attributes, shape: withExtent(node.shape, axis, share) };
  const value = emit(
    part,
    node.primitive,
    attributes,
    operands.map((operand) => operand.part!),
  );
  return { place: { axis, outer: 1, inner: 1 }, part: value };
}

/** A node on a part of the rows. */
function onRows(
  node: GraphNode,
  operands: readonly Placed[],
  { graph, part, share }: Division,
): Placed | undefined {
  const places = operands.map(({ place }) => (typeof place === "object" ? place : undefined));
  const { outer, inner } = places.find((place) => place)!;
  const types = node.inputs.map((input) => valueType(graph, input));
  const rule = rowRules[node.primitive] as RowRule<PrimitiveName>;
  const axes = places.map((place) => place?.axis);
  const found = rule(node, axes, types, { outer, inner, rows: share, extent: outer * share * inner });
  if (!found) return undefined;
  const ready = operands.map((operand, i) => {
    const axis = found.operands[i];
    const isWhole = operand.place === "everywhere";
    if (isWhole && axis === undefined) return operand.part;
    const own = isWhole ? operand.even : operand;
    if (typeof own?.place !== "object") return undefined;
    const { place } = own;
    return place.axis === axis && place.outer === outer && place.inner === inner ? own.part : undefined;
  });
  if (!ready.every((operand) => operand !== undefined)) return undefined;
  const value = emit(part, node.primitive, found.attributes ?? node.attributes, ready);
  if (found.axis === "sum") return { place: "addend", part: value };
  return { place: { axis: found.axis, ...(found.layout ?? { outer, inner }) }, part: value };
}
