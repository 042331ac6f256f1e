"use client";

import { createVitrine } from "vitrine";
import { Carousel, useVitrine, VitrineProvider } from "vitrine/react";

/** Called in the browser only. */
async function openVitrine() {
  const vitrine = await createVitrine({ pack: "/shop.vtr" });
  // For a look at it in the browser's console.
  window.vitrine = vitrine;
  return vitrine;
}

export function Shop({ products }) {
  return (
    <VitrineProvider vitrine={openVitrine}>
      <Consent />
      <Carousel slot="home" items={products} className="row">
        {(product, card) => (
          <li {...card}>
            <a href={`#${product.id}`}>{product.name}</a>
          </li>
        )}
      </Carousel>
    </VitrineProvider>
  );
}

/** Whatever the shop asks with. Nothing is granted before she says yes. */
function Consent() {
  const vitrine = useVitrine();
  return (
    <button type="button" disabled={vitrine === null} onClick={() => vitrine?.setConsent({ profile: true })}>
      Yes, put things in my order
    </button>
  );
}
