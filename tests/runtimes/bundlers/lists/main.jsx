// Lists that the page changes while the shopper is there, in React's own strictest mode: every effect is run twice.
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { createVitrine } from "vitrine";
import { useCarousel, useRankedItems, VitrineProvider } from "vitrine/react";

window.made = 0;
async function openVitrine() {
  window.made += 1;
  return (window.vitrine = await createVitrine({ pack: "/shop.vtr", permissions: { profile: true } }));
}

function Watched({ ids }) {
  const { items, ref } = useCarousel(ids, { slot: "watched" });
  return (
    <ul className="row" ref={ref}>
      {items.map((id) => (
        <li key={id} data-item={id}>
          <a href={`#${id}`}>{id}</a>
          <button type="button">Wish</button>
          <button type="button" data-dismiss>
            Not this
          </button>
        </li>
      ))}
    </ul>
  );
}

function Unwatched({ ids }) {
  const items = useRankedItems(ids, { slot: "unwatched", request: { shown: [] } });
  return (
    <ol className="row">
      {items.map((id) => (
        <li key={id} data-item={id}>
          {id}
        </li>
      ))}
    </ol>
  );
}

function App() {
  const [lists, setLists] = useState({ watched: [], unwatched: [] });
  Object.assign(window, { setLists });
  if (lists === null) return null;
  return (
    <VitrineProvider vitrine={openVitrine}>
      {lists.watched && <Watched ids={lists.watched} />}
      <Unwatched ids={lists.unwatched} />
    </VitrineProvider>
  );
}

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
