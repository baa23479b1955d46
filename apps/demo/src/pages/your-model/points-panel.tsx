import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { fixedNumber, withMinus } from "../../charts/axis.js";
import { FileDrop } from "../../controls/file-drop.js";
import { saveFile } from "../../takeaway/save-file.js";
import type { Densities, ModelSession } from "../../your-model/model-session.js";
import { kindWords } from "../playground/kind-controls.js";

/** Rows of the table: more are in the file. */
const shownRows = 12;

const meanOf = ({ logDensities }: Densities): number =>
  logDensities.reduce((sum, value) => sum + value, 0) / logDensities.length;

/** Log-densities of points that are typed, pasted or uploaded. */
export const PointsPanel = ({ session }: { readonly session: ModelSession }): JSX.Element => {
  const id = useId();
  const text = useSignal("0, 0\n1, 0\n0, 1\n");
  const fileName = useSignal("One point a line, or rows of an array.");
  const { model, densities, progress, pointsTrouble } = session;
  const found = densities.value;
  const isEvaluating = progress.value !== "";
  const isClosed = model.value === undefined || isEvaluating;
  return (
    <section class="card points" aria-labelledby="points-title">
      <h2 id="points-title">Log-densities</h2>
      <div class="field">
        <label for={id}>Points, one a line</label>
        <textarea
          id={id}
          rows={4}
          spellcheck={false}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </div>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={isClosed}
          onClick={() => session.evaluate(text.peek())}
        >
          Evaluate
        </button>
        <button type="button" disabled={!isEvaluating} onClick={() => session.stop()}>
          Stop
        </button>
      </div>
      <FileDrop
        label="Points from a file, csv or npy"
        accept=".csv,.tsv,.npy"
        text={fileName.value}
        onFile={(file) => {
          fileName.value = model.peek() ? file.name : `${file.name}: open a model first.`;
          if (model.peek()) session.evaluate(file);
        }}
      />
      <p class="notice" role="alert" hidden={pointsTrouble.value === ""}>
        {pointsTrouble.value}
      </p>
      <p class="hint" role="status">
        {progress.value}
      </p>
      {found && <Table found={found} />}
    </section>
  );
};

const Table = ({ found }: { readonly found: Densities }): JSX.Element => {
  const { points, dim, logDensities } = found;
  const { of, at } = kindWords(found.guidance);
  const rows = logDensities.length;
  const coordinates = (row: number): string =>
    Array.from(points.subarray(row * dim, Math.min((row + 1) * dim, row * dim + 4)), (value) =>
      withMinus(String(Number(value.toPrecision(6)))),
    ).join(", ") + (dim > 4 ? ", …" : "");
  const save = (): void => {
    const lines = ["log_density", ...Array.from(logDensities, (value) => String(value)), ""];
    saveFile("nami-log-densities.csv", new TextEncoder().encode(lines.join("\n")), "text/csv");
  };
  return (
    <>
      <p>
        {`Mean of ${rows.toLocaleString("en")}${of && ` under the density${of}${at}`}: `}
        <strong data-reading="mean-log-density">{fixedNumber(meanOf(found), 4)}</strong> nats
      </p>
      <table>
        <caption class="visually-hidden">Points and their log-densities in nats</caption>
        <thead>
          <tr>
            <th scope="col">Point</th>
            <th scope="col">log p, nats</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: Math.min(rows, shownRows) }, (_, row) => (
            <tr key={row}>
              <td>{coordinates(row)}</td>
              <td data-log-density={row}>{fixedNumber(logDensities[row], 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows > shownRows && <p class="hint">{`The first ${shownRows}; all are in the file.`}</p>}
      <button type="button" onClick={save}>
        Save all, csv
      </button>
    </>
  );
};
