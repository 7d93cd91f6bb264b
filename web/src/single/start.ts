// Starts the page as one file: its styles and its script stand in it compressed. The policy lets the script run by its
// hash, so nothing else can be put in its place.
import { decompress } from "fzstd";
import { BLOCKS, fromPage } from "../engine/packed";

const [style = "", code = ""] = new TextDecoder().decode(decompress(fromPage(BLOCKS.page))).split("\0");
const add = (name: "style" | "script", text: string, type = "") => {
  const element = document.createElement(name);
  if (type) element.setAttribute("type", type);
  element.textContent = text;
  document.head.append(element);
};
add("style", style);
add("script", code, "module");
