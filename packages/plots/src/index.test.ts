import { expect, test } from "vitest";
import * as plots from "./index.js";

const names =
  "darkTheme densityPanel figure flowDiagram heatMap heatMapPanel histogram histogramPanel labelPanel layers lightTheme lineChart linePanel " +
  "logDensityMap lossCurve lossPanel movingAverage scatter scatterPanel scheduleCurves streamlines streamlinesPanel traceStreamlines trajectoryPanels velocityField velocityFieldPanel";

test("the package exports the functions and themes that its README lists, and nothing else", () => {
  expect(Object.keys(plots).sort()).toEqual(names.split(" ").sort());
});
