// What is known of the shopper: values as bars, prices, items; each with more, less and forget beside it.

import { html, nothing, svg } from "lit-html";
import type { TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Forgettable, ProfileValue, ProfileView } from "../types.js";
import { icon } from "./icons.js";
import { fieldName, valueName } from "./names.js";
import type { Names } from "./names.js";
import type { Speech } from "./speech.js";

const MOST_VALUES = 6;
const MOST_ITEMS = 12;
/** Weaker than this has faded out. */
const FAINT = 1e-3;

/** What the shopper may do with what is known. */
export interface Edits {
  forget(what: Forgettable, name: string): void;
  prefer(what: { field: string; value: string }, direction: "more" | "less", name: string): void;
}

type Shown = { speech: Speech; names: Names; edits: Edits };

/** A bar of a strength; below zero (turned away from) it is hatched. Drawn as SVG: a strict policy lets no style through. */
function bar(kind: "short" | "long", part: number): TemplateResult {
  const width = Math.max(1, Math.min(1, Math.abs(part)) * 100);
  const marks = [];
  if (part < 0) for (let x = 0; x < width; x += 4) marks.push(svg`<rect x=${x} width=${Math.min(2, width - x)} height="8" />`);
  return html`<svg class="bar ${kind}" part="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${part < 0 ? marks : svg`<rect width=${width} height="8" />`}
  </svg>`;
}

function spoken(speech: Speech, value: ProfileValue, most: number): string {
  const part = (strength: number): string => {
    const percent = speech.percent(Math.abs(strength) / most);
    return strength < 0 ? speech.say("away", { percent }) : percent;
  };
  return speech.say("bars", { short: part(value.short), long: part(value.long) });
}

function act(name: "more" | "less" | "close", label: string, run: () => void): TemplateResult {
  return html`<button type="button" class="round ${name === "close" ? "forget" : name}" aria-label=${label} title=${label} @click=${run}>${icon(name)}</button>`;
}

function valueRow({ speech, names, edits }: Shown, value: ProfileValue, most: { short: number; long: number }): TemplateResult {
  const { field } = value;
  const known = value.value;
  const name = known === null ? speech.say("gone") : valueName(names, field, known);
  return html`<li class="row" part="row" data-field=${field} data-value=${known ?? nothing}>
    <span class="name" title=${known ?? nothing} dir="auto">${name}</span>
    <span class="bars">${bar("short", value.short / most.short)}${bar("long", value.long / most.long)}</span>
    <span class="sr">${spoken(speech, value, Math.max(most.short, most.long))}</span>
    ${known === null
      ? nothing
      : html`<span class="acts">
          ${act("more", speech.say("more", { what: name }), () => edits.prefer({ field, value: known }, "more", name))}
          ${act("less", speech.say("less", { what: name }), () => edits.prefer({ field, value: known }, "less", name))}
          ${act("close", speech.say("forget", { what: name }), () => edits.forget({ field, value: known }, name))}
        </span>`}
  </li>`;
}

/** One block for each field, its strongest values first. */
function values(shown: Shown, view: ProfileView): TemplateResult | typeof nothing {
  const { speech, names, edits } = shown;
  const groups = new Map<string, ProfileValue[]>();
  for (const value of view.values) {
    if (Math.abs(value.short) < FAINT && Math.abs(value.long) < FAINT) continue;
    groups.set(value.field, [...(groups.get(value.field) ?? []), value]);
  }
  if (groups.size === 0) return nothing;
  const group = ([field, all]: [string, ProfileValue[]]): TemplateResult => {
    const most = {
      short: Math.max(1e-9, ...all.map(({ short }) => Math.abs(short))),
      long: Math.max(1e-9, ...all.map(({ long }) => Math.abs(long))),
    };
    const weight = ({ short, long }: ProfileValue): number => short / most.short + long / most.long;
    const sorted = [...all].sort((a, b) => weight(b) - weight(a));
    const name = fieldName(names, field);
    return html`<section class="group" data-field=${field}>
      <header>
        <h4 dir="auto">${name}</h4>
        <button type="button" class="quiet" aria-label=${speech.say("forgetAllOf", { field: name })} @click=${() => edits.forget({ field }, name)}>
          ${speech.say("forgetAll")}
        </button>
      </header>
      <ul>${repeat(sorted.slice(0, MOST_VALUES), ({ value }) => value, (value) => valueRow(shown, value, most))}</ul>
      ${sorted.length > MOST_VALUES ? html`<p class="small">${speech.count("weaker", sorted.length - MOST_VALUES)}</p>` : nothing}
    </section>`;
  };
  return html`<section class="block" part="block values">
    <h3>${speech.say("known")}</h3>
    <p class="legend" aria-hidden="true"><span class="mark short"></span>${speech.say("lately")}<span class="mark long"></span>${speech.say("overTime")}</p>
    ${repeat(groups, ([field]) => field, group)}
  </section>`;
}

function prices({ speech, names }: Shown, view: ProfileView): TemplateResult | typeof nothing {
  if (view.prices.length === 0) return nothing;
  // From nothing to somewhat above the highest: a range has a place on it, and a width.
  const from = Math.min(0, ...view.prices.map(({ low }) => low));
  const to = 1.25 * Math.max(...view.prices.map(({ high }) => high));
  const at = (price: number): number => (to > from ? (100 * (price - from)) / (to - from) : 50);
  const money = (price: number): string => names.price?.(price) ?? speech.number(price);
  return html`<section class="block" part="block prices">
    <h3>${speech.say("prices")}</h3>
    <ul>${view.prices.map(({ category, typical, low, high }) => {
      const name = category === null ? speech.say("everything") : valueName(names, "", category);
      return html`<li class="price">
        <span class="name" dir="auto">${name}</span>
        <svg class="bar range" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect x=${at(low)} width=${Math.max(1, at(high) - at(low))} height="8" />
          <rect class="typical" x=${Math.min(98, Math.max(0, at(typical) - 1))} width="2" height="8" />
        </svg>
        <span class="small">${speech.say("priceWords", { typical: money(typical), low: money(low), high: money(high) })}</span>
      </li>`;
    })}</ul>
  </section>`;
}

function itemWords(speech: Speech, item: ProfileView["items"][number]): string {
  const parts: string[] = [];
  if (item.dismissed) parts.push(speech.say("itemDismissed"));
  if (item.inCart) parts.push(speech.say("itemInCart"));
  if (item.views > 0) parts.push(speech.count("itemViews", item.views));
  const shown = Math.round(item.exposures);
  if (shown > 0) parts.push(speech.count("itemShown", shown));
  return speech.list(parts);
}

/** Items that the shopper turned to, as far as they are listed. */
export function listedItems(view: ProfileView): ProfileView["items"] {
  const touched = view.items.filter((item) => item.views > 0 || item.inCart || item.dismissed || item.interest !== 0);
  return touched.sort((a, b) => b.interest - a.interest);
}

/** The slot in which an item's picture stands. */
export function pictureSlot(id: string): string {
  return `picture-${id}`;
}

function items({ speech, names, edits }: Shown, view: ProfileView): TemplateResult | typeof nothing {
  if (view.items.length === 0) return nothing;
  const touched = listedItems(view);
  const onlyShown = view.items.length - touched.length;
  const nameOf = (id: string): string => (id === "" ? speech.say("gone") : names.item?.(id) ?? speech.say("item", { id }));
  return html`<section class="block" part="block items">
    <h3>${speech.say("items")}</h3>
    <ul>${repeat(touched.slice(0, MOST_ITEMS), ({ id }) => id, (item) => html`<li class="piece" part="row" data-item=${item.id}>
      ${names.picture === undefined ? nothing : html`<span class="thumb" part="picture-frame"><slot name=${pictureSlot(item.id)}></slot></span>`}
      <span class="words"><span dir="auto">${nameOf(item.id)}</span><span class="small">${itemWords(speech, item)}</span></span>
      ${item.id === "" ? nothing : act("close", speech.say("forget", { what: nameOf(item.id) }), () => edits.forget({ item: item.id }, nameOf(item.id)))}
    </li>`)}</ul>
    ${touched.length > MOST_ITEMS ? html`<p class="small">${speech.count("itemsMore", touched.length - MOST_ITEMS)}</p>` : nothing}
    ${onlyShown > 0 ? html`<p class="small">${speech.count("itemsOnlyShown", onlyShown)}</p>` : nothing}
  </section>`;
}

function learned({ speech, edits }: Shown, view: ProfileView): TemplateResult | typeof nothing {
  if (view.learned.length === 0) return nothing;
  return html`<section class="block" part="block learned">
    <h3>${speech.say("learned")}</h3>
    <p class="small">${speech.say("learnedMore")}</p>
    <button type="button" class="quiet" @click=${() => edits.forget({ learned: true }, speech.say("learned"))}>${speech.say("forgetLearned")}</button>
  </section>`;
}

/** All that is known, in words and bars. */
export function known(shown: Shown, view: ProfileView): TemplateResult {
  const empty = view.items.length === 0 && view.values.length === 0;
  if (empty) return html`<section class="block" part="block"><p class="small">${shown.speech.say("nothingYet")}</p></section>`;
  return html`${values(shown, view)}${prices(shown, view)}${items(shown, view)}${learned(shown, view)}
    <p class="small note">${shown.speech.say("searchWords")}</p>`;
}
