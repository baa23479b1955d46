import { spawnSync } from "node:child_process";
import { env } from "node:process";

/** Reads a model from its input, checks it with strict shape inference, and prints what it is. */
const program = `
import json, sys, onnx
model = onnx.load_model_from_string(sys.stdin.buffer.read())
onnx.checker.check_model(model, full_check=True)
size = lambda d: d.dim_param or d.dim_value
values = lambda vs: [[v.name, onnx.TensorProto.DataType.Name(v.type.tensor_type.elem_type),
                      [size(d) for d in v.type.tensor_type.shape.dim]] for v in vs]
print(json.dumps({
  "irVersion": model.ir_version,
  "opsets": {o.domain: o.version for o in model.opset_import},
  "inputs": values(model.graph.input),
  "outputs": values(model.graph.output),
  "operators": [n.op_type for n in model.graph.node],
  "description": model.doc_string,
  "metadata": {m.key: m.value for m in model.metadata_props},
}))
`;

/** What the checker reads in a model. */
export interface CheckedModel {
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  /** Name, element type and shape of each. */
  readonly inputs: readonly (readonly [string, string, readonly (number | string)[]])[];
  readonly outputs: readonly (readonly [string, string, readonly (number | string)[]])[];
  /** Of the outermost graph. */
  readonly operators: readonly string[];
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A Python that has the package onnx: the one of the path, or Debian's. */
const python: string | undefined = ["python3", "/usr/bin/python3"].find(
  (name) => spawnSync(name, ["-c", "import onnx"]).status === 0,
);

/** Why models can't be checked here; CI must have the checker, so that there it is no reason. */
export const withoutChecker: string | undefined =
  python === undefined && !env.CI
    ? "no python3 with the package onnx is here (Debian: apt-get install python3-onnx)"
    : undefined;

/**
 * Checks a model with ONNX's own checker and strict shape inference.
 *
 * @throws Error with what it says of an invalid model
 */
export function checkModel(bytes: Uint8Array): CheckedModel {
  if (python === undefined) throw new Error("checkModel: python3 with the package onnx must be there");
  const { status, stdout, stderr } = spawnSync(python, ["-c", program], { input: bytes });
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as CheckedModel;
}
