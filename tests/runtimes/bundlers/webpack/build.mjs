import { copyFileSync } from "node:fs";
import webpack from "webpack";

const compiler = webpack({
  mode: "production",
  entry: "./main.js",
  output: { path: `${import.meta.dirname}/dist`, filename: "main.js", publicPath: "/", trustedTypes: true },
  // The engine is larger than what webpack warns of.
  performance: { hints: false },
});
compiler.run((error, stats) => {
  if (error || stats.hasErrors() || stats.hasWarnings()) {
    console.error(error ?? stats.toString());
    process.exit(1);
  }
  copyFileSync("index.html", "dist/index.html");
  compiler.close(() => {});
});
