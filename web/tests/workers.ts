// A register as long as the province's, over its real towns, for tests and measurements.
import { template } from "shuangbai/excel";
import { stationsIn } from "../src/data/regions";

export function workersCsv(count: number): string {
  const towns = stationsIn(["44"], [], "towns");
  const rows = Array.from({ length: count }, (_, at) => {
    const month = (at % 12) + 1;
    const pay = `"${50 + (at % 9)},${String(at % 1000).padStart(3, "0")}.${String(at % 100).padStart(2, "0")}"`;
    return `w${at},${towns[at % towns.length]?.code},${at % 7 ? "服务性" : "事务性"},2021年${month}月,${pay}`;
  });
  return `编号,社工站,岗位,入职,年薪\n${rows.join("\n")}\n`;
}

/** The same as a workbook, with the towns and the years. */
export function workersBook(count: number): Uint8Array {
  const stations = stationsIn(["44"], [], "towns");
  const workers = Array.from({ length: count }, (_, at) => ({
    id: `w${at}`,
    station: stations[at % stations.length]?.code,
    post: at % 7 ? "service" : "administrative",
    hired: `2021-${String((at % 12) + 1).padStart(2, "0")}`,
    pay: `${50 + (at % 9)}${String(at % 1000).padStart(3, "0")}.${String(at % 100).padStart(2, "0")}`,
  }));
  const horizon = { first: 2021, last: 2030 };
  return template("zh", { programme: "guangdong-2021", horizon, stations, workers });
}
