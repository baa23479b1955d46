import { nameOfTarget } from "../file-names.js";
import type { WantedText } from "../wanted.js";
import { importsOf, type Part, packagesOf } from "./program-part.js";
import { programParts } from "./program-parts.js";

/**
 * The program that does what the page does, for Node: the same recipe with the same random numbers. It trains, tells
 * the loss, and writes samples.
 */
export const programOf = ({ settings, views, steps }: WantedText): string => {
  const parts = programParts(settings, views);
  const { data, base, path, loss, coupling, optimizer, trained, process, written } = parts;
  const { hidden, layers, activation, batchSize, seed, classes } = settings;
  const rest: Part = {
    code: "",
    imports: {
      "@nami/backend-onnx": ["onnxBackend"],
      "@nami/models": ["fmLoss", "velocityField"],
      "@nami/paths": ["stratifiedTimes"],
      "@nami/tensor-backend": ["evaluate", "key"],
      "@nami/training": ["trainer", "warmup"],
    },
  };
  const imports = importsOf([rest, ...Object.values(parts)]);
  return `// A flow of nami's playground as a program for Node.
//   npm install ${packagesOf(imports)} onnxruntime-node
//   npx tsx nami-${nameOfTarget(settings.target)}.mts [steps]
${imports}

const backend = onnxBackend();
const seed = key(${seed});
const steps = Number(process.argv[2] ?? ${steps});

${data.code}
const base = ${base.code};
const path = ${path.code};
const times = stratifiedTimes({ interval: path.schedule.interval });
const field = velocityField({ dim: 2, hidden: ${hidden}, layers: ${layers}, activation: "${activation}"${classes ? `, conditionDim: ${classes}` : ""} });

const training = trainer({
  field,
  data,
  base,
  loss: ${loss.code},${coupling.code}
  optimizer: ${optimizer.code},
  batchSize: ${batchSize},
  ema: { decay: 0.99 },
  backend,
});
for await (const { step, loss } of training.fit({ key: seed, steps }))
  if (step % 100 === 0 || step === steps) console.log(\`step \${step}: loss \${loss}\`);

${trained.code}
${process.code}
const samples = await flow.sample([${views.particles}], { key: key(314) });
${written.code}
console.log("samples.npy", samples.shape);
await training.dispose();
backend.dispose();
`;
};
