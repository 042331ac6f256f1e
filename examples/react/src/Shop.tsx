import { createVitrine } from "vitrine";
import { Carousel, useCarousel, useVitrine, VitrineProvider } from "vitrine/react";
import products from "../../catalogue/products.json";
import stories from "../../catalogue/stories.json";

/** Called in the browser only. */
async function openVitrine() {
  const vitrine = await createVitrine({ pack: "/shop.vtr" });
  // For a look at it in the browser's console.
  return Object.assign(window, { vitrine }).vitrine;
}

export function Shop() {
  return (
    <VitrineProvider vitrine={openVitrine}>
      <Consent />
      <h2>For you</h2>
      <Carousel slot="home" items={products} className="row">
        {(product, card) => (
          <li {...card}>
            <a href={`#${product.id}`}>{product.name}</a>
          </li>
        )}
      </Carousel>
      <Stories />
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

/** Articles and videos, which no pack knows: what they are about says what they are like. */
function Stories() {
  const { items, ref } = useCarousel(stories, {
    slot: "stories",
    top: 6,
    item: (story) => ({ id: story.id, attributes: story.about }),
  });
  return (
    <>
      <h2>To read and to watch</h2>
      <ul className="row" ref={ref}>
        {items.map((story) => (
          <li key={story.id} data-item={story.id}>
            <a href={`#${story.id}`}>{story.title}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
