import { StrictMode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { Shop } from "./Shop";

const root = document.querySelector("#root") as HTMLElement;
const shop = (
  <StrictMode>
    <Shop />
  </StrictMode>
);
// With a server that renders (server.tsx), the merchant's order is there already.
if (root.hasChildNodes()) hydrateRoot(root, shop);
else createRoot(root).render(shop);
