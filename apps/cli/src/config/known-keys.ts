import { z } from "zod";

/** The parts of a JSON schema that say what may stand at a place. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

const branchesOf = (node: SchemaNode): readonly SchemaNode[] => {
  const inner = node.anyOf ?? node.oneOf;
  return inner === undefined ? [node] : inner.flatMap(branchesOf);
};

/** Every alternative that a schema has for a place. */
const nodesAt = (schema: z.ZodType, path: readonly PropertyKey[]): readonly SchemaNode[] =>
  path.reduce<readonly SchemaNode[]>(
    (nodes, key) =>
      nodes.flatMap(({ properties }) => {
        const next = properties?.[String(key)];
        return next === undefined ? [] : branchesOf(next);
      }),
    branchesOf(z.toJSONSchema(schema, { io: "input" }) as SchemaNode),
  );

/**
 * The keys that a schema knows at a place, over all alternatives.
 *
 * @param path from the root, e.g. `["training"]`
 */
export const knownKeys = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => [
  ...new Set(nodesAt(schema, path).flatMap(({ properties }) => Object.keys(properties ?? {}))),
];

/** The words that a schema knows at a place, over all alternatives. */
export const knownWords = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => [
  ...new Set(
    nodesAt(schema, path)
      .flatMap((node) => node.enum ?? (node.const === undefined ? [] : [node.const]))
      .map(String),
  ),
];
