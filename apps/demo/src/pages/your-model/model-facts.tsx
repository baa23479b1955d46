import type { JSX } from "preact";
import { withMinus } from "../../charts/axis.js";
import type { ModelSession } from "../../your-model/model-session.js";
import { kindWords } from "../playground/kind-controls.js";

/** What is known of the model. */
export const ModelFacts = ({ session }: { readonly session: ModelSession }): JSX.Element => {
  const model = session.model.value;
  const motion = session.followed.value;
  const moved = kindWords(motion?.guidance);
  const facts: readonly (readonly [id: string, name: string, value: string])[] = model
    ? [
        ["dim", "Coordinates of a point", String(model.dim)],
        ["network", "Network", `${model.layers} × ${model.hidden}, ${model.said.activation ?? "as chosen"}`],
        ...(model.classes > 0 ? [["classes", "Kinds of data", String(model.classes)] as const] : []),
        ["weights", "Weights", model.weights.toLocaleString("en")],
        ["trained", "Steps of training", model.step?.toLocaleString("en") ?? "not said"],
        ["backend", "Computes", model.computes],
        ["evaluations", "Evaluations of the field", motion ? String(motion.evaluations) : "–"],
        [
          "straightness",
          `Straightness of the ways${moved.of}${moved.at}`,
          motion ? motion.straightness.toFixed(3) : "–",
        ],
      ]
    : [];
  return (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">About the model</h2>
      {model === undefined && <p class="hint">No model is open.</p>}
      <dl class="readings">
        {facts.map(([id, name, value]) => (
          <div key={id} class="reading">
            <dt>{name}</dt>
            <dd data-reading={id}>{value}</dd>
          </div>
        ))}
      </dl>
      {model !== undefined && model.dim !== 2 && (
        <p class="hint">The picture shows the first two coordinates.</p>
      )}
      {model?.units && (
        <p class="hint" data-units>
          {`It has learned a file, centred and scaled. Points, samples and log-densities are in the units of that file: its mean is (${model.units.mean.map((value) => withMinus(String(value))).join(", ")}), its scale ${model.units.scale}. The picture shows what the model has.`}
        </p>
      )}
    </section>
  );
};
