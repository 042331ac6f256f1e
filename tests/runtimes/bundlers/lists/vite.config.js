import { defineConfig } from "vite";

export default defineConfig({
  // One page for each framework.
  build: { rollupOptions: { input: ["index.html", "vue.html"] } },
  // What Vue's plugin for Vite sets, which is for files of its own kind.
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
});
