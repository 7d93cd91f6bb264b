// The calculator's worker in the single file, which start.ts has started.
declare global {
  interface Window {
    /** The worker that was started with the page, or another. */
    startEngine: () => Worker;
  }
}

export const start = (): Worker => window.startEngine();
