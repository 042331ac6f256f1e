"use client";

import { useEffect, useRef, useState } from "react";
import { createVitrine } from "vitrine";
import { followConsent, gpc } from "vitrine/consent";
import { keepProfile } from "vitrine/storage";
import "vitrine/panel";

/** The page's one carousel: every click is observed, and puts it in order anew. The server sends the merchant's order. */
export default function Shelf({ ids }) {
  const [order, setOrder] = useState(ids);
  const vitrine = useRef(null);

  useEffect(() => {
    window.told = { candidates: ids, events: [], now: 0 };
    let left = false;
    createVitrine({ pack: "/shop.vtr", permissions: { profile: true, persist: true } }).then(async (made) => {
      if (left) return made.free();
      vitrine.current = made;
      followConsent(made, { sources: [gpc()] });
      const kept = await keepProfile(made, { shop: "bundled" });
      Object.assign(document.querySelector("vitrine-panel"), { vitrine: made, kept });
      document.documentElement.setAttribute("data-ready", "");
    });
    return () => {
      left = true;
      vitrine.current?.free();
    };
  }, [ids]);

  function click(event, item) {
    event.preventDefault();
    const now = Math.floor(Date.now() / 1000);
    vitrine.current?.observe({ type: "click", item, time: now });
    setOrder(vitrine.current?.rank({ slot: "shelf", items: ids, now }).ids ?? ids);
    window.told.events.push({ type: "click", item, time: now });
    window.told.now = now;
  }

  return (
    <>
      <ul id="shelf">
        {order.map((id) => (
          <li key={id} data-item={id} onClick={(event) => click(event, id)}>
            <a href={`#${id}`}>Product {id}</a>
          </li>
        ))}
      </ul>
      <vitrine-panel />
    </>
  );
}
