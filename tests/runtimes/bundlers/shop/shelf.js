/** The page's one carousel: every click is observed, and puts it in order anew. */
export async function open(createVitrine) {
  const shelf = document.querySelector("#shelf");
  const cards = [...shelf.children];
  const items = cards.map((card) => card.dataset.item);
  // What was told to vitrine, for the test: it asks the native command the same.
  window.told = { candidates: items, events: [], now: 0 };
  const vitrine = await createVitrine({ pack: "/shop.vtr", permissions: { profile: true, persist: true } });

  shelf.addEventListener("click", (event) => {
    const item = event.target.closest("[data-item]")?.dataset.item;
    if (item === undefined) return;
    event.preventDefault();
    const now = Math.floor(Date.now() / 1000);
    vitrine.observe({ type: "click", item, time: now });
    const { order } = vitrine.rank({ slot: shelf.id, items, now });
    shelf.append(...Array.from(order, (place) => cards[place]));
    window.told.events.push({ type: "click", item, time: now });
    window.told.now = now;
  });

  return { vitrine, ready: () => document.documentElement.setAttribute("data-ready", "") };
}
