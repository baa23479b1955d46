import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element as a test sees it. */
export interface Node {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Node[];
}

type Raw = Readonly<Record<string, unknown>>;

const toNode = (raw: Raw): Node => {
  const tag = Object.keys(raw).find((key) => key !== ":@") ?? "";
  const inner = (raw[tag] ?? []) as readonly Raw[];
  const text = inner.map((child) => ("#text" in child ? String(child["#text"]) : "")).join("");
  const children = inner.filter((child) => !("#text" in child)).map(toNode);
  return { tag, attributes: (raw[":@"] ?? {}) as Record<string, string>, text, children };
};

/** Parses a figure; throws where it is not well-formed XML with one root. */
export const readSvg = (svg: string): Node => {
  const valid = XMLValidator.validate(svg);
  if (valid !== true) throw new Error(`not XML: ${valid.err.msg} in line ${valid.err.line}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
  });
  const roots = (parser.parse(svg) as readonly Raw[]).map(toNode);
  if (roots.length !== 1 || roots[0] === undefined) throw new Error(`expected one root, got ${roots.length}`);
  return roots[0];
};

/** All elements below and including a node, in document order. */
export const walk = (node: Node): Node[] => [node, ...node.children.flatMap(walk)];

/** The elements of a class. */
export const byClass = (node: Node, name: string): Node[] =>
  walk(node).filter(({ attributes }) => attributes.class === name);

/** The `M x y` and `L x y` places of a path's data. */
export const places = (d: string): [number, number][] =>
  [...d.matchAll(/[ML]\s*(-?[\d.e+-]+)[ ,](-?[\d.e+-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

/** Pixel places of all dots of a node in the order of the points. */
export const dotPlaces = (node: Node): [number, number][] => {
  const layers = byClass(node, "dots").flatMap((group) =>
    group.children.map((path) => places(path.attributes.d ?? "")),
  );
  const longest = Math.max(...layers.map((layer) => layer.length));
  return Array.from({ length: longest }, (_, k) => layers.flatMap((layer) => layer.slice(k, k + 1))).flat();
};

/** Width and height of the plotting areas. */
export const areas = (node: Node): { width: number; height: number }[] =>
  byClass(node, "area").map(({ attributes }) => ({
    width: Number(attributes.width),
    height: Number(attributes.height),
  }));
