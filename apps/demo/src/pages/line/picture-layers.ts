import { computed, type ReadonlySignal } from "@preact/signals";
import type { MotionClock } from "../../canvas/clock.js";
import type { Layer } from "../../canvas/layer.js";
import type { LineSession } from "../../line/line-session.js";
import { lineTargets } from "../../line/line-targets.js";
import {
  densityShade,
  eulerWay,
  gridPicture,
  lineAxes,
  sideDensities,
  velocityShade,
  wayLines,
} from "./layers.js";
import type { LineState } from "./state.js";

/** What the page draws, and whose field or density it is. */
export interface LinePictures {
  readonly session: LineSession;
  readonly clock: MotionClock;
  readonly values: ReadonlySignal<LineState>;
}

/** The two pictures, and the point that moves over each. */
export const pictureLayers = ({ session, clock, values }: LinePictures) => {
  const ofData = computed<readonly Layer[]>(() => {
    const { shows, compare, ways, target } = values.value;
    const data = session.data.value;
    const drawn: Layer[] = [];
    if (data && shows === "density") drawn.push(gridPicture(data.straight, densityShade));
    if (data && shows === "velocity") drawn.push(gridPicture(data[compare], velocityShade));
    if (data && ways)
      drawn.push(
        shows === "density"
          ? wayLines(data.pairs, data.pairs.length / 2)
          : wayLines(data.ways, data.ways.length / 61),
      );
    return [...drawn, sideDensities(lineTargets[target], undefined), lineAxes()];
  });
  const learned = computed<readonly Layer[]>(() => {
    const { shows, ways, target } = values.value;
    const look = session.look.value;
    const drawn: Layer[] = [];
    if (look)
      drawn.push(
        shows === "density"
          ? gridPicture(look.density, densityShade)
          : gridPicture(look.field, velocityShade),
      );
    if (look && ways) drawn.push(wayLines(look.ways, look.ways.length / 61));
    return [...drawn, sideDensities(lineTargets[target], look?.density), lineAxes()];
  });
  const point = (which: "exact" | "learned") =>
    computed<readonly Layer[]>(() => {
      const euler = session.euler.value;
      const isShown = values.value.euler && (which === "learned" || values.value.shows === "velocity");
      return euler && isShown ? [eulerWay(euler[which], clock.place.value)] : [];
    });
  return { ofData, learned, exactPoint: point("exact"), learnedPoint: point("learned") };
};

/** What the pictures are called. */
export const pictureTitles = ({ shows, compare }: LineState): readonly [ofData: string, ofNetwork: string] =>
  shows === "density"
    ? ["Straight paths of training", "Ways of the network"]
    : [compare === "averaged" ? "Mean of the straight paths" : "Exact field", "Field of the network"];
