// Plans' lists as CSV tables, as somebody would have typed or exported them: for tests and benches.

const zh = {
  code: "编码",
  name: "名称",
  tier: "分档",
  villages: "村居数",
  opens: "建站",
  id: "编号",
  station: "社工站",
  post: "岗位",
  hired: "入职",
  left: "离职",
  pay: "年薪",
  pay_year: "年薪年度",
  from: "起",
  to: "止",
  count: "人数",
  month: "月份",
  administrative: "事务性",
  service: "服务性",
  excellent: "优秀",
  pass: "合格",
  basic: "基本合格",
  fail: "不合格",
};
const needed = {
  stations: ["code"],
  workers: ["station", "post", "hired"],
  hires: ["station", "post", "count", "month"],
  moves: ["id", "from", "station"],
  absences: ["id", "from", "to"],
};

/** A plan as an outline and tables of rows, each an array of texts, the header first. */
export function tablesOf({ stations, workers, hires, ...outline }, { chinese = false } = {}) {
  const tables = {};
  // Moves and absences stand in any order.
  const of = (field) => workers?.flatMap(({ id, [field]: rows = [] }) => rows.map((row) => ({ id, ...row }))).reverse();
  const lists = { stations, workers, hires, moves: of("moves"), absences: of("away") };
  for (const [kind, list] of Object.entries(lists)) {
    if (!list || (["moves", "absences"].includes(kind) && !list.length)) continue;
    const flat = list.map(({ appraisals = {}, moves: _moves, away: _away, ...row }) => {
      const grades = Object.entries(appraisals).flatMap(([year, grade]) => [
        [chinese ? `考核${year}` : `appraisal_${year}`, grade.grade ?? grade],
        ...(grade.decided ? [[chinese ? `考核公布${year}` : `decided_${year}`, grade.decided]] : []),
        ...(grade.provisional ? [[chinese ? `考核暂定${year}` : `provisional_${year}`, grade.provisional]] : []),
      ]);
      return { ...row, ...Object.fromEntries(grades) };
    });
    const names = [...new Set([...needed[kind], ...flat.flatMap(Object.keys)])];
    const cell = (row, name) => {
      const value = String(row[name] ?? "");
      if (!chinese) return value;
      if (name === "post" || /^考核(暂定)?\d/.test(name)) return zh[value] ?? value;
      const month = value.match(/^(\d{4})-0?(\d+)$/);
      if (month && ["hired", "left", "opens", "month", "from", "to"].includes(name))
        return `${month[1]}年${month[2]}月`;
      if (name === "pay") return value.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
      return value;
    };
    const header = names.map((name) => (chinese ? (zh[name] ?? name) : name));
    tables[kind] = [header, ...flat.map((row) => names.map((name) => cell(row, name)))];
  }
  return { outline, tables };
}

/** Rows as CSV. */
export function csv(rows, separator = ",", end = "\n") {
  const quoted = (cell) => (/[",;\t\r\n]|^$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(quoted).join(separator) + end).join("");
}

let pairs;

/** Text in GB18030, by what its decoder makes of every two bytes. */
export function gb18030(text) {
  if (!pairs) {
    pairs = new Map();
    const decoder = new TextDecoder("gb18030");
    for (let lead = 0x81; lead <= 0xfe; lead += 1) {
      for (let trail = 0x40; trail <= 0xfe; trail += 1) {
        const char = decoder.decode(Uint8Array.of(lead, trail));
        if (trail !== 0x7f && char.length === 1) pairs.set(char, [lead, trail]);
      }
    }
  }
  const bytes = (char) => {
    const code = char.codePointAt(0);
    if (code < 0x80) return [code];
    if (!pairs.has(char)) throw new Error(`${char} is no two bytes of GB18030`);
    return pairs.get(char);
  };
  return Uint8Array.from([...text].flatMap(bytes));
}

/** A table of 1,610 stations and one of so many workers, in Chinese, and an outline. */
export function province(people) {
  const code = (at) => String(440100000 + Math.floor(at / 20) * 1000 + (at % 20) + 1);
  const stations = Array.from({ length: 1610 }, (_, at) => [code(at), `第${at + 1}镇`, String(5 + (at % 20))]);
  const workers = Array.from({ length: people }, (_, at) => {
    const [station, name] = stations[(at * 7) % stations.length];
    const hired = `${2021 + (at % 2)}/${1 + (at % 12)}/1`;
    const pay = `${50 + (at % 9)},${String((at * 37) % 1000).padStart(3, "0")}.${String(at % 100).padStart(2, "0")}`;
    return [`W${at}`, at % 2 ? station : name, at % 5 ? "服务性" : "事务性", hired, at % 11 ? "" : "2026年3月", pay];
  });
  return {
    outline: {
      programme: "guangdong-2021",
      horizon: { first: 2023, last: 2032 },
      assumptions: { missing_history: "pass" },
    },
    stations: csv([["编码", "名称", "村居数"], ...stations]),
    workers: csv([["编号", "社工站", "岗位", "入职", "离职", "年薪(元)"], ...workers]),
  };
}
