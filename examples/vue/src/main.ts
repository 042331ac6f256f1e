import { createApp, createSSRApp } from "vue";
import App from "./App.vue";

const root = document.querySelector("#root") as HTMLElement;
// With a server that renders (server.ts), the merchant's order is there already.
(root.hasChildNodes() ? createSSRApp(App) : createApp(App)).mount(root);
