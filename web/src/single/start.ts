// Starts the page as one file: its styles, its script and that of the calculator's worker stand in it compressed. The policy
// lets the script run by its hash, so nothing else can be put in its place.
import { decompress } from "fzstd";
import { BLOCKS, fromPage, withModule } from "../engine/packed";
import "./engine";

const textOf = (block: string): string => new TextDecoder().decode(decompress(fromPage(block)));

let url: string | undefined;
let first: Worker | undefined;
let awoken: () => void;
const awake = new Promise<void>((awake) => (awoken = awake));

function started(): Worker {
  url ??= URL.createObjectURL(new Blob([textOf(BLOCKS.worker)], { type: "text/javascript" }));
  return withModule(new Worker(url), fromPage(BLOCKS.module), awoken);
}

window.startEngine = () => {
  const worker = first ?? started();
  first = undefined;
  return worker;
};

function add(name: "style" | "script", text: string, type = ""): void {
  const element = document.createElement(name);
  if (type) element.setAttribute("type", type);
  element.textContent = text;
  document.head.append(element);
}

/** A worker that is not there by then is not waited for. */
const SOON = 100;

async function begin(): Promise<void> {
  try {
    first = started();
    // What is wrong with it is told by the next, once there is somebody to hear it.
    first.onerror = () => (first = undefined);
    // Browsers start a worker only while this thread has nothing to do; then both unpack at once.
    await Promise.race([awake, new Promise((go) => setTimeout(go, SOON))]);
  } catch {
    // The page says so.
  }
  const [style = "", code = ""] = textOf(BLOCKS.page).split("\0");
  add("style", style);
  add("script", code, "module");
}
void begin();
