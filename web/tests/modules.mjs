// The tests' own modules, for scripts that are run by Node alone.
import { createServer } from "vite";

export const server = await createServer({
  configFile: false,
  server: { middlewareMode: true },
  appType: "custom",
  optimizeDeps: { noDiscovery: true },
});
