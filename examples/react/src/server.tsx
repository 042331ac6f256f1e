import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { Shop } from "./Shop";

/** What a server sends: all in the merchant's order, nothing loaded. */
export function render(): string {
  return renderToString(
    <StrictMode>
      <Shop />
    </StrictMode>,
  );
}
