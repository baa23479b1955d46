import { onnxBackend } from "@nami/backend-onnx";
import { moons } from "@nami/datasets";
import { key } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import { read } from "../book/numbers.js";
import { runConditional } from "./conditional.js";
import { drawSchedules, runDiffusion } from "./diffusion.js";
import { animateExactField, animateLearnedField, drawDiagram, drawInterpolation } from "./flow-figures.js";
import { diagnoseFlow, evaluateFlow, sampleFlow, trainFlow } from "./flow-matching.js";

/** The tutorial of the Python library nami: flow matching, diffusion, conditions, likelihood, diagnostics. */
export const seed000 = async (book: Book): Promise<void> => {
  const backend = onnxBackend();
  const data = moons({ noise: 0.05 }).sample([10_000], { key: key(0) });
  const chapter = { data, points: await read(data, backend), backend };

  await drawDiagram(book, data, backend);
  await drawInterpolation(book, backend);
  await animateExactField(book, backend);

  const field = await trainFlow(book, chapter);
  await sampleFlow(book, field, chapter);
  await animateLearnedField(book, field, backend);

  drawSchedules(book);
  await runDiffusion(book, chapter);
  await runConditional(book, backend);

  await evaluateFlow(book, field, chapter);
  await diagnoseFlow(book, field, chapter);
  backend.dispose();
};
