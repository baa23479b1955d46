import type { JSX } from "preact";
import { useId, useMemo, useRef } from "preact/hooks";
import { figureTheme } from "../shell/theme.js";
import { type ChartAxis, placeOn, shownNumber, ticksOn, valueAt } from "./axis.js";
import { Marker, type SeriesStyle, seriesStyle } from "./series-style.js";
import { useWidth } from "./use-width.js";

/** A point of a chart. */
export type ChartPoint = readonly [x: number, y: number];

/** A line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** Decides its look, the same in all charts. */
  readonly index: number;
  /** What is no number is left out; what is infinite leaves the picture. */
  readonly points: readonly ChartPoint[];
  /** A point with a ring around it. */
  readonly ringed?: ChartPoint | undefined;
}

/** Lines over axes, wherever they are drawn. */
export interface ChartPicture {
  /** What the chart shows, in words. */
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  /** A level with a name. */
  readonly floor?: { readonly value: number; readonly name: string } | undefined;
}

const [left, right, top, bottom] = [46, 12, 26, 40];

/**
 * Lines over an axis, with a cursor that pointers move. Numbers for whoever does not see it belong in a table beside it.
 */
export const LineChart = ({
  chart,
  note = "",
  marked = false,
  cursor,
  onCursor,
  height = 260,
}: {
  readonly chart: ChartPicture;
  /** What else to tell who does not see it. */
  readonly note?: string;
  /** Whether each point has a mark. */
  readonly marked?: boolean;
  /** Where the cursor stands, on the x axis. */
  readonly cursor?: number;
  readonly onCursor?: (x: number) => void;
  readonly height?: number;
}): JSX.Element => {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { title, x } = chart;
  const [inner, depth] = [Math.max(10, width - left - right), height - top - bottom];
  const lines = useMemo(
    () => <Lines chart={chart} marked={marked} inner={inner} depth={depth} />,
    [chart, marked, inner, depth],
  );
  const move = ({ clientX }: PointerEvent): void => {
    const { left: start = 0 } = box.current?.getBoundingClientRect() ?? {};
    const place = (clientX - start - left) / inner;
    onCursor?.(valueAt(x, Math.max(0, Math.min(1, place))));
  };
  return (
    <div class="line-chart" ref={box} onPointerMove={onCursor && move} onPointerDown={onCursor && move}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={title + note}>
          {lines}
          {cursor !== undefined && (
            <path class="cursor" d={`M${left + inner * placeOn(x, cursor)} ${top}v${depth}`} />
          )}
        </svg>
      )}
    </div>
  );
};

/** All that stays while the cursor moves. */
const Lines = ({
  chart: { x, y, series, floor },
  marked,
  inner,
  depth,
}: {
  readonly chart: ChartPicture;
  readonly marked: boolean;
  readonly inner: number;
  readonly depth: number;
}): JSX.Element => {
  const clip = useId();
  const theme = figureTheme.value;
  const placeX = (value: number): number => left + inner * placeOn(x, value);
  // Far outside is as good as infinitely far.
  const placeY = (value: number): number => top + depth * (1 - Math.max(-9, Math.min(10, placeOn(y, value))));
  return (
    <>
      <clipPath id={clip}>
        <rect x={left - 4} y={top - 4} width={inner + 8} height={depth + 8} />
      </clipPath>
      <Ticks axis={y} most={5} place={placeY} from={left} to={left + inner} isVertical />
      <Ticks axis={x} most={inner < 240 ? 4 : 6} place={placeX} from={top} to={top + depth} />
      <text x={left + inner} y={top + depth + bottom - 6} text-anchor="end" class="axis-name">
        {x.label}
      </text>
      <text x={left} y={12} class="axis-name">
        {y.label}
      </text>
      <g clip-path={`url(#${clip})`}>
        {floor && (
          <>
            <path class="floor" d={`M${left} ${placeY(floor.value)}h${inner}`} />
            <text x={left + inner - 4} y={placeY(floor.value) - 5} text-anchor="end">
              {floor.name}
            </text>
          </>
        )}
        {series.map(({ index, points, ringed }) => (
          <Line
            key={index}
            style={seriesStyle(theme, index)}
            points={points.map(([a, b]) => [placeX(a), placeY(b)])}
            marked={marked}
            ringed={ringed && [placeX(ringed[0]), placeY(ringed[1])]}
          />
        ))}
      </g>
    </>
  );
};

const Line = ({
  style,
  points,
  marked,
  ringed,
}: {
  readonly style: SeriesStyle;
  readonly points: readonly ChartPoint[];
  readonly marked: boolean;
  readonly ringed: ChartPoint | undefined;
}): JSX.Element => {
  const sound = points.filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  return (
    <>
      <path
        d={sound.map(([a, b], i) => `${i === 0 ? "M" : "L"}${a.toFixed(1)} ${b.toFixed(1)}`).join("")}
        fill="none"
        stroke={style.color}
        stroke-width="2"
        stroke-dasharray={style.dashes}
        stroke-linejoin="round"
      />
      {marked && sound.map(([a, b]) => <Marker key={a} x={a} y={b} style={style} />)}
      {ringed && <circle class="ring" cx={ringed[0]} cy={ringed[1]} r="7" stroke={style.color} />}
    </>
  );
};

const Ticks = ({
  axis,
  most,
  place,
  from,
  to,
  isVertical = false,
}: {
  readonly axis: ChartAxis;
  readonly most: number;
  readonly place: (value: number) => number;
  readonly from: number;
  readonly to: number;
  readonly isVertical?: boolean;
}): JSX.Element => (
  <>
    {ticksOn(axis, most).map((value) => {
      const at = Math.round(place(value)) + 0.5;
      return isVertical ? (
        <g key={value}>
          <path class="grid" d={`M${from} ${at}H${to}`} />
          <text x={from - 6} y={at + 4} text-anchor="end">
            {shownNumber(value)}
          </text>
        </g>
      ) : (
        <g key={value}>
          <path class="grid" d={`M${at} ${from}V${to}`} />
          <text x={at} y={to + 16} text-anchor="middle">
            {shownNumber(value)}
          </text>
        </g>
      );
    })}
  </>
);
