import { type Manifest, type Member, sourceFile } from "./workspace.js";

/** Files of a made-up package: their paths and texts. */
export type Sources = Readonly<Record<string, string>>;

/** A made-up member of a workspace. */
export const member = (
  name: string,
  sources: Sources,
  fields: Partial<Manifest> = {},
  kind: Member["kind"] = "package",
): Member => ({
  folder: `${kind}s/${name}`,
  kind,
  manifest: { name: `@nami/${name}`, ...fields },
  files: Object.entries(sources).map(([path, text]) => sourceFile(path, text)),
});
