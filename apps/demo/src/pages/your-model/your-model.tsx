import { computed, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { motionClock } from "../../canvas/clock.js";
import { PlaneStage } from "../../canvas/plane-stage.js";
import { Toggle } from "../../controls/toggle.js";
import { guidanceOf } from "../../session/kinds.js";
import { Later } from "../../shell/later.js";
import { prefersStillness } from "../../shell/theme.js";
import { TakeAwayCard } from "../../takeaway/take-away-card.js";
import { usePageState } from "../../url-state/page-state.js";
import { beginModelSession } from "../../your-model/model-session.js";
import { KindControls } from "../playground/kind-controls.js";
import { TimeBar } from "../playground/time-bar.js";
import { useBackend } from "../use-backend.js";
import { FilesPanel } from "./files-panel.js";
import { ModelFacts } from "./model-facts.js";
import { PointsPanel } from "./points-panel.js";
import { useOf, type YourModelState, yourModelFields } from "./state.js";
import { UnderWay } from "./under-way.js";
import { UsePanel } from "./use-panel.js";

const views = [
  ["motion", "Particles in motion"],
  ["samples", "Samples"],
  ["ways", "Trajectories"],
  ["arrows", "Velocity"],
  ["density", "Log-density"],
] as const satisfies readonly (readonly [keyof YourModelState, string])[];

/** Page 5: a model of the visitor's own is sampled, followed on its way, and asked for log-densities. */
export const YourModel = (): JSX.Element => {
  const { values, change } = usePageState("your-model", yourModelFields);
  const clock = useMemo(motionClock, []);
  const session = useMemo(() => beginModelSession(useOf(values.peek()), values.peek().backend), [values]);
  const files = useMemo(() => signal<{ readonly weights?: File; readonly config?: File }>({}), []);
  useEffect(() => {
    if (!prefersStillness.peek()) clock.run("toData");
    return () => {
      clock.stop();
      session.close();
    };
  }, [clock, session]);
  const state = values.value;
  const use = JSON.stringify(useOf(state));
  useEffect(() => session.use(useOf(values.peek())), [session, use]);
  useBackend(session, state, change);
  const view = useMemo(
    () =>
      computed(() => {
        const { motion, samples, ways, arrows, density } = values.value;
        return {
          halfWidth: session.halfWidth.value,
          data: undefined,
          motion: session.motion.value,
          arrows: arrows ? session.arrows.value : undefined,
          streams: undefined,
          density: density ? session.density.value : undefined,
          shown: { motion, samples, ways },
        };
      }),
    [session, values],
  );
  const open = (): void => {
    const { weights, config } = files.peek();
    if (weights) session.open(weights, config);
  };
  const onFile = (kind: "weights" | "config", file: File): void => {
    files.value = { ...files.peek(), [kind]: file };
    open();
  };
  /** Files that are told apart by their names: a config, points, and else weights. */
  const onSeveral = (dropped: readonly File[]): void => {
    const found = (ending: RegExp): File | undefined => dropped.find(({ name }) => ending.test(name));
    const config = found(/\.(ya?ml|json)$/i);
    const points = found(/\.(csv|tsv|npy)$/i);
    const weights = dropped.find((file) => file !== config && file !== points);
    files.value = { ...files.peek(), ...(weights && { weights }), ...(config && { config }) };
    if (weights || config) open();
    if (points && session.model.peek()) session.evaluate(points);
  };
  const onRemoveConfig = (): void => {
    const { weights } = files.peek();
    files.value = weights ? { weights } : {};
    open();
  };
  const { model, motion, modelTrouble } = session;
  const { said = {}, classes = 0, config } = model.value ?? {};
  const shown = motion.value?.particles ?? 0;
  const label =
    shown > 0
      ? `The plane: ${shown} points of your model in orange`
      : "The plane, empty: choose a file of weights";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the inputs are the first
    <div
      class="playground your-model"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        onSeveral([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <h1 class="visually-hidden">Your model: sample it, follow its ways, ask for log-densities</h1>
      <div class="center">
        <p class="notice" role="alert" hidden={modelTrouble.value === ""}>
          {modelTrouble.value}
        </p>
        <PlaneStage view={view} halfWidth={session.halfWidth} clock={clock} label={label}>
          {model.value === undefined && (
            <p class="stage-hint">
              Choose the weights of a flow, or drop them here: a safetensors file of this site, of the command
              line, or of PyTorch.
            </p>
          )}
          <UnderWay session={session} />
        </PlaneStage>
        <TimeBar clock={clock} session={session} />
        <fieldset class="layers">
          <legend>Show</legend>
          {views.map(([name, text]) => (
            <Toggle
              key={name}
              label={text}
              value={state[name]}
              onChange={(value) => change({ [name]: value })}
            />
          ))}
        </fieldset>
        {classes > 0 && (
          <KindControls
            classes={classes}
            hint={config?.taken.includes("labels") ? "Kind 1 is label 0 of the data." : undefined}
            guidance={guidanceOf(state.kind, state.guidance, classes)}
            change={change}
          />
        )}
      </div>
      <div class="side">
        <ModelFacts session={session} />
        <PointsPanel session={session} />
      </div>
      <FilesPanel
        files={files.value}
        model={model.value}
        onFile={onFile}
        onSeveral={onSeveral}
        onRemoveConfig={onRemoveConfig}
      />
      <Later>
        <UsePanel state={state} change={change} said={said} />
        <TakeAwayCard
          load={async () => (await import("./take-away-panel.js")).ModelPanel}
          of={{ session, clock, values, view, files }}
        />
      </Later>
    </div>
  );
};
