import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import App from "./App.vue";

/** What a server sends: all in the merchant's order, nothing loaded. */
export function render(): Promise<string> {
  return renderToString(createSSRApp(App));
}
