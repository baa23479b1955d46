import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { MotionClock } from "../../canvas/clock.js";
import { positionsAt } from "../../canvas/frames.js";
import type { Session } from "../../session/session.js";
import type { TrainingSettings } from "../../session/settings.js";
import { expectedSize, rowsOf } from "../../takeaway/expected-size.js";
import { nameOfTarget } from "../../takeaway/file-names.js";
import { formatsOf } from "../../takeaway/formats.js";
import { lossOffer } from "../../takeaway/loss-offer.js";
import { modelOfRun } from "../../takeaway/model-facts.js";
import { configObstacle, tooEarly } from "../../takeaway/obstacles.js";
import { Offers } from "../../takeaway/offers.js";
import { madeOffer, pictureNow } from "../../takeaway/plane-offers.js";
import type { Wanted } from "../../takeaway/wanted.js";
import { planeViewOf } from "./stage.js";
import { type PlaygroundState, viewsOf } from "./state.js";

/** Steps that a config or a program trains where the page has not begun. */
const defaultSteps = 2000;

/** What the panel is about. */
export interface TakeAwayPanelProps {
  readonly session: Session;
  readonly clock: MotionClock;
  readonly values: Signal<PlaygroundState>;
  /** Nothing while there is nothing to learn. */
  readonly training: TrainingSettings | undefined;
  /** What must be done before there is. */
  readonly asked: string;
}

/** What there is to take, labels only where kinds are learned. */
const fileKinds = [
  "png",
  "svg",
  "gif",
  "csv",
  "npy",
  "data",
  "labels",
  "safetensors",
  "onnx",
  "config",
  "program",
] as const;
type FileKind = (typeof fileKinds)[number];

const ofAxes = " Its axes are those of the centred and scaled rows.";
/** In which units a file is, where the flow learned rows of a file. */
const unitNotes: Readonly<Partial<Record<Wanted["kind"], string>>> = {
  png: ofAxes,
  svg: ofAxes,
  gif: ofAxes,
  csv: " In the units of your file.",
  npy: " In the units of your file.",
  data: " Centred and scaled.",
  safetensors: " Of centred and scaled rows; mean and scale are in its metadata.",
  onnx: " Of centred and scaled rows; mean and scale are in its metadata.",
  config: " For centred and scaled rows; it says mean and scale.",
  program: " It writes samples in the units of your file.",
};

/** What a file says of kinds, where they are learned. */
const kindNotes: typeof unitNotes = {
  safetensors: " The network takes a kind beside point and time: see its metadata.",
  config: " It learns from the data and the labels here; save them beside it.",
  onnx: " It takes a kind too, v(x, t, kind): see its metadata.",
};

/** What can be taken along from the playground. */
export const TakeAwayPanel = ({ training, asked, ...of }: TakeAwayPanelProps): JSX.Element =>
  training ? (
    <FilesOf {...of} training={training} />
  ) : (
    <p class="hint">There is nothing to take yet. {asked}</p>
  );

const FilesOf = ({
  session,
  clock,
  values,
  training,
}: Omit<TakeAwayPanelProps, "asked" | "training"> & { readonly training: TrainingSettings }): JSX.Element => {
  const units = training.target.kind === "rows" ? training.target.units : undefined;
  const notes = units ? unitNotes : training.classes ? kindNotes : {};
  const view = useMemo(() => planeViewOf(session, values), [session, values]);
  const name = `nami-${nameOfTarget(training.target)}`;
  const { checkpoint, sampled, step } = session;
  const hasMotion = sampled.value !== undefined;
  const hasWeights = checkpoint.value !== undefined;
  const obstacles: Readonly<Partial<Record<Wanted["kind"], string | undefined>>> = {
    ...(!hasMotion && { png: tooEarly, svg: tooEarly, gif: tooEarly, csv: tooEarly, npy: tooEarly }),
    ...(!hasWeights && { safetensors: tooEarly, onnx: tooEarly }),
    config: configObstacle(training, viewsOf(values.value)),
  };
  const wantedOf = (kind: FileKind): Wanted => {
    switch (kind) {
      case "png":
      case "svg":
      case "gif":
        return pictureNow(
          kind,
          view,
          clock,
          `${nameOfTarget(training.target)} after ${sampled.peek()?.step ?? step.peek()} steps`,
        );
      case "csv":
      case "npy":
        return { kind, points: positionsAt(sampled.peek()!, 1), units };
      case "data":
      case "labels":
        return { kind, settings: training };
      case "safetensors":
      case "onnx": {
        const copy = checkpoint.peek()!;
        return { kind, of: { checkpoint: copy.bytes, step: copy.step, settings: training } };
      }
      default: {
        const steps = step.peek() > 0 ? step.peek() : defaultSteps;
        return { kind, settings: training, views: viewsOf(values.peek()), steps };
      }
    }
  };
  const points = sampled.value?.particles ?? values.value.particles;
  const sizes = { points, rows: rowsOf(training) };
  const known = modelOfRun(training, step.value);
  const [pictures, ...others] = formatsOf(
    fileKinds.filter((kind) => kind !== "labels" || training.classes),
  ).map(({ title, formats }) => ({
    title,
    offers: formats.map((format) => ({
      ...madeOffer(format, name, () => wantedOf(format.kind)),
      purpose: `${format.purpose}${notes[format.kind] ?? ""}`,
      obstacle: obstacles[format.kind],
      size: expectedSize(format.kind, known, sizes),
    })),
  }));
  const loss = lossOffer(name, session.losses, session.optimum);
  const groups = [{ title: pictures!.title, offers: [...pictures!.offers, loss] }, ...others];
  return <Offers groups={groups} />;
};
