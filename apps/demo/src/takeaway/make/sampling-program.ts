import { guidanceOf } from "../../session/kinds.js";
import type { WantedSampling } from "../wanted.js";
import { importsOf, objectText, type Part, packagesOf } from "./program-part.js";
import { bases, paths, processOf, trainedOf, writtenOf } from "./program-parts.js";

/**
 * The program that samples a model whose weights the page has written, for Node: the same samples as those of the page.
 */
export const samplingProgramOf = ({ model, use, file }: WantedSampling): string => {
  const { dim, hidden, layers, activation, classes, path, source, units } = model;
  const field = objectText({
    dim,
    hidden,
    layers,
    activation: JSON.stringify(activation),
    ...(classes > 0 && { conditionDim: classes }),
  });
  const parts: Readonly<Record<"base" | "path" | "trained" | "process" | "written", Part>> = {
    base:
      dim === 2
        ? bases[source]
        : { code: `standardNormal([${dim}])`, imports: { "@nami/distributions": ["standardNormal"] } },
    path: paths[path],
    trained: trainedOf(
      `velocityField(${field}).with(params)`,
      classes,
      guidanceOf(use.kind, use.guidance, classes),
    ),
    process: processOf(use),
    written: writtenOf(units),
  };
  const rest: Part = {
    code: "",
    imports: {
      "node:fs": ["readFileSync"],
      "@nami/backend-onnx": ["onnxBackend"],
      "@nami/models": ["velocityField"],
      "@nami/tensor-backend": ["key", "tensor"],
      "@nami/training": ["readSafetensors"],
    },
  };
  const imports = importsOf([rest, ...Object.values(parts)]);
  return `// Samples of a model as a program for Node. Its weights lie beside it: what the page Your model writes as "Weights, safetensors".
//   npm install ${packagesOf(imports)} onnxruntime-node
//   npx tsx ${file.replace(/\.safetensors$/, ".mts")} [samples]
${imports}

const backend = onnxBackend();
const count = Number(process.argv[2] ?? ${use.particles});

const { tensors } = readSafetensors(readFileSync("${file}"));
const stored = (name: string) => {
  const found = tensors.get(name);
  if (!found) throw new Error(\`the weights must have \${name}: take them from the page again\`);
  return tensor(found.values, found.shape, found.dtype);
};
const params = {
  layers: Array.from({ length: ${layers + 1} }, (_, i) => ({
    weight: stored(\`layers.\${i}.weight\`),
    bias: stored(\`layers.\${i}.bias\`),
  })),
};

const base = ${parts.base.code};
const path = ${parts.path.code};
${parts.trained.code}
${parts.process.code}
const samples = await flow.sample([count], { key: key(${use.seed}) });
${parts.written.code}
console.log("samples.npy", samples.shape);
backend.dispose();
`;
};
