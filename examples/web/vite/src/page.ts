import type { Progress } from "./worker";

const output = document.querySelector("output")!;
const pen = document.querySelector("canvas")!.getContext("2d")!;

function draw(points: Float32Array, colour: string): void {
  pen.fillStyle = colour;
  for (let i = 0; i < points.length; i += 2)
    pen.fillRect(160 + 120 * points[i]!, 210 - 120 * points[i + 1]!, 2, 2);
}

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data: { step, loss, data, samples } }: MessageEvent<Progress>) => {
  pen.clearRect(0, 0, 480, 360);
  draw(data, "#bbb");
  draw(samples, "#d55e00");
  output.value = `step ${step}, loss ${loss.toFixed(3)}`;
};
