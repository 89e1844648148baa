import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// `SALUS_API` points the development server at a running Salus; the built files are served by Salus itself.
const api = process.env.SALUS_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 5173, strictPort: true, proxy: { "/api": api, "/health": api } },
  build: {
    outDir: "../src/salus/app/static",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: {
        // Vendor code changes rarely: its own files stay in the browser's cache over releases.
        manualChunks: (id: string) => {
          if (!id.includes("node_modules")) return undefined;
          if (/[\\/](react|react-dom|scheduler)[\\/]/.test(id)) return "react";
          if (/[\\/]@tanstack[\\/]/.test(id)) return "tanstack";
          if (/[\\/]@mantine[\\/](core|hooks)[\\/]/.test(id)) return "mantine";
          return undefined;
        },
      },
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
