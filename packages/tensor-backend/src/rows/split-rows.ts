import { type GraphBuilder, graphBuilder } from "../build-graph.js";
import { type Graph, type GraphNode, valueType } from "../graph.js";
import type { Attributes, PrimitiveName } from "../primitives.js";
import { type RowRule, rowRules, withExtent } from "./row-rules.js";

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

/**
 * Where a value is known: `everywhere` the same in all parts; along an axis, each part its rows; as an `addend` in each
 * part; or as a `total`, when the addends of all parts are there.
 */
type Place = "everywhere" | "addend" | "total" | { readonly axis: number };

/** A value of the graph, in the two graphs that come of it. */
interface Placed {
  readonly place: Place;
  readonly part?: number;
  readonly rest?: number;
}

/** What only moves entries is done with addends as well, where it leaves fewer of them to hand over. */
const moving: ReadonlySet<PrimitiveName> = new Set(["reshape", "transpose", "concat"]);

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
  const addends = new Map<number, number>();
  const restOrigins: SplitGraph["restInputs"][number][] = [];
  const cut = graph.inputs.map(({ shape }) => shape[0] === rows);

  const values: Placed[] = graph.inputs.map((type, input) => {
    restOrigins.push({ input });
    const whole = rest.input(type);
    if (!cut[input]) return { place: "everywhere", part: part.input(type), rest: whole };
    return { place: { axis: 0 }, part: part.input({ ...type, shape: withExtent(type.shape, 0, share) }) };
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
    if (places.some((place) => typeof place === "object"))
      return onRows(node, operands, { graph, part, share });
    if (places.every((place) => place === "everywhere"))
      return { place: "everywhere", part: inPart(), rest: inRest() };
    if (moving.has(node.primitive) && places.every((place) => place === "addend"))
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

/** A node on a part of the rows. */
function onRows(
  node: GraphNode,
  operands: readonly Placed[],
  { graph, part, share }: { readonly graph: Graph; readonly part: GraphBuilder; readonly share: number },
): Placed | undefined {
  const axes = operands.map(({ place }) => (typeof place === "object" ? place.axis : undefined));
  const types = node.inputs.map((input) => valueType(graph, input));
  const rule = rowRules[node.primitive] as RowRule<PrimitiveName>;
  const found = rule(node, axes, types, share);
  if (!found) return undefined;
  const ready = operands.map((operand, i) => {
    const axis = found.operands[i];
    if (axes[i] !== undefined) return axes[i] === axis ? operand.part : undefined;
    if (operand.place !== "everywhere") return undefined;
    return axis === undefined ? operand.part : repeated(part, operand.part!, axis, share);
  });
  if (!ready.every((operand) => operand !== undefined)) return undefined;
  const value = emit(part, node.primitive, found.attributes ?? node.attributes, ready);
  return { place: found.axis === "sum" ? "addend" : { axis: found.axis }, part: value };
}

/** Fewer rows of a value whose rows are equal; undefined when they may differ. */
function repeated(part: GraphBuilder, value: number, axis: number, share: number): number | undefined {
  const node = part.nodeOf(value);
  if (node?.primitive === "full")
    return part.emit("full", { ...node.attributes, shape: withExtent(node.shape, axis, share) }, []);
  if (node?.primitive !== "broadcastTo") return undefined;
  const { shape } = part.typeOf(node.inputs[0]!);
  if ((shape[axis - node.shape.length + shape.length] ?? 1) !== 1) return undefined;
  return part.emit("broadcastTo", { shape: withExtent(node.shape, axis, share) }, node.inputs);
}
