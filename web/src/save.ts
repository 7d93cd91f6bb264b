// Files out of the page: the browser's own download, nothing is sent.
export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const saveJson = (name: string, text: string): void =>
  saveBlob(name, new Blob([text], { type: "application/json" }));

export const saveWorkbook = (name: string, bytes: Uint8Array): void =>
  saveBlob(
    name,
    new Blob([bytes as Uint8Array<ArrayBuffer>], {
      type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }),
  );

/** With a byte order mark, so that Excel takes it as UTF-8. */
export const saveCsv = (name: string, rows: readonly (readonly string[])[]): void =>
  saveBlob(name, new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));

/** CSV as Excel reads it: byte order mark, CRLF, quotes where they are needed; no cell is taken as a formula. */
export function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^[=@\t\r]|^[+-](?![\d.]+$)/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
