import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { motionClock } from "../../canvas/clock.js";
import { LossChart } from "../../charts/loss-chart.js";
import { beginSession } from "../../session/session.js";
import { Later } from "../../shell/later.js";
import { prefersStillness } from "../../shell/theme.js";
import { TakeAwayCard } from "../../takeaway/take-away-card.js";
import { askWorker } from "../../transport/ask-worker.js";
import { startWorker } from "../../transport/start-worker.js";
import type { UploadedRows } from "../../uploads/read-rows.js";
import { uploadRecord } from "../../uploads/upload-record.js";
import { useAfterFirst } from "../../url-state/after-first.js";
import { usePageState } from "../../url-state/page-state.js";
import { useBackend } from "../use-backend.js";
import { DrawingSurface } from "./drawing-surface.js";
import { KindControls } from "./kind-controls.js";
import { LayerToggles } from "./layer-toggles.js";
import { ModeHandles } from "./mode-handles.js";
import { Pace, plannedPairs } from "./pace.js";
import { ReadingsPanel } from "./readings-panel.js";
import { SettingsPanel } from "./settings-panel.js";
import { Stage } from "./stage.js";
import { askedOf, classesOf, playgroundFields, trainingOf, viewsOf } from "./state.js";
import { TimeBar } from "./time-bar.js";
import { TransportBar } from "./transport-bar.js";

/** The files of this visit: they are there still when the visitor comes back from another page. */
const { uploads, take } = uploadRecord((file) => askWorker<File, UploadedRows>(startWorker("uploads"), file));

/** Page 1: a flow in the plane learns while you watch. */
export const Playground = (): JSX.Element => {
  const { values, change } = usePageState("playground", playgroundFields);
  const clock = useMemo(motionClock, []);
  const session = useMemo(() => {
    const state = values.peek();
    return beginSession(trainingOf(state, uploads.peek().kept), viewsOf(state), state.backend);
  }, [values]);
  useEffect(() => {
    if (!prefersStillness.peek()) clock.run("toData");
    return () => {
      clock.stop();
      session.close();
    };
  }, [clock, session]);

  const state = values.value;
  const views = viewsOf(state);
  const classes = classesOf(state);
  const { kept, text } = uploads.value;
  const training = trainingOf(state, kept);
  const rows = training?.target.kind === "rows" ? training.target.values : undefined;
  const asked = askedOf(state, kept);
  const reset = (): void => session.reset(training, viewsOf(values.peek()));
  useAfterFirst(reset, [
    JSON.stringify(training, (_, value: unknown) => (ArrayBuffer.isView(value) ? undefined : value)),
    rows,
  ]);
  useAfterFirst(() => session.setViews(viewsOf(values.peek())), [JSON.stringify(views)]);
  useBackend(session, state, change);

  const notice = session.notice.value;
  return (
    <div class="playground">
      <h1 class="visually-hidden">Playground: a flow in the plane learns while you watch</h1>
      <div class="center">
        <TransportBar session={session} onReset={reset} />
        {training && <Pace session={session} pairs={plannedPairs(training)} />}
        <p class="notice" role="alert" hidden={notice === ""}>
          {notice}
        </p>
        <Stage session={session} clock={clock} values={values} asked={asked}>
          {state.target === "file" && asked !== "" && <p class="stage-hint">{asked}</p>}
          {state.target === "mixture" && (
            <ModeHandles
              modes={state.modes}
              halfWidth={session.halfWidth.value}
              onChange={(modes) => change({ modes })}
            />
          )}
          {state.target === "drawing" && (
            <DrawingSurface
              marks={state.drawing}
              halfWidth={session.halfWidth.value}
              onChange={(drawing) => change({ drawing })}
            />
          )}
        </Stage>
        <TimeBar clock={clock} session={session} />
        <LayerToggles state={state} change={change} />
        {classes > 0 && <KindControls classes={classes} guidance={views.guidance} change={change} />}
      </div>
      <div class="side">
        <section class="card" aria-labelledby="loss-title">
          <h2 id="loss-title">Loss</h2>
          <LossChart losses={session.losses} optimum={session.optimum} />
        </section>
        <section class="card" aria-labelledby="readings-title">
          <h2 id="readings-title">How good is it?</h2>
          <ReadingsPanel session={session} views={views} classes={classes} />
          {training?.target.kind === "rows" && (
            <p class="hint">
              {`Of the rows as they are learned, centred and scaled: a distance of 1 here is one of ${Number(training.target.units.scale.toPrecision(3))} in your file.`}
            </p>
          )}
        </section>
      </div>
      <Later>
        <SettingsPanel state={state} change={change} fileText={text} onFile={(file) => void take(file)} />
        <TakeAwayCard
          load={async () => (await import("./take-away-panel.js")).TakeAwayPanel}
          of={{ session, clock, values, training, asked }}
        />
      </Later>
    </div>
  );
};
