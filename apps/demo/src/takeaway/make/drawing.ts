import {
  densityPanel,
  figure,
  layers,
  linePanel,
  type Panel,
  scatterPanel,
  streamlinesPanel,
  velocityFieldPanel,
} from "@nami/plots";
import { nearestFrame, positionsAt, velocitiesAt } from "../../canvas/frames.js";
import type { Arrows, Motion } from "../../session/protocol.js";
import { gridCenters } from "../../worker/grid.js";
import { tracedGrid } from "../../worker/streams.js";
import type { WantedPicture } from "../wanted.js";

/** Ways that are drawn. */
const mostWays = 80;

/** The plane as it is shown, as an SVG file. */
export const svgOf = ({ view, place, direction, theme, title }: WantedPicture): string => {
  const { halfWidth, data, motion, arrows, streams, density, shown } = view;
  const limits = { xlim: [-halfWidth, halfWidth], ylim: [-halfWidth, halfWidth] } as const;
  const dots = (points: Float32Array, label: string, series: number): Panel =>
    scatterPanel({ ...limits, series: [{ points, label, color: theme.series[series] }], opacity: 0.5 });
  // Velocities are of growing t, to the noise.
  const towards = direction === "toNoise" ? 1 : -1;
  const above: Panel[] = [];
  if (density) {
    const edge = halfWidth * (1 - 1 / density.side);
    above.push(
      densityPanel({
        values: density.logDensities.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value)),
        columns: density.side,
        rows: density.side,
        xlim: [-edge, edge],
        ylim: [-edge, edge],
        levels: 12,
      }),
    );
  }
  if (data) above.push(dots(data, "data", 0));
  if (shown.ways && motion) above.push(ways(motion, theme.series[2] ?? theme.text));
  if (arrows) {
    const vectors = velocitiesAt(arrows, place).map((value) => towards * value);
    above.push(
      velocityFieldPanel({ ...limits, x: gridCenters(halfWidth, arrows.side), vectors, colorBar: !density }),
    );
  }
  if (streams) above.push(lines(streams, halfWidth, nearestFrame(streams.times.length, place), towards));
  if (shown.samples && motion) above.push(dots(positionsAt(motion, 1), "samples", 1));
  if (shown.motion && motion) above.push(dots(positionsAt(motion, place), "particles", 1));
  const axes = scatterPanel({ ...limits, points: [], title });
  return figure({ panels: [layers(axes, ...above)], theme, panelWidth: 600 });
};

/** Streamlines of one frame, the way that particles go. */
const lines = (streams: Arrows, halfWidth: number, frame: number, towards: number): Panel => {
  const grid = tracedGrid(streams, halfWidth, frame);
  return streamlinesPanel({
    ...grid,
    vectors: grid.vectors.map((value) => towards * value),
    colorBar: false,
  });
};

/** The first few ways, from noise to data. */
const ways = ({ positions, particles, times }: Motion, color: string): Panel => {
  const along = (particle: number, axis: number): number[] =>
    Array.from(times, (_, frame) => positions[2 * (frame * particles + particle) + axis]!);
  return linePanel({
    equal: true,
    series: Array.from({ length: Math.min(mostWays, particles) }, (_, i) => ({
      x: along(i, 0),
      y: along(i, 1),
      color,
      width: 1,
      opacity: 0.45,
      ...(i === 0 && { label: "ways" }),
    })),
  });
};
