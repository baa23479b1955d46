import { expect, test } from "vitest";
import * as plots from "./index.js";

test("the package exports the functions and themes that its README lists, and nothing else", () => {
  expect(Object.keys(plots).sort()).toEqual(
    [
      ...["darkTheme", "densityPanel", "figure", "flowDiagram", "lightTheme", "lineChart", "linePanel"],
      ...[
        "logDensityMap",
        "lossCurve",
        "lossPanel",
        "movingAverage",
        "scatter",
        "scatterPanel",
        "scheduleCurves",
      ],
      ...["trajectoryPanels", "velocityField", "velocityFieldPanel"],
    ].sort(),
  );
});
