// Charts from figures: stacked bars from zero on, their exact amounts in tooltips and in the table beneath.
import { type Fen, type Unit, pixels, written } from "../money";
import { INK, unitName } from "../terms";
import type { Settings } from "../state/settings";
import type { ChartOption } from "./echarts";

type Lang = Settings["lang"];

/** One colour of stacked bars. */
export interface Part {
  name: string;
  colour: string;
  /** In fen, or counts in ten-thousandths, one for each year. */
  values: bigint[];
  /** The stack that it stands in: base and reform stand side by side. */
  stack?: "base" | "reform";
}

/** What a chart shows: enough to draw it, and to write it as a table. */
export interface Figure {
  title: string;
  unit: string;
  years: number[];
  /** The years of the axis, where they are more. */
  axis?: number[];
  parts: Part[];
  /** A line across each bar, such as the posts required. */
  marks?: { name: string; values: bigint[] };
  /** A value's length and its text. */
  length: (value: bigint) => number;
  write: (value: bigint) => string;
  /** Whether the sum of a stack means something. */
  summed: boolean;
  note?: string;
}

export const inMoney = (unit: Unit, lang: Lang) => ({
  unit: unitName(unit, lang),
  length: (value: Fen) => pixels(value, unit),
  write: (value: Fen) => written(value, unit),
});

// Single quotes, because the chart's text is put into attributes as it stands.
const FONT = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'Source Han Sans SC', system-ui, sans-serif";

export const totals = ({ parts, years }: Figure, stack?: string): bigint[] =>
  years.map((_, at) => parts.reduce((sum, part) => (part.stack === stack ? sum + (part.values[at] ?? 0n) : sum), 0n));

const escape = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** Above a bar there is room for a short number only: three digits that say something. */
function short(length: number): string {
  if (length === 0) return "";
  if (length >= 1000) return Math.round(length).toLocaleString("en-US");
  return length >= 100 ? length.toFixed(0) : length >= 10 ? length.toFixed(1) : length.toFixed(2);
}

/** What isn't a figure's own, in light and in the dark. */
const SHADES = {
  light: { ink: INK, soft: "#4a5250", line: "#8a8f8c", grid: "#e8e8e2", box: "#fff", edge: "#d9d9d2" },
  dark: { ink: "#e8ebe7", soft: "#b6bfb9", line: "#7d8881", grid: "#343b37", box: "#262d29", edge: "#56605a" },
};

export function option(figure: Figure, total: string, narrow: boolean, dark = false): ChartOption {
  const shade = dark ? SHADES.dark : SHADES.light;
  const { parts, years, marks, length } = figure;
  const axis = figure.axis ?? years;
  const places = axis.map((year) => years.indexOf(year));
  const stacks = [...new Set(parts.map(({ stack }) => stack))];
  const compared = stacks.length > 1;
  const names = [...new Set(parts.map(({ name }) => name))];
  const count = years.length * stacks.length;
  const longest = Math.max(...stacks.flatMap((stack) => totals(figure, stack)).map((sum) => short(length(sum)).length));
  // Long numbers need the room of fewer bars.
  const labels = count <= (narrow ? 6 : longest > 5 ? 10 : 12);
  const bars = parts.map(({ name, colour, values, stack }) => ({
    type: "bar",
    name,
    stack: stack ?? "all",
    barMaxWidth: compared ? 28 : 44,
    barGap: "8%",
    barCategoryGap: compared ? "28%" : "34%",
    itemStyle: { color: colour, opacity: compared && stack === "base" ? 0.45 : 1 },
    emphasis: { focus: "none" },
    animation: false,
    data: places.map((at) => length(values[at] ?? 0n)),
  }));
  // The total above a stack is the label of an empty bar on its top.
  const sums = stacks.map((stack) => ({
    type: "bar",
    name: total,
    stack: stack ?? "all",
    silent: true,
    animation: false,
    itemStyle: { color: "transparent" },
    label: {
      show: labels && figure.summed,
      position: "top",
      color: shade.ink,
      fontSize: 11,
      fontFamily: FONT,
      formatter: ({ dataIndex }: { dataIndex: number }) =>
        short(length(totals(figure, stack)[places[dataIndex] ?? -1] ?? 0n)),
    },
    data: axis.map(() => 0),
  }));
  const lines = marks
    ? [
        {
          type: "custom",
          name: marks.name,
          animation: false,
          itemStyle: { color: shade.ink },
          renderItem: marker(shade.ink),
          encode: { x: 0, y: 1 },
          data: marks.values.map((value, at) => [at, length(value)]),
          z: 5,
        },
      ]
    : [];
  const legend = [...names, ...(marks ? [marks.name] : [])];
  return {
    aria: { enabled: true, label: { description: described(figure, total) } },
    textStyle: { fontFamily: FONT },
    grid: { left: 4, right: 8, top: 44, bottom: 4, containLabel: true },
    legend: {
      // In full colours, also where the base comes first, pale.
      data: legend.map((name) => ({ name, itemStyle: { opacity: 1 } })),
      left: 0,
      top: 0,
      itemWidth: 12,
      itemHeight: 12,
      icon: "rect",
      itemGap: 18,
      selectedMode: false,
      textStyle: { color: shade.ink, fontSize: 13 },
    },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: "rgba(0,0,0,.05)" } },
      confine: true,
      backgroundColor: shade.box,
      borderColor: shade.edge,
      textStyle: { color: shade.ink, fontSize: 13, fontFamily: FONT },
      formatter: (shown: { dataIndex: number }[]) => tip(figure, places[shown[0]?.dataIndex ?? 0] ?? -1, total),
    },
    xAxis: {
      type: "category",
      data: axis.map(String),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: shade.line } },
      axisLabel: { color: shade.soft, fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 4,
      splitLine: { lineStyle: { color: shade.grid } },
      axisLabel: { color: shade.soft, fontSize: 12, formatter: (value: number) => value.toLocaleString("en-US") },
    },
    series: [...bars, ...sums, ...lines],
  };
}

interface Api {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
  size(size: [number, number]): [number, number];
}

/** A short thick line across the bar of a year. */
const marker =
  (fill: string) =>
  (_: unknown, api: Api): object => {
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const half = Math.min(api.size([1, 0])[0] * 0.42, 30);
    return { type: "rect", shape: { x: x - half, y: y - 1.5, width: half * 2, height: 3 }, style: { fill } };
  };

function tip(figure: Figure, at: number, total: string): string {
  const { parts, marks, write, unit, years } = figure;
  if (at < 0) return "";
  const stacks = [...new Set(parts.map(({ stack }) => stack))];
  const cell = (text: string, right = false) =>
    `<td style="padding:1px 0 1px ${right ? 16 : 0}px;text-align:${right ? "right" : "left"};font-variant-numeric:tabular-nums">${text}</td>`;
  const names = [...new Set(parts.map(({ name }) => name))];
  const rows = names.map((name) => {
    const of = stacks.map((stack) => parts.find((part) => part.name === name && part.stack === stack));
    const dot = `<span style="display:inline-block;width:10px;height:10px;margin-right:6px;background:${of.find(Boolean)?.colour}"></span>`;
    return cell(dot + escape(name)) + of.map((part) => cell(part ? write(part.values[at] ?? 0n) : "", true)).join("");
  });
  if (figure.summed) {
    rows.push(
      cell(`<b>${escape(total)}</b>`) +
        stacks.map((s) => cell(`<b>${write(totals(figure, s)[at] ?? 0n)}</b>`, true)).join(""),
    );
  }
  if (marks) rows.push(cell(escape(marks.name)) + cell(write(marks.values[at] ?? 0n), true));
  return `<b>${years[at]}</b> <span style="opacity:.75">${escape(unit)}</span><table style="border-collapse:collapse">${rows.map((row) => `<tr>${row}</tr>`).join("")}</table>`;
}

/** A chart in words, for those who don't see it. */
function described(figure: Figure, total: string): string {
  const { title, unit, years, write } = figure;
  const stacks = [...new Set(figure.parts.map(({ stack }) => stack))];
  const last = stacks[stacks.length - 1];
  const values = figure.summed ? totals(figure, last) : (figure.parts[0]?.values ?? []);
  const told = years.map((year, at) => `${year}: ${write(values[at] ?? 0n)}`).join("; ");
  return `${title} (${unit}). ${figure.summed ? total : (figure.parts[0]?.name ?? "")}: ${told}`;
}
