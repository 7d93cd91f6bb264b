// Where the focus goes when what had it is no more.
export const toResults = (): void => document.getElementById("results")?.focus({ preventScroll: true });
