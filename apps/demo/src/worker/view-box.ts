/** Half the side of the square around the origin that shows nearly all of the data, and of a standard normal source. */
export const halfWidthOf = (data: Float32Array): number => {
  const sizes = data.map(Math.abs).sort();
  const most = sizes[Math.floor(0.995 * (sizes.length - 1))] ?? 1;
  return Math.max(2.6, 1.15 * most);
};
