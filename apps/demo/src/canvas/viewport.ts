/** How the plane lies on a canvas: a square around the origin, fitted into the middle; y grows upwards. */
export interface Viewport {
  /** Size of the canvas in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** CSS pixels of a unit. */
  readonly scale: number;
  x(worldX: number): number;
  y(worldY: number): number;
  worldX(pixelX: number): number;
  worldY(pixelY: number): number;
}

/** @param halfWidth half the side of the square */
export const viewportOf = (width: number, height: number, halfWidth: number): Viewport => {
  const scale = Math.min(width, height) / (2 * halfWidth);
  return {
    width,
    height,
    scale,
    x: (worldX) => width / 2 + worldX * scale,
    y: (worldY) => height / 2 - worldY * scale,
    worldX: (pixelX) => (pixelX - width / 2) / scale,
    worldY: (pixelY) => (height / 2 - pixelY) / scale,
  };
};
