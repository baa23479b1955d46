/** Mean distance of points of the plane to the two half circles of `moons`, without their noise. */
export const distanceToMoons = (points: readonly (readonly [number, number])[]): number => {
  const toUpper = (x: number, y: number): number =>
    y >= 0 ? Math.abs(Math.hypot(x, y) - 1) : Math.hypot(Math.abs(x) - 1, y);
  // The lower moon is the upper one turned by half a turn about (0.5, 0.25).
  const distances = points.map(([x, y]) => Math.min(toUpper(x, y), toUpper(1 - x, 0.5 - y)));
  return distances.reduce((sum, each) => sum + each, 0) / points.length;
};

/** What the canvas of an example shows: RGBA, row by row. */
export interface Pixels {
  readonly width: number;
  readonly data: readonly number[];
}

/** The points at which a canvas of the examples has the colour of samples. */
export const samplesOn = ({ width, data }: Pixels): [number, number][] => {
  const points: [number, number][] = [];
  for (let i = 0; 4 * i < data.length; i++)
    if (data[4 * i] === 0xd5 && data[4 * i + 1] === 0x5e && data[4 * i + 2] === 0)
      points.push([((i % width) - 160) / 120, (210 - Math.floor(i / width)) / 120]);
  return points;
};
