// What is wrong with a plan, a table or a workbook. Types and documentation are in bare.d.ts and excel-bare.d.ts.

/** A plan, patch or change that breaks a rule: all that a round found (rule 15). */
export class PlanError extends Error {
  constructor({ errors, more = 0 }) {
    const shown = errors.slice(0, 20).map((error) => `${place(error)}: ${error.en} (${error.code})`);
    const others = errors.length - shown.length + more;
    if (others > 0) shown.push(`… ${others} more`);
    super(shown.join("\n"));
    this.name = "PlanError";
    this.errors = errors;
    this.more = more;
  }
}

/** An error's place as the author of a table knows it, or in the plan. */
function place({ at, table, row, column }) {
  if (table === undefined || row === undefined) return at || "plan";
  return `${table}, row ${row}${column === undefined ? "" : `, column \`${column}\``}`;
}

/** Bytes or text that are no table. */
export class TableError extends Error {
  constructor({ table, line, zh, en }) {
    super(`${table}: ${en}`);
    this.name = "TableError";
    this.table = table;
    this.line = line;
    this.zh = zh;
    this.en = en;
  }
}

/** A file that is no workbook, or can't be read. */
export class WorkbookError extends Error {
  constructor({ code, cell, zh, en }) {
    super(cell === undefined ? en : `${cell}: ${en}`);
    this.name = "WorkbookError";
    this.code = code;
    this.cell = cell;
    this.zh = zh;
    this.en = en;
  }
}
