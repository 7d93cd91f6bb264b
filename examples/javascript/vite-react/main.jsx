import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Client } from "shuangbai/worker";

const plan = {
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2025 },
  stations: [{ code: "440203001", name: "西河镇", villages: 12, opens: "2021-08" }],
  assumptions: { fill: "norm", pass_rate: "0.96" },
};

/** The years under a raise, from a client that lives as long as the component. */
function useTotals(rate) {
  const [client, setClient] = useState(null);
  const [totals, setTotals] = useState([]);
  useEffect(() => {
    const client = new Client();
    client.open(plan);
    setClient(client);
    return () => client.dispose();
  }, []);
  useEffect(() => {
    client?.reform({ raise: [{ from: 2021, rate }] }).then(
      (json) => setTotals(JSON.parse(json).totals),
      (error) => {
        // A newer question has overtaken this one, or the component is gone.
        if (error.name !== "AbortError") throw error;
      },
    );
  }, [client, rate]);
  return totals;
}

function App() {
  const [rate, setRate] = useState("0.05");
  const totals = useTotals(rate);
  return (
    <>
      <label>
        Yearly raise{" "}
        <input
          type="range"
          min="0"
          max="0.1"
          step="0.01"
          value={rate}
          onChange={(event) => setRate(event.target.value)}
        />
        <output>{rate}</output>
      </label>
      <table>
        <thead>
          <tr>
            <th>Year</th>
            <th>Pay</th>
            <th>Province</th>
            <th>Local</th>
          </tr>
        </thead>
        <tbody>
          {totals.map(({ year, pay, due }) => (
            <tr key={year}>
              <td>{year}</td>
              <td>{pay}</td>
              <td>{due.province}</td>
              <td>{due.local}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

createRoot(document.getElementById("app")).render(<App />);
