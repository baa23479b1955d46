import { computed, type ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
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
import { Picture } from "./picture.js";
import type { LineState } from "./state.js";

/** What the data say by themselves, beside what the network has learned. */
export const Pictures = ({
  session,
  clock,
  values,
}: {
  readonly session: LineSession;
  readonly clock: MotionClock;
  readonly values: ReadonlySignal<LineState>;
}): JSX.Element => {
  const layers = useMemo(() => {
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
  }, [session, clock, values]);
  const { shows, compare } = values.value;
  const isDensity = shows === "density";
  const titles = isDensity
    ? ["Straight paths of training", "Ways of the network"]
    : [compare === "averaged" ? "Mean of the straight paths" : "Exact field", "Field of the network"];
  return (
    <div class="line-pictures">
      <Picture
        id="of-data"
        title={titles[0]!}
        label={
          isDensity
            ? "How many straight paths from noise to data pass each place at each time, with a few of them"
            : "The velocity at each time and place, before any training, with ways along it and the densities of noise and data at the sides"
        }
        still={layers.ofData}
        moving={layers.exactPoint}
      />
      <Picture
        id="of-network"
        title={titles[1]!}
        label={`${isDensity ? "How many points that follow the network pass each place at each time" : "The velocity that the network has learned"}, after ${session.step.value} steps of training, with the density of what it generates in orange beside that of the data in blue`}
        still={layers.learned}
        moving={layers.learnedPoint}
      />
    </div>
  );
};
