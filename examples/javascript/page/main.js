// A page without a bundler: the package lies beside it, as the folder `shuangbai`.

import { Client } from "./shuangbai/worker.js";

const client = new Client();
client.open({
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2025 },
  stations: [{ code: "440203001", name: "西河镇", villages: 12, opens: "2021-08" }],
  assumptions: { fill: "norm", pass_rate: "0.96" },
});

const [slider, output, body] = ["input", "output", "tbody"].map((name) => document.querySelector(name));

async function show() {
  output.value = slider.value;
  try {
    const { totals } = JSON.parse(await client.reform({ raise: [{ from: 2021, rate: slider.value }] }));
    body.replaceChildren();
    for (const { year, pay, due } of totals) {
      const row = body.insertRow();
      for (const cell of [year, pay, due.province, due.local]) row.insertCell().textContent = cell;
    }
  } catch (error) {
    // A newer question has overtaken this one.
    if (error.name !== "AbortError") output.value = error.message;
  }
}

slider.addEventListener("input", show);
show();
