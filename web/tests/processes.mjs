// What the browser's processes of pages take, as Linux counts it: whatever else the machine does, the processor time of a page
// is its own.
import { readFileSync } from "node:fs";

/** Ids of the processes that pages and their workers run in. */
async function pages(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

const megabytes = (id, name) =>
  Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) / 1000);

/** Megabytes of the greatest page: now, and the most that it ever had. */
export async function memory(browser) {
  const [page] = (await pages(browser)).sort((a, b) => megabytes(b, "VmHWM") - megabytes(a, "VmHWM"));
  return `${megabytes(page, "VmRSS")} MB, at most ${megabytes(page, "VmHWM")} MB`;
}

/** Milliseconds of processor time of all pages that there are, in hundredths of a second. */
export async function processor(browser) {
  const ticks = (await pages(browser)).map((id) => {
    const [user, system] = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13);
    return Number(user) + Number(system);
  });
  return 10 * ticks.reduce((sum, one) => sum + one, 0);
}
