import { readFileSync, writeFileSync } from "node:fs";
import type { Browser } from "playwright";

/** The top of a screenshot, smaller, as a picture for documents: less than 200 kB. */
export const reducePicture = async (
  browser: Browser,
  { from, to, height }: { readonly from: string; readonly to: string; readonly height: number },
): Promise<void> => {
  const page = await browser.newPage();
  const source = `data:image/png;base64,${readFileSync(from).toString("base64")}`;
  const reduced = await page.evaluate(
    async ({ source, height }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const rows = Math.min(height, image.height);
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [800, Math.round((800 * rows) / image.width)];
      const context = canvas.getContext("2d")!;
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, image.width, rows, 0, 0, canvas.width, canvas.height);
      // Shades that nobody tells apart cost half of the file.
      const shown = context.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < shown.data.length; i++)
        shown.data[i] = Math.min(255, Math.round(shown.data[i]! / 8) * 8);
      context.putImageData(shown, 0, 0);
      return canvas.toDataURL("image/png");
    },
    { source, height },
  );
  writeFileSync(to, Buffer.from(reduced.split(",")[1] ?? "", "base64"));
  await page.close();
};
