// The same page as main.jsx, drawn by Vue.
import { createApp, h, shallowRef } from "vue";
import { createVitrine } from "vitrine";
import { provideVitrine, useCarousel } from "vitrine/vue";

window.made = 0;
async function openVitrine() {
  window.made += 1;
  return (window.vitrine = await createVitrine({ pack: "/shop.vtr", permissions: { profile: true } }));
}

const Watched = {
  props: ["ids"],
  setup(props) {
    const { items, list } = useCarousel(() => props.ids, { slot: "watched" });
    const card = (id) =>
      h("li", { key: id, "data-item": id }, [
        h("a", { href: `#${id}` }, id),
        h("button", { type: "button" }, "Wish"),
        h("button", { type: "button", "data-dismiss": "" }, "Not this"),
      ]);
    return () => h("ul", { class: "row", ref: list }, items.value.map(card));
  },
};

const Unwatched = {
  props: ["ids"],
  setup(props) {
    const { items } = useCarousel(() => props.ids, { slot: "unwatched", request: { shown: [] } });
    return () => h("ol", { class: "row" }, items.value.map((id) => h("li", { key: id, "data-item": id }, id)));
  },
};

const Shop = {
  props: ["lists"],
  setup(props) {
    provideVitrine(openVitrine);
    return () => [props.lists.watched && h(Watched, { ids: props.lists.watched }), h(Unwatched, { ids: props.lists.unwatched })];
  },
};

const lists = shallowRef({ watched: [], unwatched: [] });
window.setLists = (change) => (lists.value = typeof change === "function" ? change(lists.value) : change);

createApp({ setup: () => () => lists.value && h(Shop, { lists: lists.value }) }).mount("#root");
