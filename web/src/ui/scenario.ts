// Which of the page's own stations are no programme's, but a scenario; what comes from a table is the reader's own.
import type { Settings } from "../state/settings";
import type { Words } from "../words";

/** The plan of 2017 had 407 stations, of which there is no list, so any that the page puts under it are made up. */
export function tellScenario({ programme, own, sites }: Settings, words: Words): string | null {
  if (sites === "drawn") return words.scenarioDrawn;
  return (own && programme === "own" ? own.id : programme) === "guangdong-2017" ? words.scenarioTowns : null;
}
