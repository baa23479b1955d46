import ts from "typescript";

/** One import line: what it names, and whether anything of it is left when types are erased. */
export interface Import {
  readonly specifier: string;
  readonly kind: "value" | "type" | "dynamic";
  readonly line: number;
}

/** What one source file shows of its surroundings. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  /** Uses of random numbers that carry no key, such as `Math.random`, with their lines. */
  readonly unkeyedRandom: readonly { readonly name: string; readonly line: number }[];
  /** All string literals: a dependency that is named in one counts as used (`require.resolve`, a worker's URL). */
  readonly strings: ReadonlySet<string>;
}

const randomOfTensorflow = /^(random|truncatedNormal$|multinomial$|rand$|dropout$)/;

const isErased = (clause: ts.ImportClause | undefined): boolean => {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
};

const isErasedExport = (node: ts.ExportDeclaration): boolean =>
  node.isTypeOnly ||
  (node.exportClause !== undefined &&
    ts.isNamedExports(node.exportClause) &&
    node.exportClause.elements.length > 0 &&
    node.exportClause.elements.every((element) => element.isTypeOnly));

/**
 * Reads one source file: static imports, `export ... from`, `import()` as a call and as a type,
 * `require`, unkeyed random numbers and string literals.
 *
 * @param text the TypeScript source
 * @example readSource(`import type { A } from "a"`).imports // [{ specifier: "a", kind: "type", line: 1 }]
 */
export const readSource = (text: string): SourceFacts => {
  const file = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const unkeyedRandom: { name: string; line: number }[] = [];
  const strings = new Set<string>();
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const add = (specifier: ts.Node | undefined, kind: Import["kind"]): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier))
      imports.push({ specifier: specifier.text, kind, line: lineOf(specifier) });
  };
  const flag = (node: ts.Node, owner: string, name: string): void => {
    if ((owner === "Math" && name === "random") || (/^tfc?$/.test(owner) && randomOfTensorflow.test(name)))
      unkeyedRandom.push({ name: `${owner}.${name}`, line: lineOf(node) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) strings.add(node.text);
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isErased(node.importClause) ? "type" : "value");
      const named = node.importClause?.namedBindings;
      if (named && ts.isNamedImports(named) && /^"@tensorflow\//.test(node.moduleSpecifier.getText(file)))
        for (const { name, propertyName } of named.elements) flag(name, "tf", (propertyName ?? name).text);
    } else if (ts.isExportDeclaration(node))
      add(node.moduleSpecifier, isErasedExport(node) ? "type" : "value");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, "type");
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression, node.isTypeOnly ? "type" : "value");
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], "dynamic");
    else if (ts.isCallExpression(node) && node.expression.getText(file) === "require")
      add(node.arguments[0], "value");
    else if (ts.isPropertyAccessExpression(node)) flag(node, node.expression.getText(file), node.name.text);
    else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      flag(node, node.expression.getText(file), node.argumentExpression.text);
    else if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer)
      for (const { name, propertyName } of node.name.elements)
        flag(node, node.initializer.getText(file), (propertyName ?? name).getText(file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, unkeyedRandom, strings };
};
