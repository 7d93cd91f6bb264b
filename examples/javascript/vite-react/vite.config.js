import react from "@vitejs/plugin-react";

export default {
  plugins: [react()],
  base: "./",
  build: { target: "es2022" },
  worker: { format: "es" },
  // The development server leaves the package's own files where they are: module and worker lie beside them.
  optimizeDeps: { exclude: ["shuangbai"] },
};
