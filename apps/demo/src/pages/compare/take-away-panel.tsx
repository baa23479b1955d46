import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { MotionClock } from "../../canvas/clock.js";
import { positionsAt } from "../../canvas/frames.js";
import type { Session } from "../../session/session.js";
import { formatOf } from "../../takeaway/formats.js";
import { tooEarly } from "../../takeaway/obstacles.js";
import { type Offer, Offers } from "../../takeaway/offers.js";
import { madeOffer, pictureNow } from "../../takeaway/plane-offers.js";
import { tableOf } from "../../takeaway/text-table.js";
import { planeViewOf } from "../playground/stage.js";
import { readingRows } from "./readings-table.js";
import { type CompareState, type SideName, sideNames, viewsOfSide } from "./state.js";

/** What the panel is about. */
export interface ComparePanelProps {
  readonly sessions: Readonly<Record<SideName, Session>>;
  readonly clock: MotionClock;
  readonly values: Signal<CompareState>;
}

/** Of which kind of data readings are, and at which guidance, where they are not of all. */
const guidanceRows = (state: CompareState): (readonly [string, number, number])[] => {
  const [a, b] = [viewsOfSide(state, "a").guidance, viewsOfSide(state, "b").guidance];
  if (!a || !b) return [];
  return [
    ["kind", a.kind, b.kind],
    ["guidance", a.scale, b.scale],
  ];
};

/** What can be taken along of both sides. */
export const ComparePanel = ({ sessions, clock, values }: ComparePanelProps): JSX.Element => {
  const views = useMemo(
    () => ({ a: planeViewOf(sessions.a, values), b: planeViewOf(sessions.b, values) }),
    [sessions.a, sessions.b, values],
  );
  const name = `nami-${values.value.target}`;
  const ofSide = (side: SideName, kind: "png" | "svg" | "gif" | "csv" | "npy"): Offer => {
    const { sampled, step } = sessions[side];
    const letter = side.toUpperCase();
    const format = formatOf(kind);
    const made = madeOffer(format, `${name}-${side}`, () =>
      kind === "csv" || kind === "npy"
        ? { kind, points: positionsAt(sampled.peek()!, 1) }
        : pictureNow(kind, views[side], clock, `${letter} after ${step.peek()} steps`),
    );
    return {
      ...made,
      id: `${kind}-${side}`,
      label: `${format.label}, ${letter}`,
      obstacle: sampled.value ? undefined : tooEarly,
    };
  };
  const readings: Offer = {
    id: "readings",
    label: "Readings, csv",
    purpose: "The table, both sides beside each other.",
    name: `${name}-readings.csv`,
    type: "text/csv",
    make: () =>
      tableOf(
        ["reading", "a", "b"],
        [
          ...guidanceRows(values.peek()),
          ...readingRows.map(({ id, of }) => [id, ...sideNames.map((side) => of(sessions[side]))] as const),
        ],
      ),
  };
  return (
    <Offers
      groups={[
        ...sideNames.map((side) => ({
          title: `Of ${side.toUpperCase()}`,
          offers: (["png", "svg", "gif", "csv", "npy"] as const).map((kind) => ofSide(side, kind)),
        })),
        { title: "Of both", offers: [readings] },
      ]}
    />
  );
};
