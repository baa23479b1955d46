import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Picture } from "./picture.js";
import { type LinePictures, pictureLayers, pictureTitles } from "./picture-layers.js";

/** What the data say by themselves, beside what the network has learned. */
export const Pictures = ({ session, clock, values }: LinePictures): JSX.Element => {
  const layers = useMemo(() => pictureLayers({ session, clock, values }), [session, clock, values]);
  const isDensity = values.value.shows === "density";
  const titles = pictureTitles(values.value);
  return (
    <div class="line-pictures">
      <Picture
        id="of-data"
        title={titles[0]}
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
        title={titles[1]}
        label={`${isDensity ? "How many points that follow the network pass each place at each time" : "The velocity that the network has learned"}, after ${session.step.value} steps of training, with the density of what it generates in orange beside that of the data in blue`}
        still={layers.learned}
        moving={layers.learnedPoint}
      />
    </div>
  );
};
