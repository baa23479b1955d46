import type { JSX } from "preact";
import { fixedNumber } from "../../charts/axis.js";
import { TableScroll } from "../../charts/table-scroll.js";
import type { Session } from "../../session/session.js";
import type { SideName } from "./state.js";

const beside = (value: number | undefined, of: string): string =>
  value === undefined ? "–" : `${fixedNumber(value)} ${of}`;

/** What is read of one side: a number, and the best that it could be. */
interface Row {
  readonly id: string;
  /** @param of which kind of data it is, in words */
  readonly title: (of: string) => string;
  readonly of: (session: Session) => number | undefined;
  readonly text?: (value: number | undefined) => string;
  readonly best: (session: Session) => string;
}

/** All that the table reads. */
export const readingRows: readonly Row[] = [
  {
    id: "wasserstein",
    title: (of) => `Distance of samples from data${of}, W₂`,
    of: ({ readings }) => readings.value?.wasserstein,
    best: ({ readings }) => beside(readings.value?.wassersteinFloor, "between two sets of data"),
  },
  {
    id: "likelihood",
    title: (of) => `Negative log-likelihood${of}`,
    of: ({ readings }) => readings.value?.negativeLogLikelihood,
    best: ({ readings }) => beside(readings.value?.truth, "of the truth"),
  },
  {
    id: "straightness",
    title: (of) => `Straightness of the ways${of}`,
    of: ({ sampled }) => sampled.value?.straightness,
    best: () => "1 of straight lines",
  },
  {
    id: "evaluations",
    title: () => "Evaluations for each sample",
    of: ({ sampled }) => sampled.value?.evaluations,
    text: (value) => fixedNumber(value, 0),
    best: () => "",
  },
  {
    id: "step",
    title: () => "Steps of training",
    of: ({ step }) => step.value,
    text: (value) => value?.toLocaleString("en") ?? "",
    best: () => "",
  },
];

/** The read-outs of both sides, each beside the best that it could be. */
export const ReadingsTable = ({
  sessions,
  kind,
}: {
  readonly sessions: Readonly<Record<SideName, Session>>;
  /** Of data that is looked at; nothing for all. */
  readonly kind: number | undefined;
}): JSX.Element => (
  <TableScroll label="Readings of both sides">
    <table class="numbers compare-readings">
      <thead>
        <tr>
          <th scope="col">How good is it?</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
          <th scope="col">At best</th>
        </tr>
      </thead>
      <tbody>
        {readingRows.map(({ id, title, of, text = fixedNumber, best }) => (
          <tr key={id}>
            <th scope="row">{title(kind === undefined ? "" : ` of kind ${kind}`)}</th>
            <td data-reading={`a-${id}`} data-step={sessions.a.readings.value?.step}>
              {text(of(sessions.a))}
            </td>
            <td data-reading={`b-${id}`} data-step={sessions.b.readings.value?.step}>
              {text(of(sessions.b))}
            </td>
            <td class="best">{best(sessions.a)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </TableScroll>
);
