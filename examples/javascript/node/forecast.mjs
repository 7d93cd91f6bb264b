// What a town's station costs, year by year, under a yearly raise: `node forecast.mjs 0.03`.

import { Calculator, PlanError, parse } from "shuangbai";

const plan = {
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2025 },
  stations: [{ code: "440203001", name: "西河镇", villages: 12, opens: "2021-08" }],
  assumptions: { fill: "norm", pass_rate: "0.96" },
};

const [rate = "0.05"] = process.argv.slice(2);
try {
  const { totals } = parse(new Calculator(plan).reform({ raise: [{ from: 2021, rate }] }));
  for (const { year, pay, due } of totals) console.log(year, pay, due.province, due.local);
} catch (error) {
  if (!(error instanceof PlanError)) throw error;
  for (const { at, zh, en } of error.errors) console.error(`${at}: ${zh} ${en}`);
  process.exitCode = 1;
}
