import type { ReadonlySignal, Signal } from "@preact/signals";
import type { JSX } from "preact";
import type { MotionClock } from "../../canvas/clock.js";
import type { PlaneView } from "../../canvas/plane-layers.js";
import { expectedSize } from "../../takeaway/expected-size.js";
import { formatsOf } from "../../takeaway/formats.js";
import type { KnownModel } from "../../takeaway/model-facts.js";
import { Offers } from "../../takeaway/offers.js";
import { madeOffer, pictureNow } from "../../takeaway/plane-offers.js";
import type { Wanted } from "../../takeaway/wanted.js";
import type { ModelSession } from "../../your-model/model-session.js";
import type { ModelSummary } from "../../your-model/protocol.js";
import { useOf, type YourModelState } from "./state.js";

/** What the panel is about. */
export interface ModelPanelProps {
  readonly session: ModelSession;
  readonly clock: MotionClock;
  readonly values: Signal<YourModelState>;
  readonly view: ReadonlySignal<PlaneView>;
  readonly files: ReadonlySignal<{ readonly weights?: File; readonly config?: File }>;
}

const fileKinds = ["png", "svg", "gif", "csv", "npy", "safetensors", "onnx", "sampling"] as const;
type FileKind = (typeof fileKinds)[number];

/** What the files are called. */
const name = "nami-model";

/** The model as its files and the choices on the page have it. */
const knownOf = (
  { dim, hidden, layers, classes, step, said, units }: ModelSummary,
  use: YourModelState,
): KnownModel => {
  const { activation, path, source } = { ...use, ...said };
  return { dim, hidden, layers, classes, step, units, activation, path, source };
};

const isPicture = (kind: FileKind): boolean => kind === "png" || kind === "svg" || kind === "gif";

/** What is to be said of a file besides, by what the model is. */
const noteOf = (kind: FileKind, { dim, classes, units }: KnownModel): string => {
  switch (kind) {
    case "png":
    case "svg":
    case "gif":
      return units ? " Its axes are those of the model." : dim === 2 ? "" : " The first two coordinates.";
    case "csv":
    case "npy":
    case "sampling":
      return units ? " In the units of the file that it has learned." : "";
    case "safetensors":
      return " As nami has them, with all that the page knows of the model.";
    case "onnx":
      return classes > 0 ? " It takes a kind too, v(x, t, kind): see its metadata." : "";
  }
};

/** What can be taken along of a visitor's own model. */
export const ModelPanel = (props: ModelPanelProps): JSX.Element => {
  const model = props.session.model.value;
  return model ? (
    <FilesOf {...props} model={model} />
  ) : (
    <p class="hint">There is nothing to take yet. Choose the weights of a model.</p>
  );
};

const FilesOf = ({
  session,
  clock,
  values,
  view,
  files,
  model,
}: ModelPanelProps & { readonly model: ModelSummary }): JSX.Element => {
  const state = values.value;
  const known = knownOf(model, state);
  const hasMotion = session.motion.value !== undefined;
  const wantedOf = async (kind: FileKind, signal: AbortSignal): Promise<Wanted> => {
    switch (kind) {
      case "png":
      case "svg":
      case "gif":
        return pictureNow(kind, view, clock, "Points of a model");
      case "csv":
      case "npy": {
        signal.addEventListener("abort", () => session.stop(), { once: true });
        const { values: points, dim } = await session.draw(state.particles);
        return { kind, points, dim };
      }
      case "safetensors":
      case "onnx": {
        const { weights, config } = files.peek();
        return { kind, of: { weights: weights!, config, use: useOf(state) } };
      }
      case "sampling":
        return { kind, model: known, use: useOf(state), file: `${name}.safetensors` };
    }
  };
  const groups = formatsOf(fileKinds).map(({ title, formats }) => ({
    title,
    offers: formats.map((format) => ({
      ...madeOffer(format, name, (signal) => wantedOf(format.kind, signal)),
      purpose: `${format.purpose}${noteOf(format.kind, known)}`,
      obstacle: isPicture(format.kind) && !hasMotion ? "When its points have been followed." : undefined,
      size: expectedSize(format.kind, known, { points: state.particles }),
    })),
  }));
  return <Offers groups={groups} />;
};
