/** The middles of the cells of a square around the origin, row by row from below: flat, `[side², 2]`. */
export const gridCenters = (halfWidth: number, side: number): Float32Array => {
  const at = (i: number): number => halfWidth * ((2 * i + 1) / side - 1);
  const points = new Float32Array(2 * side * side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      points.set([at(column), at(row)], 2 * (row * side + column));
  return points;
};
