export type { ColorMap } from "./color-map.js";
export { type FigureOptions, figure } from "./figure.js";
export { type FlowDiagramOptions, flowDiagram } from "./flow-diagram.js";
export { type HeatMapOptions, type HeatMapPanelOptions, heatMap, heatMapPanel } from "./heat-map.js";
export {
  type HistogramOptions,
  type HistogramPanelOptions,
  type HistogramSeries,
  histogram,
  histogramPanel,
} from "./histogram.js";
export { type Label, labelPanel } from "./labels.js";
export { layers } from "./layers.js";
export {
  type LineChartOptions,
  type LinePanelOptions,
  type LineSeries,
  lineChart,
  linePanel,
} from "./line-chart.js";
export {
  type DensityPanelOptions,
  densityPanel,
  type LogDensityMapOptions,
  logDensityMap,
} from "./log-density-map.js";
export { type LossCurveOptions, type LossPanelOptions, lossCurve, lossPanel } from "./loss-curve.js";
export { movingAverage } from "./moving-average.js";
export type { Limits, Numbers } from "./numbers.js";
export type { Appearance, Area, Axis, ColorBar, LegendEntry, Panel, PanelText } from "./panel.js";
export {
  type ScatterOptions,
  type ScatterPanelOptions,
  type ScatterSeries,
  scatter,
  scatterPanel,
} from "./scatter.js";
export { type ScheduleCurvesOptions, scheduleCurves } from "./schedule-curves.js";
export {
  type StreamlinesOptions,
  type StreamlinesPanelOptions,
  streamlines,
  streamlinesPanel,
} from "./streamlines.js";
export { darkTheme, lightTheme, type Theme } from "./theme.js";
export { type GridField, type Streamline, traceStreamlines } from "./trace-streamlines.js";
export { type TrajectoryPanelsOptions, trajectoryPanels } from "./trajectory-panels.js";
export {
  type VelocityFieldOptions,
  type VelocityFieldPanelOptions,
  velocityField,
  velocityFieldPanel,
} from "./velocity-field.js";
