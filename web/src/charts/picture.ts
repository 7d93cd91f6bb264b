// A chart as a picture: with its title and unit, since a picture leaves the page that names them.
import { saveBlob } from "../save";
import { INK } from "../terms";
import type { EChartsType } from "./echarts";
import type { Figure } from "./figure";

const HEAD = 52;
const PAD = 20;
/** Pixels of the picture for one of the page, sharp enough for print. */
const SHARP = 2;

function svg(chart: EChartsType, { title, unit, note }: Figure): { text: string; width: number; height: number } {
  const inner = chart.renderToSVGString().replace(/^<\?xml[^>]*>/, "");
  const width = chart.getWidth() + 2 * PAD;
  const height = chart.getHeight() + HEAD + PAD;
  const safe = (text: string) => text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
  const font = `font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${PAD}" y="28" ${font} font-size="17" font-weight="600" fill="${INK}">${safe(title)}</text>
<text x="${PAD}" y="46" ${font} font-size="12" fill="#5b6770">${safe(note ? `${unit} · ${note}` : unit)}</text>
<g transform="translate(${PAD} ${HEAD})">${inner}</g></svg>`;
  return { text, width, height };
}

export function saveSvg(chart: EChartsType, name: string, figure: Figure): void {
  saveBlob(`${name}.svg`, new Blob([svg(chart, figure).text], { type: "image/svg+xml" }));
}

export async function savePng(chart: EChartsType, name: string, figure: Figure): Promise<void> {
  const { text, width, height } = svg(chart, figure);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SHARP;
  canvas.height = height * SHARP;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) saveBlob(`${name}.png`, blob);
}
