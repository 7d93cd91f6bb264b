// A register as long as the province's, over its real towns, for tests and measurements.
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
