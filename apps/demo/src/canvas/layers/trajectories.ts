import type { Motion } from "../../session/protocol.js";
import type { Layer } from "../layer.js";

/** The ways of the first few particles, from noise to data. */
export const trajectories =
  ({ positions, particles, times }: Motion, most = 80): Layer =>
  ({ context, viewport, theme, isDark }) => {
    const count = Math.min(most, particles);
    context.lineWidth = 1;
    context.strokeStyle = theme.series[2] ?? theme.text;
    context.globalAlpha = isDark ? 0.75 : 0.45;
    context.beginPath();
    for (let i = 0; i < count; i++)
      for (let frame = 0; frame < times.length; frame++) {
        const at = 2 * (frame * particles + i);
        const [x, y] = [viewport.x(positions[at]!), viewport.y(positions[at + 1]!)];
        if (frame === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
    context.stroke();
    context.globalAlpha = 1;
  };
