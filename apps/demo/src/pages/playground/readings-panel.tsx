import type { JSX } from "preact";
import { fixedNumber } from "../../charts/axis.js";
import type { Session } from "../../session/session.js";
import type { Sampling } from "../../session/settings.js";
import { kindWords } from "./kind-controls.js";

/** A number with its name, beside the best that it could be. */
export const Reading = ({
  name,
  value,
  beside,
  id,
  step,
}: {
  readonly name: string;
  readonly value: string;
  readonly beside: string;
  readonly id: string;
  /** The step that it is of. */
  readonly step?: number | undefined;
}): JSX.Element => (
  <div class="reading">
    <dt>{name}</dt>
    <dd>
      <span class="number" data-reading={id} data-step={step}>
        {value}
      </span>
      <span class="beside">{beside}</span>
    </dd>
  </div>
);

/** How good the flow is, each number beside the best that it could be. */
export const ReadingsPanel = ({
  session,
  views,
  classes,
}: {
  readonly session: Session;
  /** How the flow is looked at: what numbers are of that are still to come. */
  readonly views: Sampling;
  /** How many kinds of data are learned. */
  readonly classes: number;
}): JSX.Element => {
  const readings = session.readings.value;
  const motion = session.sampled.value;
  const measured = kindWords((readings?.sampling ?? views).guidance);
  const moved = kindWords((motion?.sampling ?? views).guidance);
  return (
    <dl class="readings" aria-label="Readings">
      <Reading
        id="wasserstein"
        step={readings?.step}
        name={`Distance of samples${measured.at} from data${measured.of}, W₂`}
        value={fixedNumber(readings?.wasserstein)}
        beside={
          readings && readings.wassersteinFloor === undefined
            ? "too few rows for two sets of data"
            : `two sets of data: ${fixedNumber(readings?.wassersteinFloor)}`
        }
      />
      <Reading
        id="likelihood"
        step={readings?.step}
        name={`Negative log-likelihood${measured.of}${measured.at}`}
        value={fixedNumber(readings?.negativeLogLikelihood)}
        beside={
          readings && readings.truth === undefined
            ? "truth not known"
            : `truth: ${fixedNumber(readings?.truth)}`
        }
      />
      <Reading
        id="field"
        step={readings?.step}
        name={`Distance from the exact field${classes > 0 ? " of all kinds" : ""}`}
        value={fixedNumber(readings?.fieldError, 4)}
        beside={readings && readings.fieldError === undefined ? "no formula here" : "a perfect model: 0"}
      />
      <Reading
        id="straightness"
        step={motion?.step}
        name={`Straightness of the ways${moved.of}${moved.at}`}
        value={fixedNumber(motion?.straightness)}
        beside="straight lines: 1"
      />
      <Reading
        id="evaluations"
        step={motion?.step}
        name="Evaluations of the field"
        value={motion ? String(motion.evaluations) : "–"}
        beside="for each sample"
      />
    </dl>
  );
};
